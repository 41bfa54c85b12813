package io.crnas.detection.training;

import io.crnas.framework.random.Seeds;
import io.crnas.framework.space.Choices;
import io.crnas.framework.space.FeasibleSet;
import io.crnas.framework.space.Level;
import io.crnas.spaces.Allocation;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Which allocation is trained with each batch.
 *
 * @param path the one of a batch, from 0: a function of its number alone
 * @param vary whether they differ, so that running statistics would belong to none of them
 * @param description what the paths depend on, for the fingerprint of the training
 */
public record Paths(LongFunction<Allocation> path, boolean vary, String description) {

  /** Always the same: a net by itself. */
  public static Paths of(Allocation allocation) {
    return new Paths(_ -> allocation, false, allocation.toString());
  }

  /**
   * One after the other, batch by batch: a supernet that serves several levels; at least one. One
   * alone is itself.
   */
  public static Paths inTurn(List<Paths> all) {
    List<Paths> turns = List.copyOf(all);
    return turns.size() == 1
        ? turns.getFirst()
        : new Paths(
            batch -> turns.get((int) (batch % turns.size())).at(batch),
            true,
            "in turn " + turns.stream().map(Paths::description).toList());
  }

  /**
   * Single-path uniform sampling (the paper, section 3): uniform over all candidates whatever they
   * cost, so a path need not meet the budget and the supernet serves several.
   */
  public static Paths uniform(Level<Allocation> level, long seed) {
    return drawn("uniform", level, seed, level.feasible()::sampleWithoutBudget);
  }

  /** Uniform over the candidates that meet the budget, which are the ones that will be scored. */
  public static Paths feasible(Level<Allocation> level, long seed) {
    return drawn("feasible", level, seed, level.feasible()::sample);
  }

  /**
   * Strict fairness (Chu et al., FairNAS, 2021): in a round of as many batches as the gene with the
   * most choices has, each choice of such a gene is on one path, and of a gene with fewer each on
   * as many as the others or one more, whatever they cost and whatever rule there is. So all
   * choices are trained equally often, and with a step of one round at the same weights.
   */
  public static Paths fair(Level<Allocation> level, long seed) {
    FeasibleSet all = level.feasible();
    int round = IntStream.range(0, all.genes()).map(all::choices).max().orElseThrow();
    return new Paths(
        batch -> {
          var random = Seeds.generator(seed, level.name() + "/round", batch / round);
          int place = (int) (batch % round);
          return level.decode(
              Choices.of(
                  IntStream.range(0, all.genes())
                      .map(gene -> row(all.choices(gene), round, random)[place])
                      .toArray()));
        },
        true,
        "fair " + level.name() + " " + seed + " " + level.baseline());
  }

  private static Paths drawn(
      String how, Level<Allocation> level, long seed, Function<RandomGenerator, Choices> choices) {
    return new Paths(
        batch -> level.decode(choices.apply(Seeds.generator(seed, level.name() + "/path", batch))),
        true,
        how + " " + level.name() + " " + seed + " " + level.baseline());
  }

  /** The path of a batch, from 0. */
  public Allocation at(long batch) {
    return path.apply(batch);
  }

  /** So many choices of one gene, each as often as the others or once more, in random order. */
  private static int[] row(int choices, int length, RandomGenerator random) {
    int[] order = IntStream.range(0, choices).toArray();
    shuffle(order, random);
    int[] row = IntStream.range(0, length).map(i -> order[i % choices]).toArray();
    shuffle(row, random);
    return row;
  }

  private static void shuffle(int[] numbers, RandomGenerator random) {
    for (int i = numbers.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int number = numbers[i];
      numbers[i] = numbers[other];
      numbers[other] = number;
    }
  }
}
