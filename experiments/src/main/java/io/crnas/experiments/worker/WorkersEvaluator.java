package io.crnas.experiments.worker;

import io.crnas.framework.Evaluation;
import io.crnas.framework.Evaluator;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.progress.Progress;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.evaluator.EvaluatorJob;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Has candidates scored by workers. The answers are those of the evaluator here.
 *
 * @param here says what the answers depend on; it scores nothing, and is closed with this
 * @param job how workers open the same
 */
public record WorkersEvaluator(
    Workers workers, Evaluator<Allocation> here, EvaluatorJob job, Progress progress)
    implements Evaluator<Allocation> {

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
   * @throws InvalidInputException where a worker finds other data than this process did
   * @throws UncheckedIOException where a worker can not go on, which another try may mend
   */
  @Override
  public List<Evaluation> evaluateTogether(List<List<Allocation>> groups, Listener listener)
      throws InterruptedException {
    // What is worth scoring together, but something for everybody.
    int together =
        Math.max(1, Math.min(here.atOnce(), Math.ceilDiv(groups.size(), workers.count())));
    ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    try (Progress.Task task =
        progress.start(
            "asking %d workers".formatted(workers.count()), groups.size(), "candidates")) {
      var asked = new ExecutorCompletionService<Part>(executor);
      int parts = 0;
      for (int from = 0; from < groups.size(); from += together) {
        int first = from;
        List<List<Allocation>> some =
            groups.subList(from, Math.min(from + together, groups.size()));
        asked.submit(() -> new Part(first, ask(some)));
        parts++;
      }
      var answers = new Evaluation[groups.size()];
      for (int known = 0; known < parts; known++) {
        Part part = asked.take().get();
        for (int i = 0; i < part.evaluations().size(); i++) {
          answers[part.first() + i] = part.evaluations().get(i);
          listener.answered(part.first() + i, part.evaluations().get(i));
        }
        task.advance(part.evaluations().size());
      }
      return List.of(answers);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case InvalidInputException cause -> throw cause;
        case InterruptedException cause -> throw cause;
        case IOException cause -> throw new UncheckedIOException(cause);
        case null, default -> throw new IllegalStateException(e);
      }
    } finally {
      // Where one was interrupted or failed, whoever still works is killed by that.
      executor.shutdownNow();
    }
  }

  private List<Evaluation> ask(List<List<Allocation>> groups)
      throws IOException, InterruptedException {
    var order = new Order.Score(job, fingerprint(), groups);
    return switch (workers.ask(order, _ -> {})) {
      case Workers.Outcome.Answered(Reply.Scored scored) ->
          scored.said().stream().map(Reply.Said::evaluation).toList();
      case Workers.Outcome.Answered(Reply.Answer other) -> throw other.refusal();
      case Workers.Outcome.Deadly(String why) -> deadly(groups, why);
    };
  }

  /** What one candidate kills is no other's failure. */
  private List<Evaluation> deadly(List<List<Allocation>> groups, String why)
      throws IOException, InterruptedException {
    if (groups.size() == 1) {
      return List.of(
          new Evaluation.Failed(
              "%d workers died of it, one after the other; the last: %s"
                  .formatted(Workers.ATTEMPTS, why)));
    }
    List<Evaluation> oneByOne = new ArrayList<>();
    for (List<Allocation> group : groups) {
      oneByOne.addAll(ask(List.of(group)));
    }
    return oneByOne;
  }

  @Override
  public void close() {
    here.close();
  }
}
