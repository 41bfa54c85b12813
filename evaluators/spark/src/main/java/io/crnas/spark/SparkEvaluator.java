package io.crnas.spark;

import io.crnas.framework.Evaluation;
import io.crnas.framework.Evaluator;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.progress.Progress;
import io.crnas.framework.worker.WorkerState;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.evaluator.EvaluatorContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Has candidates scored by worker processes, each part of a batch as a job of its own: one that
 * kills its workers costs no other its answer. The answers are those of the evaluator here.
 */
final class SparkEvaluator implements Evaluator<Allocation> {
  /** How long nothing is said while there is no worker. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final SparkSettings settings;
  private final Connection connection;
  private final Progress progress;
  private final Evaluator<Allocation> here;
  private final Shipment shipment;
  private final Cluster cluster;
  private final Path folder;
  private List<WorkerState> told = List.of();
  private int batches;
  private boolean closed;

  SparkEvaluator(
      SparkSettings settings,
      Connection connection,
      EvaluatorContext context,
      EvaluatorContext.Nested nested)
      throws IOException {
    this.settings = settings;
    this.connection = connection;
    this.progress = context.progress();
    this.folder = context.folder();
    this.here = nested.here();
    this.shipment = Shipment.of(nested.job(), settings.sharedFolder(), nested.here().fingerprint());
    try (var _ = new PluginClasses()) {
      this.cluster = Cluster.join(Driver.conf(settings, connection, context));
      try {
        if (!settings.sharedFolder()) {
          for (Path file : nested.job().files().values()) {
            cluster.serve(shipment.id(), file);
          }
        }
      } catch (IOException | RuntimeException e) {
        cluster.close();
        throw e;
      }
    }
  }

  /** That of the one that scores: its answers are the same wherever it runs. */
  @Override
  public String fingerprint() {
    return here.fingerprint();
  }

  @Override
  public OptionalInt miniBatches() {
    return here.miniBatches();
  }

  @Override
  public int atOnce() {
    return here.atOnce();
  }

  @Override
  public List<Evaluation> evaluate(List<Allocation> candidates) throws InterruptedException {
    return evaluate(candidates, Listener.none());
  }

  @Override
  public List<Evaluation> evaluate(List<Allocation> candidates, Listener listener)
      throws InterruptedException {
    return evaluateTogether(candidates.stream().map(List::of).toList(), listener);
  }

  /**
   * What one worker answered.
   *
   * @param first the place of the first of them
   */
  private record Part(int first, List<Evaluation> evaluations) {}

  /**
   * @throws InvalidInputException where a worker has other data than this machine
   * @throws UncheckedIOException where a worker can not write, or the cluster is gone, which
   *     another try may mend
   */
  @Override
  public List<Evaluation> evaluateTogether(List<List<Allocation>> groups, Listener listener)
      throws InterruptedException {
    List<List<String>> texts =
        groups.stream().map(group -> group.stream().map(Allocation::toString).toList()).toList();
    // Of each batch its own, so that none that is stopped stops another.
    String jobs = shipment.id() + "-" + batches++;
    ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    try (var _ = new PluginClasses();
        Progress.Task task =
            progress.start("asking " + connection.master(), groups.size(), "candidates")) {
      var asked = new ExecutorCompletionService<Part>(executor);
      int together = Math.min(settings.together(), here.atOnce());
      int parts = 0;
      for (int from = 0; from < texts.size(); from += together) {
        int first = from;
        List<List<String>> some =
            // A copy can be sent.
            List.copyOf(texts.subList(from, Math.min(from + together, texts.size())));
        asked.submit(() -> new Part(first, ask(jobs, some)));
        parts++;
      }
      var answers = new Evaluation[groups.size()];
      for (int known = 0; known < parts; known++) {
        Part part = next(asked).get();
        for (int i = 0; i < part.evaluations().size(); i++) {
          answers[part.first() + i] = part.evaluations().get(i);
          listener.answered(part.first() + i, part.evaluations().get(i));
        }
        task.advance(part.evaluations().size());
      }
      tell();
      return List.of(answers);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case InvalidInputException cause -> throw cause;
        case IOException cause -> throw new UncheckedIOException(cause);
        case null, default -> throw new IllegalStateException(e);
      }
    } finally {
      // Where one was interrupted or failed, what still runs is stopped in the workers, too, and
      // nobody waits for that.
      cluster.spark().sc().cancelJobGroupAndFutureJobs(jobs);
      executor.shutdownNow();
    }
  }

  /** Tells in the run's folder who works, where that has changed. */
  private void tell() {
    List<WorkerState> states = cluster.workers().states();
    if (states.equals(told)) {
      return;
    }
    told = states;
    try {
      WorkerState.write(folder, states);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Future<Part> next(ExecutorCompletionService<Part> asked) throws InterruptedException {
    Duration alone = Duration.ZERO;
    while (true) {
      Future<Part> next = asked.poll(1, TimeUnit.SECONDS);
      cluster.workers().news().forEach(progress::say);
      tell();
      if (next != null) {
        return next;
      }
      alone =
          cluster.workers().isNone() && !connection.isLocal()
              ? alone.plusSeconds(1)
              : Duration.ZERO;
      if (alone.equals(PATIENCE)) {
        progress.say("no worker process at " + connection.master() + "; waiting for one");
      }
    }
  }

  /**
   * @param jobs what Spark calls the questions of a batch
   */
  private List<Evaluation> ask(String jobs, List<List<String>> groups) throws IOException {
    Reply reply;
    JavaSparkContext spark = cluster.spark();
    try {
      spark.setJobGroup(jobs, "candidates of level " + shipment.level(), true);
      reply = spark.parallelize(List.of(groups), 1).map(new Asking(shipment)).collect().getFirst();
    } catch (Exception e) {
      // Scala throws what it does not declare.
      return lost(jobs, groups, e);
    }
    return switch (reply) {
      case Reply.Answers answers -> {
        cluster.workers().answered(answers.worker(), answers.said().size());
        yield answers.said().stream().map(Reply.Said::evaluation).toList();
      }
      case Reply.Unable unable when unable.input() ->
          throw new InvalidInputException(
              "evaluator", unable.why(), "a worker that can score as this machine can");
      case Reply.Unable unable -> throw new IOException(unable.why());
    };
  }

  /** A candidate whose workers die one after the other has killed them. */
  private List<Evaluation> lost(String jobs, List<List<String>> groups, Exception why)
      throws IOException {
    String message = String.valueOf(why.getMessage());
    if (message.contains("ClassNotFoundException: io.crnas.")) {
      throw new InvalidInputException(
          "class-path", "workers that do not know crnas", "its jars where workers run");
    }
    if (cluster.spark().sc().isStopped() || !message.contains("ExecutorLostFailure")) {
      throw new IOException(
          connection.master() + ": " + message.lines().findFirst().orElse(""), why);
    }
    if (groups.size() > 1) {
      List<Evaluation> oneByOne = new ArrayList<>();
      for (List<String> group : groups) {
        oneByOne.addAll(ask(jobs, List.of(group)));
      }
      return oneByOne;
    }
    return List.of(
        new Evaluation.Failed(
            "%d worker processes died of it, one after the other".formatted(settings.attempts())));
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try (here;
        var _ = new PluginClasses();
        cluster) {
      if (connection.isLocal()) {
        WorkerProcess.close(shipment);
      }
    }
  }
}
