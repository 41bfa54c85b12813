package io.crnas.framework.strategy;

import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problems;
import io.crnas.framework.random.Seeds;
import io.crnas.framework.search.Scores;
import io.crnas.framework.search.Strategy;
import io.crnas.framework.space.Choices;
import io.crnas.framework.space.FeasibleSet;
import io.crnas.framework.space.Level;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The greedy search of CR-NAS (Liang et al., ICLR 2020, Algorithm 1), gene by gene: each prefix
 * that was kept is extended by every choice that a feasible candidate can go on with, each extended
 * prefix is scored by random completions {@linkplain Scores#together together}, and the best are
 * kept. Among equals, the prefix that comes first in order is the better one. With the last gene
 * the prefixes are whole candidates, which are scored by themselves. The baseline is scored first.
 *
 * @param keep how many prefixes are kept, K in the paper, where it is 3; in [1, 10000]
 * @param completions how many different feasible completions score a prefix, c in the paper, or all
 *     of them where it has fewer; in [1, 10000]. Empty for as many as the evaluator has
 *     mini-batches, as in the paper
 */
public record Greedy(int keep, OptionalInt completions) implements Strategy {
  private static final int MOST = 10_000;

  public Greedy {
    var problems = new Problems();
    check(problems, "keep", keep);
    completions.ifPresent(count -> check(problems, "completions", count));
    problems.throwIfAny();
  }

  /** With so many completions of a prefix. */
  public Greedy(int keep, int completions) {
    this(keep, OptionalInt.of(completions));
  }

  @Override
  public long evaluations(Level<?> level) {
    FeasibleSet set = level.feasible();
    long evaluations = level.baselineChoices().isPresent() ? 1 : 0;
    long prefixes = 1;
    for (int gene = 0; gene < set.genes(); gene++) {
      long extended = prefixes * set.choices(gene);
      evaluations += extended;
      prefixes = Math.min(keep, extended);
    }
    return evaluations;
  }

  @Override
  public void search(Level<?> level, long seed, Scores scores) throws InterruptedException {
    int wanted = completions.orElseGet(() -> miniBatches(level, scores));
    List<Choices> baseline = level.baselineChoices().stream().toList();
    if (!baseline.isEmpty()) {
      scores.of(baseline);
    }
    List<Choices> kept = List.of(Choices.of());
    for (int gene = 0; gene < level.feasible().genes(); gene++) {
      List<Choices> extended = kept.stream().flatMap(prefix -> extend(level, prefix)).toList();
      double[] answers =
          scores.together(
              extended.stream().map(prefix -> complete(level, seed, prefix, wanted)).toList());
      kept =
          IntStream.range(0, answers.length)
              .boxed()
              .sorted(Comparator.comparingDouble((Integer i) -> answers[i]).reversed())
              .limit(keep)
              .map(extended::get)
              .toList();
    }
  }

  private static Stream<Choices> extend(Level<?> level, Choices prefix) {
    return IntStream.range(0, level.feasible().choices(prefix.size()))
        .mapToObj(prefix::followedBy)
        .filter(longer -> level.feasible().completions(longer).signum() > 0);
  }

  private static int miniBatches(Level<?> level, Scores scores) {
    return scores
        .miniBatches()
        .orElseThrow(() ->
            new InvalidInputException(
                "level " + level.name() + ", completions",
                "all, of an evaluator that has no mini-batches",
                "a number of completions, or a supernet without fine-tuning"));
  }

  private static List<Choices> complete(Level<?> level, long seed, Choices prefix, int most) {
    RandomGenerator random = Seeds.generator(seed, "level/" + level.name() + "/prefix/" + prefix);
    int wanted = level.feasible().completions(prefix).min(BigInteger.valueOf(most)).intValueExact();
    Set<Choices> drawn = new LinkedHashSet<>();
    while (drawn.size() < wanted) {
      drawn.add(level.feasible().sample(prefix, random));
    }
    return List.copyOf(drawn);
  }

  private static void check(Problems problems, String name, int value) {
    if (value < 1 || value > MOST) {
      problems.add(name, String.valueOf(value), "a whole number in [1, %,d]".formatted(MOST));
    }
  }
}
