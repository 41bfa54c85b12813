package io.crnas.experiments.results;

import io.crnas.detection.metric.CocoMetrics;
import io.crnas.detection.metric.DetectorScore;
import io.crnas.experiments.rank.PairedDifference;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.cost.Cost;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.stream.Stream;

/**
 * Both nets, trained alike.
 *
 * @param detector what they are parts of, where that is another detector than the search's
 * @param finals where several candidates were trained to find the one
 * @param difference where both were trained with several seeds
 * @param parity the ONNX file of the found one against the engine
 * @param baselineParity that of the baseline; none in results of earlier versions
 */
public record Retrained(
    Net baseline,
    Net found,
    Optional<String> detector,
    Optional<Finals> finals,
    Optional<PairedDifference> difference,
    Parity parity,
    Optional<Parity> baselineParity) {
  public Retrained {
    if (!baseline.test().keySet().equals(found.test().keySet())) {
      throw new IllegalArgumentException("baseline and found network have other scores");
    }
    if (baseline.costs().size() != found.costs().size()) {
      throw new IllegalArgumentException("baseline and found network have other costs");
    }
    for (int i = 0; i < baseline.costs().size(); i++) {
      if (!baseline.costs().get(i).isComparableTo(found.costs().get(i))) {
        throw new IllegalArgumentException("costs were counted differently");
      }
    }
  }

  /** The files of the nets against the engine, the found one's first. */
  public SequencedMap<RetrainedNet, Parity> parities() {
    var all = new LinkedHashMap<RetrainedNet, Parity>();
    all.put(RetrainedNet.FOUND, parity);
    baselineParity.ifPresent(one -> all.put(RetrainedNet.BASELINE, one));
    return all;
  }

  /** Whether neither began with weights of another training. */
  public boolean fromScratch() {
    return baseline.beginning().isEmpty() && found.beginning().isEmpty();
  }

  /**
   * The best candidates of the search, each trained by itself on the train split.
   *
   * @param metric what they were judged by
   * @param finalists in the order of their scores in the search
   * @param baseline where it took part and is none of the search's choices
   */
  public record Finals(String metric, List<Finalist> finalists, Optional<Finalist> baseline) {

    /**
     * Who was trained most often and then has the best score; among equals the baseline is the
     * last, and of the others the search decides.
     */
    public Allocation best() {
      return Stream.concat(finalists.stream(), baseline.stream())
          .filter(finalist -> finalist.score().isPresent())
          .max(
              Comparator.comparingInt((Finalist finalist) -> finalist.scores().size())
                  .thenComparingDouble(finalist -> finalist.score().orElseThrow()))
          .orElseThrow()
          .allocation();
    }

    /** Whether one took part, as one of the search's choices or as the baseline beside them. */
    public boolean has(Allocation allocation) {
      return Stream.concat(finalists.stream(), baseline.stream())
          .anyMatch(one -> one.allocation().equals(allocation));
    }
  }

  /**
   * One of them, with its scores on the val split.
   *
   * @param score their mean; none where a training diverged
   * @param scores with each seed
   */
  public record Finalist(Allocation allocation, OptionalDouble score, List<Double> scores) {

    /** How often it was trained. */
    public int seeds() {
      // Results of earlier versions told no single scores.
      return Math.max(1, scores.size());
    }

    /** The score, where there is something to measure. */
    public OptionalDouble score(Metric metric) {
      return score.isPresent() ? metric.measured(score.getAsDouble()) : score;
    }
  }

  /**
   * A retrained net.
   *
   * @param costs operations and parameters of backbone and detector
   * @param test metrics on the test split; the mean over the seeds
   * @param seeds the same of each training, where there are several
   * @param weights fingerprint of the weights' file, that of the first seed
   * @param beginning where it did not begin from scratch
   */
  public record Net(
      Allocation allocation,
      List<Cost> costs,
      Map<String, Double> test,
      List<Map<String, Double>> seeds,
      String weights,
      Optional<Results.Beginning> beginning) {

    /** What the net of the first seed is, whose weights are kept. */
    public Net first() {
      return seeds.isEmpty()
          ? this
          : new Net(allocation, costs, seeds.getFirst(), List.of(), weights, beginning);
    }

    /** On the test split; absent where there is nothing to measure. */
    public OptionalDouble score(Metric metric) {
      Double value = test.get(metric.name());
      return value == null ? OptionalDouble.empty() : metric.measured(value);
    }

    /** These metrics of boxes, and where it was tested for masks those of masks. */
    public List<Metric> metrics(List<String> ofBoxes) {
      return DetectorScore.names(
              ofBoxes, test.containsKey(DetectorScore.MASK + CocoMetrics.NAMES.getFirst()))
          .stream()
          .map(Metric::new)
          .toList();
    }
  }

  /**
   * The exported file, run in ONNX Runtime, against the engine.
   *
   * @param maxRelative the largest difference of features as a fraction of the output's scale
   * @param scores of both on the test split; none in results of earlier versions, of a part of a
   *     detector, and where there is nothing to measure
   */
  public record Parity(
      boolean passed,
      double tolerance,
      double maxRelative,
      String device,
      List<Check> checks,
      List<Scored> scores) {

    /** With scores, which have to be near enough, too. */
    public Parity withScores(List<Scored> some) {
      return new Parity(
          passed && some.stream().allMatch(Scored::holds),
          tolerance,
          maxRelative,
          device,
          checks,
          some);
    }

    /** Whether it passed, every difference is allowed, and there is one. */
    public boolean holds() {
      return passed
          && !checks.isEmpty()
          && checks.stream().allMatch(check -> check.maxRelative() <= tolerance);
    }

    /** What is wrong, of one that did not pass. */
    public String fault() {
      Optional<Scored> apart = scores.stream().filter(one -> !one.holds()).findFirst();
      if (apart.isPresent()) {
        return apart.get().fault();
      }
      long unmatched =
          checks.stream()
              .flatMap(check -> check.detections().stream())
              .mapToLong(one -> one.missing() + one.extra())
              .sum();
      if (maxRelative > tolerance) {
        return String.format(
            Locale.ROOT, "by %.2e of an output's scale, allowed is %.2e", maxRelative, tolerance);
      }
      if (unmatched > 0) {
        return unmatched + " detections are on one side alone";
      }
      return checks.stream().anyMatch(check -> check.detections().isPresent())
          ? "a number is not finite, or near ties are too many"
          : "a number is not finite";
    }
  }

  /**
   * What the file reaches on the test split in ONNX Runtime, and the engine with the same weights.
   *
   * @param apart points of 100 that count against the file: those that it loses, and in single
   *     precision also those that it wins
   * @param allowed how many may
   */
  public record Scored(String metric, double file, double engine, double apart, double allowed) {
    /** Whether that is allowed. */
    public boolean holds() {
      return apart <= allowed;
    }

    /** What is wrong with it, where it does not hold. */
    public String fault() {
      return String.format(Locale.ROOT, "%s is %.3f points apart", metric, apart);
    }
  }

  /** One size; what was found, of a whole detector. */
  public record Check(String size, int images, double maxRelative, Optional<Matched> detections) {}

  /**
   * Detections of both sides held against each other.
   *
   * @param matched are on both sides
   * @param nearTies are on one side because rounding decides
   * @param missing others that the file does not have
   * @param extra others that the engine does not have
   * @param pixels how far apart edges are at most
   * @param score how far apart scores are at most
   */
  public record Matched(
      int matched, int nearTies, int missing, int extra, double pixels, double score) {

    /** How many are on one side alone. */
    public int others() {
      return nearTies + missing + extra;
    }
  }
}
