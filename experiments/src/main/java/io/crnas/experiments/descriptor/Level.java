package io.crnas.experiments.descriptor;

import io.crnas.experiments.yaml.Names;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problem;
import io.crnas.framework.setting.Conflicts;
import io.crnas.framework.setting.Consistent;
import io.crnas.framework.setting.Setting;
import io.crnas.framework.space.Preferences;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** One level of the search. */
public record Level(
    @Setting(
            about =
                "what is searched: blocks per stage, a dilation or kind of each block, or both at once")
        Kind level,
    @Setting(about = "how good a candidate is") Evaluator evaluator,
    @Setting(about = "which of the evaluator's metrics is maximised", byDefault = "AP")
        String objective,
    @Setting(about = "how candidates are found", byDefault = "{kind: evolution}") Strategy strategy,
    @Setting(
            about =
                "what the best of them are chosen by: each one's own score (score), or what a"
                    + " Gaussian process over all scores expects of it, in which candidates that"
                    + " choose alike speak for each other (expectation); without it, expectation of"
                    + " a supernet's scores and else score")
        Optional<ChooseBy> chooseBy)
    implements Consistent {

  /** What the best candidates are chosen by. */
  public enum ChooseBy {
    SCORE,
    EXPECTATION
  }

  /** What the best candidates are chosen by, said or not. */
  public ChooseBy chosenBy() {
    return chooseBy.orElseGet(() ->
        switch (scoring()) {
          // What is learned by gradients has a choice of its own, and no noise of scores.
          case Evaluator.Supernet _ when objective.equals(Preferences.METRIC) -> ChooseBy.SCORE;
          case Evaluator.Supernet _ -> ChooseBy.EXPECTATION;
          case Evaluator.Standalone _, Evaluator.Provided<?> _ -> ChooseBy.SCORE;
        });
  }

  @Override
  public void check(Conflicts conflicts) {
    boolean all =
        strategy instanceof Strategy.Greedy greedy && greedy.completions().count().isEmpty();
    conflicts.unless(
        !all || evaluator.sharesMiniBatches(),
        "strategy.completions",
        "all",
        "a number, since no mini-batches are shared; all is for a supernet without fine-tuning",
        "evaluator",
        "strategy");
    if (scoring() instanceof Evaluator.Supernet supernet) {
      conflicts.unless(
          supernet.sampling() != Evaluator.Supernet.Sampling.SANDWICH || level == Kind.STAGE,
          "evaluator.sampling",
          "sandwich at level " + name(),
          "another, since no path of the level is the largest; sandwich is for the stage level",
          "level");
      String key = supernet.learning().isPresent() ? "evaluator.learning" : "evaluator.sampling";
      conflicts.unless(
          !supernet.mixes() || level != Kind.JOINT,
          key,
          "several options at once at level joint",
          "none, since a choice there decides whether there is another; or stage and spatial",
          "level");
    }
    boolean learns =
        scoring() instanceof Evaluator.Supernet supernet && supernet.learning().isPresent();
    conflicts.unless(
        learns || !(strategy instanceof Strategy.Preferred),
        "strategy.kind",
        "preferred",
        "another, since the evaluator prefers nothing; preferred is for a supernet with learning",
        "evaluator");
    conflicts.unless(
        !(strategy instanceof Strategy.Greedy) || !objective.equals(Preferences.METRIC),
        "strategy.kind",
        "greedy",
        "another, since no mini-batches tell a preference; preferred finds the first at once",
        "objective");
    conflicts.unless(
        learns || !scoring().trains() || !objective.equals(Preferences.METRIC),
        "objective",
        objective,
        "another, since the evaluator prefers nothing; preference is for a supernet with learning",
        "evaluator");
  }

  /** What the level is called. */
  public String name() {
    return Names.kebab(level);
  }

  /** Who scores its candidates. */
  public Evaluator scoring() {
    return evaluator.scoring();
  }

  /** The same with another evaluator. */
  public Level with(Evaluator another) {
    return new Level(level, another, objective, strategy, chooseBy);
  }

  /** The same, of which no more is said than what scores how. */
  public Level scoredBy(Evaluator another, String metric) {
    return new Level(level, another, metric, new Strategy.Random(1), Optional.empty());
  }

  /** What the evaluator misses, as far as that shows before it is opened. */
  List<Problem> missing(Path base) throws IOException {
    var problems = new ArrayList<>(missing(evaluator, base));
    if (!scoring().equals(evaluator)) {
      problems.addAll(missing(scoring(), base));
    }
    return problems;
  }

  private List<Problem> missing(Evaluator one, Path base) throws IOException {
    return switch (one) {
      case Evaluator.Provided<?> provided -> problems(() -> provided.check(objective, base));
      case Evaluator.Supernet _, Evaluator.Standalone _ -> List.of();
    };
  }

  /** What the strategy misses. */
  List<Problem> missingOfStrategy(Path base) throws IOException {
    return strategy instanceof Strategy.Pareto pareto && pareto.latency().isPresent()
        ? problems(() -> pareto.latency().get().read(base))
        : List.of();
  }

  /** Something that may find bad input. */
  @FunctionalInterface
  private interface Check {
    void run() throws IOException;
  }

  private static List<Problem> problems(Check check) throws IOException {
    try {
      check.run();
      return List.of();
    } catch (InvalidInputException e) {
      return e.problems();
    }
  }

  /** Whether several budgets have the level in common; the spatial one is on what one found. */
  public boolean isShared() {
    return switch (level) {
      case STAGE, JOINT -> true;
      case SPATIAL -> false;
    };
  }

  /** The levels of the hierarchy, in their order, and both as one. */
  public enum Kind {
    STAGE,
    SPATIAL,
    JOINT
  }

  Level withInitialWeights(UnaryOperator<InitialWeights> change) {
    return with(withInitialWeights(evaluator, change));
  }

  private static Evaluator withInitialWeights(
      Evaluator evaluator, UnaryOperator<InitialWeights> change) {
    return switch (evaluator) {
      case Evaluator.Supernet supernet -> supernet.withInitialWeights(change);
      case Evaluator.Provided<?> provided ->
          provided.withScoring(one -> withInitialWeights(one, change));
      case Evaluator.Standalone standalone -> standalone;
    };
  }
}
