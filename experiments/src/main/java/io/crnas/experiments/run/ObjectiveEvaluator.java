package io.crnas.experiments.run;

import io.crnas.framework.Evaluation;
import io.crnas.framework.Evaluator;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.spaces.Allocation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The answers of another evaluator, where a candidate that was scored without the objective has
 * failed: that costs the candidate and not the search. As long as nothing has the objective that
 * was scored, it is the objective that is wrong, and the search ends.
 */
final class ObjectiveEvaluator implements ForwardingEvaluator {
  private final Evaluator<Allocation> scores;
  private final String level;
  private final String objective;
  private boolean reported;

  /**
   * @param scores who scores; it is closed with this
   * @param level what the level is called
   * @param before what was said of candidates of the level before, so that this goes on as if it
   *     had said so itself
   */
  ObjectiveEvaluator(
      Evaluator<Allocation> scores, String level, String objective, Collection<Evaluation> before) {
    this.scores = scores;
    this.level = level;
    this.objective = objective;
    this.reported = before.stream().anyMatch(this::has);
  }

  @Override
  public Evaluator<Allocation> scores() {
    return scores;
  }

  /**
   * As the other evaluator does.
   *
   * @throws InvalidInputException if nothing that was scored so far has the objective
   */
  @Override
  public List<Evaluation> evaluate(List<Allocation> candidates, Listener listener)
      throws InterruptedException {
    return checked(scores.evaluate(candidates, checking(listener)));
  }

  /**
   * As the other evaluator does.
   *
   * @throws InvalidInputException if nothing that was scored so far has the objective
   */
  @Override
  public List<Evaluation> evaluateTogether(List<List<Allocation>> groups, Listener listener)
      throws InterruptedException {
    return checked(scores.evaluateTogether(groups, checking(listener)));
  }

  /** Before it is known whether anything has the objective, what lacks it is no answer yet. */
  private Listener checking(Listener listener) {
    return (place, evaluation) -> {
      reported |= has(evaluation);
      Evaluation checked = checked(evaluation);
      if (reported || checked.equals(evaluation)) {
        listener.answered(place, checked);
      }
    };
  }

  private List<Evaluation> checked(List<Evaluation> said) {
    reported |= said.stream().anyMatch(this::has);
    Set<String> instead = new TreeSet<>();
    List<Evaluation> checked = new ArrayList<>();
    for (Evaluation evaluation : said) {
      checked.add(checked(evaluation));
      if (evaluation instanceof Evaluation.Scored scored) {
        instead.addAll(scored.metrics().keySet());
      }
    }
    if (!reported && !instead.isEmpty()) {
      throw new InvalidInputException(
          "objective of level " + level, objective, "one of " + String.join(", ", instead));
    }
    return checked;
  }

  private Evaluation checked(Evaluation evaluation) {
    return switch (evaluation) {
      case Evaluation.Scored scored when !has(scored) ->
          new Evaluation.Failed(
              "scored without the objective "
                  + objective
                  + ", by "
                  + String.join(", ", scored.metrics().keySet()));
      case Evaluation.Scored scored -> scored;
      case Evaluation.Failed failed -> failed;
    };
  }

  private boolean has(Evaluation evaluation) {
    return switch (evaluation) {
      case Evaluation.Scored scored -> scored.metrics().containsKey(objective);
      case Evaluation.Failed _ -> false;
    };
  }
}
