package io.crnas.spark;

import io.crnas.framework.Evaluation;
import io.crnas.framework.Evaluator;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.progress.Progress;
import io.crnas.framework.worker.PartByPart;
import io.crnas.framework.worker.Said;
import io.crnas.framework.worker.WorkerState;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.evaluator.EvaluatorContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
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
   * @throws InvalidInputException where a worker has other data than this machine
   * @throws UncheckedIOException where a worker can not write, or the cluster is gone, which
   *     another try may mend
   */
  @Override
  public List<Evaluation> evaluateTogether(List<List<Allocation>> groups, Listener listener)
      throws InterruptedException {
    try (var _ = new PluginClasses();
        Progress.Task task =
            progress.start("asking " + connection.master(), groups.size(), "candidates")) {
      int together = Math.min(settings.together(), here.atOnce());
      // Of each batch its own name, so that none that is stopped stops another.
      var batch = new Batch(shipment.id() + "-" + batches++);
      return PartByPart.evaluate(groups, together, batch, listener, task);
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

  /** Candidates that are asked for at once. */
  private final class Batch implements PartByPart.Scorer<Allocation> {
    /** What Spark calls the questions. */
    private final String jobs;

    /** Since when there was no worker. */
    private Duration alone = Duration.ZERO;

    Batch(String jobs) {
      this.jobs = jobs;
    }

    @Override
    public void look() {
      cluster.workers().news().forEach(progress::say);
      tell();
      alone =
          cluster.workers().isNone() && !connection.isLocal()
              ? alone.plusSeconds(1)
              : Duration.ZERO;
      if (alone.equals(PATIENCE)) {
        progress.say("no worker process at " + connection.master() + "; waiting for one");
      }
    }

    /** What still runs is stopped in the workers, too, and nobody waits for that. */
    @Override
    public void stop() {
      if (!cluster.spark().sc().isStopped()) {
        cluster.spark().sc().cancelJobGroupAndFutureJobs(jobs);
      }
    }

    @Override
    public List<Evaluation> ask(List<List<Allocation>> groups)
        throws IOException, InterruptedException {
      List<List<String>> texts =
          groups.stream().map(group -> group.stream().map(Allocation::toString).toList()).toList();
      Reply reply;
      JavaSparkContext spark = cluster.spark();
      try {
        spark.setJobGroup(jobs, "candidates of level " + shipment.level(), true);
        reply = spark.parallelize(List.of(texts), 1).map(new Asking(shipment)).collect().getFirst();
      } catch (Exception e) {
        // Scala throws what it does not declare.
        requireLoss(e);
        return PartByPart.oneByOne(
            groups,
            this,
            new Evaluation.Failed(
                "%d worker processes died of it, one after the other"
                    .formatted(settings.attempts())));
      }
      return switch (reply) {
        case Reply.Answers answers -> {
          cluster.workers().answered(answers.worker(), answers.said().size());
          yield answers.said().stream().map(Said::evaluation).toList();
        }
        case Reply.Unable unable when unable.input() ->
            throw new InvalidInputException(
                "evaluator", unable.why(), "a worker that can score as this machine can");
        case Reply.Unable unable -> throw new IOException(unable.why());
      };
    }
  }

  /**
   * Looks whether workers died, one after the other.
   *
   * @throws IOException where it was something else
   */
  private void requireLoss(Exception why) throws IOException {
    String message = String.valueOf(why.getMessage());
    if (message.contains("ClassNotFoundException: io.crnas.")) {
      throw new InvalidInputException(
          "class-path", "workers that do not know crnas", "its jars where workers run");
    }
    if (cluster.spark().sc().isStopped() && cluster.workers().states().isEmpty()) {
      throw connection.refused(message.lines().findFirst().orElse(""));
    }
    if (cluster.spark().sc().isStopped() || !message.contains("ExecutorLostFailure")) {
      throw new IOException(
          connection.master() + ": " + message.lines().findFirst().orElse(""), why);
    }
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
