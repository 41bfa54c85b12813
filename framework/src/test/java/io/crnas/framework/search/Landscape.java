package io.crnas.framework.search;

import io.crnas.framework.Evaluation;
import io.crnas.framework.Evaluator;
import io.crnas.framework.space.Choices;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/** An evaluator that knows its function and remembers what it was asked. NaN is a failure. */
public final class Landscape implements Evaluator<Choices> {
  private final ToDoubleFunction<Choices> function;
  private final String fingerprint;
  private final List<List<Choices>> batches = new ArrayList<>();

  public Landscape(ToDoubleFunction<Choices> function) {
    this(function, "landscape");
  }

  public Landscape(ToDoubleFunction<Choices> function, String fingerprint) {
    this.function = function;
    this.fingerprint = fingerprint;
  }

  /** Distance to a target, by gene, with a little noise that depends on the candidate alone. */
  public static ToDoubleFunction<Choices> rugged(Choices target, long seed) {
    var random = new Random(seed);
    double[] weights = random.doubles(target.size(), 0.3, 1.5).toArray();
    return choices -> {
      double score = 0;
      for (int gene = 0; gene < target.size(); gene++) {
        double distance = (choices.get(gene) - target.get(gene)) / 9.0;
        score -= 4 * weights[gene] * distance * distance;
      }
      return score + 0.05 * new Random(31L * choices.hashCode() + seed).nextGaussian();
    };
  }

  /** A weight for each choice and for each pair of choices of neighbours. */
  public static ToDoubleFunction<Choices> paired(int genes, long seed) {
    var random = new Random(seed);
    double[] single = random.doubles(3L * genes, -1, 1).toArray();
    double[] pairs = random.doubles(9L * genes, -0.6, 0.6).toArray();
    return choices -> {
      double score = single[choices.get(0)];
      for (int gene = 1; gene < genes; gene++) {
        int here = choices.get(gene);
        score += single[3 * gene + here] + pairs[9 * gene + 3 * choices.get(gene - 1) + here];
      }
      return score;
    };
  }

  public List<List<Choices>> batches() {
    return batches;
  }

  /** Everything asked, in order. */
  public List<Choices> asked() {
    return batches.stream().flatMap(List::stream).toList();
  }

  @Override
  public String fingerprint() {
    return fingerprint;
  }

  @Override
  public List<Evaluation> evaluate(List<Choices> candidates) {
    batches.add(candidates);
    return candidates.stream()
        .map(candidate -> Evaluation.of(Map.of("AP", function.applyAsDouble(candidate))))
        .toList();
  }

  @Override
  public void close() {}
}
