package io.crnas.framework.surrogate;

import io.crnas.framework.space.Choices;
import io.crnas.framework.space.FeasibleSet;
import io.crnas.framework.space.Remaining;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * Which candidates without a score may win: those of which most improvement is expected over the
 * best of what is expected of the candidates with one. Scores are noisy, so that the best of them
 * is no measure.
 */
final class Improvement {
  /** Of a level with no more candidates left, all are looked at; of a larger one so many. */
  private static final int POOL = 2_000;

  /** Around so many of the best half of the pool lies. */
  private static final int CENTRES = 10;

  private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);

  private final List<Choices> centres;
  private final double best;
  private GaussianProcess process;

  /** Learns from scores. */
  Improvement(List<Choices> candidates, List<Double> scores) {
    process = GaussianProcess.of(candidates, scores);
    double[] means = candidates.stream().mapToDouble(one -> process.expect(one).mean()).toArray();
    centres =
        IntStream.range(0, means.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -means[i]))
            .limit(CENTRES)
            .map(candidates::get)
            .toList();
    best = process.expect(centres.getFirst()).mean();
  }

  /**
   * Takes the candidate of which most improvement is expected, and believes from then on that it
   * scored what is expected of it.
   *
   * @param remaining at least one
   */
  Choices take(Remaining remaining, FeasibleSet feasible, RandomGenerator random) {
    Choices most = null;
    double improvement = Double.NEGATIVE_INFINITY;
    for (Choices one : pool(remaining, feasible, random)) {
      double own = of(process.expect(one));
      if (most == null || own > improvement) {
        most = one;
        improvement = own;
      }
    }
    if (most == null) {
      throw new IllegalStateException("every candidate was taken");
    }
    remaining.take(most);
    process = process.with(most, process.expect(most).mean());
    return most;
  }

  /** The expected improvement in closed form; where nothing is unsure, what the mean improves. */
  private double of(GaussianProcess.Expectation expectation) {
    double gain = expectation.mean() - best;
    double deviation = expectation.deviation();
    if (deviation == 0) {
      return gain;
    }
    double z = gain / deviation;
    return gain * NORMAL.cumulativeProbability(z) + deviation * NORMAL.density(z);
  }

  private List<Choices> pool(Remaining remaining, FeasibleSet feasible, RandomGenerator random) {
    if (remaining.count().compareTo(BigInteger.valueOf(POOL)) <= 0) {
      return remaining.stream().toList();
    }
    Set<Choices> pool = new LinkedHashSet<>();
    while (pool.size() < POOL / 2) {
      Choices drawn = feasible.sample(random);
      if (remaining.contains(drawn)) {
        pool.add(drawn);
      }
    }
    for (int i = 0; i < POOL / 2; i++) {
      Choices near = near(centres.get(i % centres.size()), feasible, random);
      if (remaining.contains(near)) {
        pool.add(near);
      }
    }
    return new ArrayList<>(pool);
  }

  /** With one to three genes changed, and what else the budget asks for. */
  private static Choices near(Choices centre, FeasibleSet feasible, RandomGenerator random) {
    Choices changed = centre;
    for (int changes = random.nextInt(1, 4); changes > 0; changes--) {
      int gene = random.nextInt(feasible.genes());
      changed = changed.with(gene, random.nextInt(feasible.choices(gene)));
    }
    return feasible.repair(changed, random);
  }
}
