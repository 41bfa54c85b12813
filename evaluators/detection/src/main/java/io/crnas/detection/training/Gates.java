package io.crnas.detection.training;

import io.crnas.framework.random.Draws;
import io.crnas.framework.random.Seeds;
import io.crnas.framework.space.FeasibleSet;
import io.crnas.framework.space.Preferences;
import io.crnas.spaces.level.MixingCodec.Share;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** What of each choice takes part in a step, and what the preferences learn from it. */
final class Gates {
  private final Relaxation relaxation;
  private final FeasibleSet choices;
  private final Logits logits;
  private final int steps;

  /**
   * @param logits that learn
   * @param steps of the whole training
   */
  Gates(Relaxation relaxation, Logits logits, int steps) {
    this.relaxation = relaxation;
    this.choices = relaxation.level().feasible();
    this.logits = logits;
    this.steps = steps;
  }

  /** Whether preferences move before this step of the weights. */
  boolean learnsIn(long step) {
    return relaxation.learning().learnsIn(step, steps);
  }

  /** What the weights of this step are trained on: options of each choice, in ascending order. */
  List<List<Share>> trained(long step) {
    return switch (relaxation.learning()) {
      case Learning.Darts _ -> all();
      case Learning.Proxyless proxyless -> {
        RandomGenerator random = random("path", step);
        boolean uniform = step < proxyless.warmup() * steps;
        yield genes(gene ->
            List.of(
                new Share(
                    uniform
                        ? random.nextInt(choices.choices(gene))
                        : Draws.weighted(random, likely(gene)),
                    1)));
      }
    };
  }

  /** What the preferences of this step learn from, likewise. */
  List<List<Share>> learned(long step) {
    return switch (relaxation.learning()) {
      case Learning.Darts _ -> all();
      case Learning.Proxyless _ -> {
        RandomGenerator random = random("gates", step);
        yield genes(gene -> gates(gene, random));
      }
    };
  }

  /**
   * Moves the preferences.
   *
   * @param learned what they learn from
   * @param slopes of a loss by the shares of each choice of which several options take part
   */
  void learn(List<List<Share>> learned, List<double[]> slopes) {
    double[][] gradient = gradient(learned, slopes);
    switch (relaxation.learning()) {
      case Learning.Darts _ -> logits.descend(gradient);
      case Learning.Proxyless _ ->
          logits.descendAmong(
              gradient,
              learned.stream().map(two -> two.stream().map(Share::choice).toList()).toList());
    }
  }

  private List<List<Share>> all() {
    return genes(gene -> {
      double[] likely = likely(gene);
      return IntStream.range(0, likely.length)
          .mapToObj(choice -> new Share(choice, likely[choice]))
          .toList();
    });
  }

  /** Two options, the one let through and the other not; one where there is one. */
  private List<Share> gates(int gene, RandomGenerator random) {
    double[] likely = likely(gene);
    if (likely.length == 1) {
      return List.of(new Share(0, 1));
    }
    int one = Draws.weighted(random, likely);
    likely[one] = 0;
    int other = Draws.weighted(random, likely);
    double[] between = Preferences.softmax(logits.of(gene, one), logits.of(gene, other));
    int open = random.nextDouble() < between[0] ? one : other;
    return IntStream.of(Math.min(one, other), Math.max(one, other))
        .mapToObj(choice -> new Share(choice, choice == open ? 1 : 0))
        .toList();
  }

  /**
   * Of the loss by the logits: the shares of a choice are, or are drawn by, the softmax of the
   * logits of those that take part.
   */
  private double[][] gradient(List<List<Share>> taken, List<double[]> slopes) {
    if (slopes.size() != taken.stream().filter(some -> some.size() > 1).count()) {
      throw new IllegalArgumentException("%d mixtures of %s".formatted(slopes.size(), taken));
    }
    double[][] gradient = new double[taken.size()][];
    int mixtures = 0;
    for (int gene = 0; gene < taken.size(); gene++) {
      gradient[gene] = new double[choices.choices(gene)];
      List<Share> some = taken.get(gene);
      if (some.size() > 1) {
        int own = gene;
        double[] likely =
            Preferences.softmax(
                some.stream().mapToDouble(one -> logits.of(own, one.choice())).toArray());
        double[] slope = slopes.get(mixtures++);
        double mean = 0;
        for (int i = 0; i < likely.length; i++) {
          mean += likely[i] * slope[i];
        }
        for (int i = 0; i < likely.length; i++) {
          gradient[gene][some.get(i).choice()] = likely[i] * (slope[i] - mean);
        }
      }
    }
    return gradient;
  }

  private double[] likely(int gene) {
    return logits.preferences().probabilities(gene);
  }

  /** What is taken of a gene. */
  @FunctionalInterface
  private interface Taken {
    List<Share> of(int gene);
  }

  private List<List<Share>> genes(Taken taken) {
    List<List<Share>> all = new ArrayList<>();
    for (int gene = 0; gene < choices.genes(); gene++) {
      all.add(taken.of(gene));
    }
    return all;
  }

  private RandomGenerator random(String purpose, long step) {
    return Seeds.generator(
        relaxation.seed(), relaxation.level().name() + "/preference/" + purpose, step);
  }
}
