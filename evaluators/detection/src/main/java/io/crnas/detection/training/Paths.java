package io.crnas.detection.training;

import io.crnas.framework.random.Seeds;
import io.crnas.framework.space.Choices;
import io.crnas.framework.space.FeasibleSet;
import io.crnas.framework.space.Level;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.Mixture;
import io.crnas.spaces.level.MixingCodec;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Which path is trained with each batch: an allocation, or several at once.
 *
 * @param path the one of a batch, from 0: a function of its number alone
 * @param vary whether they differ, so that running statistics would belong to none of them
 * @param description what the paths depend on, for the fingerprint of the training
 */
public record Paths(LongFunction<Mixture> path, boolean vary, String description) {

  /** Always the same: a net by itself. */
  public static Paths of(Allocation allocation) {
    Mixture only = Mixture.of(allocation);
    return new Paths(_ -> only, false, allocation.toString());
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
    return of(
        "fair",
        level,
        seed,
        batch -> {
          var random = Seeds.generator(seed, level.name() + "/round", batch / round);
          int place = (int) (batch % round);
          return Choices.of(
              IntStream.range(0, all.genes())
                  .map(gene -> row(all.choices(gene), round, random)[place])
                  .toArray());
        });
  }

  /**
   * The sandwich rule (Yu and Huang, "Universally Slimmable Networks", ICCV 2019): of the batches
   * of a step the first trains the largest path, the second the smallest, and the others paths
   * drawn uniformly over all candidates, whatever they cost.
   *
   * @param level where a later choice of a gene is a larger one, as at the stage level
   * @param ofStep batches of a step, at least 3
   */
  public static Paths sandwich(Level<Allocation> level, int ofStep, long seed) {
    if (ofStep < 3) {
      throw new IllegalArgumentException("a sandwich of " + ofStep + " batches");
    }
    FeasibleSet all = level.feasible();
    var largest =
        Choices.of(IntStream.range(0, all.genes()).map(gene -> all.choices(gene) - 1).toArray());
    var smallest = Choices.of(new int[all.genes()]);
    return of(
        "sandwich of " + ofStep,
        level,
        seed,
        batch ->
            switch ((int) (batch % ofStep)) {
              case 0 -> largest;
              case 1 -> smallest;
              default ->
                  all.sampleWithoutBudget(Seeds.generator(seed, level.name() + "/path", batch));
            });
  }

  /**
   * Path dropout (Bender et al., ICML 2018): all options of a gene at once, of which some are left
   * out. An option of k is left out with the probability r^(1/k), by itself, so that r is how
   * likely all of them are; of these one stays, drawn uniformly. r rises linearly from 0 with the
   * first batch to its end with the last. What is left is averaged, where they add up, since a sum
   * of others would be another number of times as large.
   *
   * @param level whose choices can be taken at once
   * @param end r with the last batch, in [0, 1]
   * @param batches of the whole training
   */
  public static Paths pathDropout(Level<Allocation> level, double end, long batches, long seed) {
    if (!(end >= 0 && end <= 1) || batches < 1) {
      throw new IllegalArgumentException("drops up to " + end + " in " + batches + " batches");
    }
    MixingCodec codec = MixingCodec.of(level);
    FeasibleSet all = level.feasible();
    return new Paths(
        batch -> {
          var random = Seeds.generator(seed, level.name() + "/dropout", batch);
          double rate = end * batch / Math.max(1, batches - 1);
          return codec.mix(
              IntStream.range(0, all.genes())
                  .mapToObj(gene -> left(all.choices(gene), rate, random))
                  .map(Paths::averaged)
                  .toList());
        },
        true,
        "path dropout to %s in %s, %s %s %s"
            .formatted(end, batches, level.name(), seed, level.baseline()));
  }

  private static List<Integer> left(int choices, double rate, RandomGenerator random) {
    double out = Math.pow(rate, 1.0 / choices);
    List<Integer> left =
        IntStream.range(0, choices).filter(_ -> random.nextDouble() >= out).boxed().toList();
    return left.isEmpty() ? List.of(random.nextInt(choices)) : left;
  }

  private static List<MixingCodec.Share> averaged(List<Integer> choices) {
    return choices.stream()
        .map(choice -> new MixingCodec.Share(choice, 1.0 / choices.size()))
        .toList();
  }

  private static Paths drawn(
      String how, Level<Allocation> level, long seed, Function<RandomGenerator, Choices> choices) {
    return of(
        how,
        level,
        seed,
        batch -> choices.apply(Seeds.generator(seed, level.name() + "/path", batch)));
  }

  private static Paths of(
      String how, Level<Allocation> level, long seed, LongFunction<Choices> choices) {
    return new Paths(
        batch -> Mixture.of(level.decode(choices.apply(batch))),
        true,
        how + " " + level.name() + " " + seed + " " + level.baseline());
  }

  /** The path of a batch, from 0. */
  public Mixture at(long batch) {
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
