package io.crnas.experiments.descriptor;

import io.crnas.experiments.yaml.Names;
import io.crnas.framework.evolution.Breeding;
import io.crnas.framework.evolution.EvolutionSettings;
import io.crnas.framework.evolution.Selection;
import io.crnas.framework.setting.Conflicts;
import io.crnas.framework.setting.Consistent;
import io.crnas.framework.setting.Described;
import io.crnas.framework.setting.Setting;
import java.util.Optional;

/** How candidates are found; none outside the budget is ever asked for. */
public sealed interface Strategy {

  /** The name in a descriptor. */
  default String kind() {
    return Names.kebab(getClass().getSimpleName());
  }

  /** The metric that the objective is weighed against, if it is. */
  default Optional<String> against() {
    return Optional.empty();
  }

  private static void checkFirst(int first, int evaluations, Conflicts conflicts) {
    conflicts.unless(
        first <= evaluations,
        "first",
        Integer.toString(first),
        "at most the evaluations, " + evaluations,
        "evaluations");
  }

  /** A genetic algorithm. */
  @Described("a genetic algorithm over whole candidates")
  record Evolution(
      @Setting(
              about = "candidates alive at a time, and how many the first generation has",
              byDefault = "20",
              min = 2,
              max = 10_000)
          int population,
      @Setting(about = "generations bred after the first", byDefault = "10", min = 0, max = 100_000)
          int generations,
      @Setting(
              about = "the share of a population that is bred anew in each generation",
              byDefault = "0.5",
              above = 0,
              below = 1)
          double offspring,
      @Setting(
              about =
                  "best candidates that live on as they are, at most those that are not bred anew;"
                      + " without it, 10 or as many as there are",
              min = 1)
          Optional<Integer> elites,
      @Setting(about = "how parents are chosen", byDefault = "{kind: tournament}")
          Selection selection,
      @Setting(about = "how children are made of parents", byDefault = "{}") Breeding breeding)
      implements Strategy, Consistent {

    @Override
    public void check(Conflicts conflicts) {
      int survivors = survivors();
      elites.ifPresent(count ->
          conflicts.unless(
              count <= survivors,
              "elites",
              Integer.toString(count),
              "at most the " + survivors + " of the population that are not bred anew",
              "population",
              "offspring"));
      switch (selection) {
        case Selection.Tournament tournament ->
            conflicts.unless(
                tournament.size() <= population,
                "selection.size",
                Integer.toString(tournament.size()),
                "at most the population, " + population,
                "population");
        case Selection.Truncation truncation ->
            conflicts.unless(
                truncation.best() <= population,
                "selection.best",
                Integer.toString(truncation.best()),
                "at most the population, " + population,
                "population");
        case Selection.LinearRank _ -> {}
      }
    }

    private int survivors() {
      return EvolutionSettings.survivors(population, offspring);
    }

    /** Best candidates that live on as they are. */
    public int elitesOrMost() {
      return elites.orElse(Math.min(10, survivors()));
    }
  }

  /** The paper's greedy search, gene by gene. */
  @Described(
      "the search of the paper: gene by gene, the best prefixes are kept and scored by random completions")
  record Greedy(
      @Setting(
              about = "prefixes that are kept after each gene, K in the paper",
              byDefault = "3",
              min = 1,
              max = 10_000)
          int keep,
      @Setting(
              about =
                  "random completions that score a prefix, each on its share of the mini-batches, c"
                      + " in the paper; all, as in the paper, of a supernet: one for each mini-batch"
                      + " of the val split",
              byDefault = "8")
          Completions completions)
      implements Strategy {}

  /** Every candidate. */
  @Described("every candidate is scored")
  record Exhaustive(
      @Setting(about = "most candidates that a level may have", byDefault = "10000", min = 1)
          long limit)
      implements Strategy {}

  /** Candidates drawn uniformly without repetition. */
  @Described("candidates drawn uniformly and without repetition")
  record Random(
      @Setting(
              about = "how many candidates are scored, the baseline included",
              byDefault = "100",
              min = 1)
          int evaluations)
      implements Strategy {}

  /** Candidates that may win, by what the scores so far say of all. */
  @Described(
      "a Gaussian process of the scores so far says which candidates may win, and these are scored")
  record Surrogate(
      @Setting(
              about =
                  "how many candidates are drawn uniformly before any is chosen, the baseline"
                      + " included",
              byDefault = "20",
              min = 2)
          int first,
      @Setting(about = "how many candidates are scored in all", byDefault = "100", min = 2)
          int evaluations,
      @Setting(
              about = "how many are chosen at a time, and scored together",
              byDefault = "10",
              min = 1)
          int batch)
      implements Strategy, Consistent {

    @Override
    public void check(Conflicts conflicts) {
      checkFirst(first, evaluations, conflicts);
    }
  }

  /** Climbs from the best of some candidates to better neighbours. */
  @Described(
      "hills are climbed: the best of some drawn uniformly is perturbed, gene by gene, as long as that scores better, then others are drawn")
  record LocalSearch(
      @Setting(
              about =
                  "how many candidates are drawn uniformly before a climb, of the first climb the"
                      + " baseline included",
              byDefault = "10",
              min = 1)
          int first,
      @Setting(about = "how many candidates are scored in all", byDefault = "100", min = 1)
          int evaluations,
      @Setting(
              about = "how many neighbours are asked for at a time, and scored together",
              byDefault = "10",
              min = 1)
          int batch)
      implements Strategy, Consistent {

    @Override
    public void check(Conflicts conflicts) {
      checkFirst(first, evaluations, conflicts);
    }
  }

  /** A policy over the genes learns by reinforcement. */
  @Described(
      "a policy over the feasible candidates draws them and learns by their scores (REINFORCE), as NAS and ENAS do")
  record Reinforce(
      @Setting(
              about =
                  "how many candidates are drawn in all, the baseline included; one that is drawn"
                      + " again costs nothing",
              byDefault = "100",
              min = 1)
          int evaluations,
      @Setting(
              about = "how many candidates are drawn, and scored together, before the policy moves",
              byDefault = "10",
              min = 1)
          int batch,
      @Setting(
              about =
                  "how far the policy moves at a time, by Adam; by default 0.2, of a controller 0.01",
              above = 0)
          Optional<Double> learningRate,
      @Setting(
              about =
                  "what a draw earns besides, for each factor e by which it was improbable, in units"
                      + " of the objective",
              byDefault = "1e-4",
              min = 0)
          double entropy,
      @Setting(
              about = "how much of the moving average, which scores are held against, stays",
              byDefault = "0.9",
              min = 0,
              below = 1)
          double decay,
      @Setting(
              about =
                  "the policy is an LSTM of so many units that draws choice after choice, as in NAS"
                      + " and ENAS (100 there); without, it has a weight for each choice",
              min = 1)
          Optional<Integer> controllerUnits)
      implements Strategy {
    /** How far a weight of a choice moves at a time. */
    private static final double OF_WEIGHTS = 0.2;

    /** And a parameter of a recurrent net, all of which have part in every choice. */
    private static final double OF_CONTROLLER = 0.01;

    /** How far the policy moves at a time. */
    public double rate() {
      return learningRate.orElse(controllerUnits.isPresent() ? OF_CONTROLLER : OF_WEIGHTS);
    }
  }

  /** What a supernet has learned to prefer. */
  @Described(
      "the candidates that a supernet has learned to prefer, from the most preferred within the budget on; for a supernet with learning")
  record Preferred(
      @Setting(
              about = "how many candidates are scored, the baseline included",
              byDefault = "10",
              min = 2)
          int evaluations)
      implements Strategy {}

  /** NSGA-II over the objective and a cost; the result is a front besides the best candidate. */
  @Described("NSGA-II over the objective and a cost: the result has their Pareto front, too")
  record Pareto(
      @Setting(
              about =
                  "what is weighed against the objective, at the budget's input:"
                      + " multiply-accumulates or parameters of the backbone, or the milliseconds"
                      + " of an image, of what the budget's scope says",
              byDefault = "macs")
          Expense cost,
      @Setting(
              about =
                  "where the milliseconds come from; without it, they are measured here in ONNX"
                      + " Runtime")
          Optional<LatencyFile> latency,
      @Setting(
              about = "candidates alive at a time, and how many the first generation has",
              byDefault = "20",
              min = 4,
              max = 10_000)
          int population,
      @Setting(about = "generations bred after the first", byDefault = "10", min = 0, max = 100_000)
          int generations,
      @Setting(
              about = "the share of a population that is bred anew in each generation",
              byDefault = "0.5",
              above = 0,
              below = 1)
          double offspring,
      @Setting(about = "how children are made of parents", byDefault = "{}") Breeding breeding)
      implements Strategy, Consistent {

    @Override
    public Optional<String> against() {
      return Optional.of(Names.kebab(cost));
    }

    @Override
    public void check(Conflicts conflicts) {
      conflicts.unless(
          latency.isEmpty() || cost == Expense.LATENCY,
          "latency",
          "a file beside cost: " + Names.kebab(cost),
          "none, or cost: latency",
          "cost");
    }

    /** What a candidate costs. */
    public enum Expense {
      MACS,
      PARAMETERS,
      LATENCY
    }
  }
}
