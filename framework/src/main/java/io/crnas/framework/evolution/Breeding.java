package io.crnas.framework.evolution;

import io.crnas.framework.problem.Problems;
import io.crnas.framework.setting.Setting;

/**
 * How children are made of their parents.
 *
 * @param crossover which genes two parents exchange. Default {@link Crossover#UNIFORM}
 * @param crossed the probability that a parent exchanges genes with another, in [0, 1]. Default 0.8
 * @param mutation the probability that a gene is drawn anew, in [0, 1]. Default 0.05
 * @param move the probability that a child moves cost from one gene to another such that it stays
 *     within the budget, as a block from one stage to another, in [0, 1]; where all choices of a
 *     gene cost the same there is nothing to move. Default 0.2
 */
public record Breeding(
    @Setting(
            about =
                "which genes two parents exchange: each by chance, or those behind one point or"
                    + " between two",
            byDefault = "uniform")
        Crossover crossover,
    @Setting(
            about = "chance that a parent exchanges genes with another",
            byDefault = "0.8",
            min = 0,
            max = 1)
        double crossed,
    @Setting(about = "chance that a gene is drawn anew", byDefault = "0.05", min = 0, max = 1)
        double mutation,
    @Setting(
            about =
                "chance that a child moves cost from one gene to another, as a block from one stage"
                    + " to another",
            byDefault = "0.2",
            min = 0,
            max = 1)
        double move) {

  /** Reports every value out of range at once. */
  public Breeding {
    var problems = new Problems();
    check(problems, "crossed", crossed);
    check(problems, "mutation", mutation);
    check(problems, "move", move);
    problems.throwIfAny();
  }

  /** The defaults named above. */
  public static Breeding defaults() {
    return new Breeding(Crossover.UNIFORM, 0.8, 0.05, 0.2);
  }

  private static void check(Problems problems, String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      problems.add(name, String.valueOf(value), "a probability in [0, 1]");
    }
  }
}
