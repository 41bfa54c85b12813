package io.crnas.experiments.worker;

import io.crnas.framework.Evaluation;
import io.crnas.framework.Evaluator;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.progress.Progress;
import io.crnas.framework.worker.PartByPart;
import io.crnas.framework.worker.Said;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.evaluator.EvaluatorJob;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.OptionalInt;

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
   * @throws InvalidInputException where a worker finds other data than this process did
   * @throws UncheckedIOException where a worker can not go on, which another try may mend
   */
  @Override
  public List<Evaluation> evaluateTogether(List<List<Allocation>> groups, Listener listener)
      throws InterruptedException {
    // What is worth scoring together, but something for everybody.
    int together =
        Math.max(1, Math.min(here.atOnce(), Math.ceilDiv(groups.size(), workers.count())));
    try (Progress.Task task =
        progress.start(
            "asking %d workers".formatted(workers.count()), groups.size(), "candidates")) {
      return PartByPart.evaluate(groups, together, this::ask, listener, task);
    }
  }

  private List<Evaluation> ask(List<List<Allocation>> groups)
      throws IOException, InterruptedException {
    var order = new Order.Score(job, fingerprint(), groups);
    return switch (workers.ask(order, _ -> {})) {
      case Workers.Outcome.Answered(Reply.Scored scored) ->
          scored.said().stream().map(Said::evaluation).toList();
      case Workers.Outcome.Answered(Reply.Answer other) -> throw other.refusal();
      case Workers.Outcome.Deadly(String why) ->
          PartByPart.oneByOne(
              groups,
              this::ask,
              new Evaluation.Failed(
                  "%d workers died of it, one after the other; the last: %s"
                      .formatted(Workers.ATTEMPTS, why)));
    };
  }

  @Override
  public void close() {
    here.close();
  }
}
