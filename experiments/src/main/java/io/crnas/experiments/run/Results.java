package io.crnas.experiments.run;

import io.crnas.detection.metric.CocoMetrics;
import io.crnas.detection.metric.DetectorScore;
import io.crnas.experiments.command.RetrainedNet;
import io.crnas.experiments.rank.PairedDifference;
import io.crnas.experiments.report.Metric;
import io.crnas.export.parity.Comparison;
import io.crnas.export.parity.DetectionComparison;
import io.crnas.export.parity.ParityReport;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.spaces.cost.Budget;
import io.crnas.spaces.cost.Cost;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;

/**
 * What came out of a run, without any time in it: the same descriptor, seed, data, device and
 * number of threads give the same bytes.
 *
 * @param name the run's
 * @param seed what all randomness came from
 * @param backbone the family
 * @param software name to version
 * @param device where it ran
 * @param threads of one operation
 * @param data split to fingerprint
 * @param categories of the data
 * @param budget what a candidate could cost
 * @param baseline the budget's allocation, the family's own where the descriptor names none
 * @param found the best allocation
 * @param levels how the search went
 * @param retrained where the descriptor says how
 */
record Results(
    String name,
    long seed,
    String backbone,
    SortedMap<String, String> software,
    String device,
    int threads,
    SortedMap<String, String> data,
    List<String> categories,
    Budget budget,
    String baseline,
    String found,
    List<Level> levels,
    Optional<Retrained> retrained) {

  /**
   * The search of one level.
   *
   * @param evaluator its kind
   * @param feasible how many candidates meet the budget
   * @param evaluated how many were scored or failed
   * @param baselineScore the baseline's objective, if it is a candidate
   * @param best the best candidate
   * @param bestMetrics what the evaluator said of it
   * @param generations the search curve
   * @param candidates everything evaluated, in order
   * @param front where the objective is weighed against a cost
   * @param expectation where the best was chosen by what all scores together say
   * @param beginning of the supernet, where it did not begin from scratch
   */
  record Level(
      String name,
      String evaluator,
      String objective,
      BigInteger feasible,
      int evaluated,
      Optional<Double> baselineScore,
      String best,
      SortedMap<String, Double> bestMetrics,
      List<Generation> generations,
      List<Candidate> candidates,
      Optional<Front> front,
      Optional<Expectation> expectation,
      Optional<Beginning> beginning) {}

  /**
   * What a Gaussian process over the scores is worth.
   *
   * @param expected of the best candidate
   * @param crossValidatedError the root of the mean square of a score less what the others predict
   * @param deviation of the scores: the error of who predicts their mean
   */
  record Expectation(double expected, double crossValidatedError, double deviation) {}

  /**
   * What a training began with.
   *
   * @param file the name of the file
   * @param fingerprint of what it gave, statistics included
   * @param taken how many parameters began with its values
   * @param parameters how many there are
   * @param fresh the modules that it does not have, which began anew
   * @param otherShapes the parameters that it has in another shape, which began anew
   * @param unused its modules that were not needed
   */
  record Beginning(
      String file,
      String fingerprint,
      int taken,
      int parameters,
      List<String> fresh,
      List<String> otherShapes,
      List<String> unused) {}

  /** One batch of a search; absent numbers where none was scored. */
  record Generation(int number, int evaluated, Optional<Double> best, Optional<Double> mean) {}

  /**
   * The Pareto front over objective and cost.
   *
   * @param against what the cost is
   * @param candidates the best objective first
   */
  record Front(String against, List<Compromise> candidates) {}

  /** One candidate of a front. */
  record Compromise(String allocation, double score, double cost) {}

  /**
   * One candidate.
   *
   * @param score without one it failed
   * @param expected what all scores together say of it, where that was asked for
   */
  record Candidate(
      String allocation,
      int generation,
      Optional<Double> score,
      long cost,
      Optional<Double> expected) {

    /** What it is ranked by, where it did not fail. */
    Optional<Double> rankedBy() {
      return expected.or(() -> score);
    }
  }

  /**
   * Both nets, trained alike.
   *
   * @param detector what they are parts of, where that is another detector than the search's
   * @param finals where several candidates were trained to find the one
   * @param difference where both were trained with several seeds
   * @param parity the ONNX file of the found one against the engine
   */
  record Retrained(
      Net baseline,
      Net found,
      Optional<String> detector,
      Optional<Finals> finals,
      Optional<PairedDifference> difference,
      Parity parity) {}

  /**
   * The best candidates of the search, each trained by itself on the train split.
   *
   * @param metric what they were judged by
   * @param finalists in the order of their scores in the search
   * @param baseline where it took part and is none of the search's choices
   */
  record Finals(String metric, List<Finalist> finalists, Optional<Finalist> baseline) {

    /**
     * Who was trained most often and then has the best score; among equals the baseline is the
     * last, and of the others the search decides.
     */
    String best() {
      return Stream.concat(finalists.stream(), baseline.stream())
          .filter(finalist -> finalist.score().isPresent())
          .max(
              Comparator.comparingInt((Finalist finalist) -> finalist.scores().size())
                  .thenComparingDouble(finalist -> finalist.score().orElseThrow()))
          .orElseThrow()
          .allocation();
    }
  }

  /**
   * One of them, with its scores on the val split.
   *
   * @param score their mean; none where a training diverged
   * @param scores with each seed
   */
  record Finalist(String allocation, Optional<Double> score, List<Double> scores) {}

  /**
   * A retrained net.
   *
   * @param costs operations and parameters of backbone and detector
   * @param test metrics on the test split; the mean over the seeds
   * @param seeds the same of each training, where there are several
   * @param weights fingerprint of the weights' file, that of the first seed
   * @param beginning where it did not begin from scratch
   */
  record Net(
      String allocation,
      List<Cost> costs,
      Map<String, Double> test,
      List<Map<String, Double>> seeds,
      String weights,
      Optional<Beginning> beginning) {

    /** On the test split; absent where there is nothing to measure. */
    OptionalDouble score(Metric metric) {
      Double value = test.get(metric.name());
      return value == null ? OptionalDouble.empty() : metric.measured(value);
    }

    /** These metrics of boxes, and where it was tested for masks those of masks. */
    List<String> metrics(List<String> ofBoxes) {
      return DetectorScore.names(
          ofBoxes, test.containsKey(DetectorScore.MASK + CocoMetrics.NAMES.getFirst()));
    }
  }

  /** A net that was trained. */
  Net net(RetrainedNet which) {
    Retrained nets =
        retrained.orElseThrow(() -> new IllegalStateException(name + " has no trained nets"));
    return switch (which) {
      case BASELINE -> nets.baseline();
      case FOUND -> nets.found();
    };
  }

  /**
   * The exported file, run in ONNX Runtime, against the engine.
   *
   * @param maxRelative the largest difference of features as a fraction of the output's scale
   */
  record Parity(
      boolean passed, double tolerance, double maxRelative, String device, List<Check> checks) {

    static Parity of(ParityReport report) {
      var sizes = new LinkedHashMap<String, Double>();
      for (Comparison comparison : report.comparisons()) {
        sizes.merge(comparison.testCase(), comparison.relative(), Math::max);
      }
      var found = new HashMap<String, DetectionComparison>();
      report.detections().forEach(one -> found.put(one.testCase(), one));
      return new Parity(
          report.passed(),
          report.tolerance(),
          report.maxRelative(),
          report.device(),
          sizes.entrySet().stream()
              .map(size -> {
                EngineParity.Case one = EngineParity.Case.parse(size.getKey());
                return new Check(
                    one.size().toString(),
                    one.count(),
                    size.getValue(),
                    Optional.ofNullable(found.get(size.getKey())).map(Matched::of));
              })
              .toList());
    }

    /** What is wrong, of one that did not pass. */
    String fault() {
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

  /** One size; what was found, of a whole detector. */
  record Check(String size, int images, double maxRelative, Optional<Matched> detections) {}

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
  record Matched(int matched, int nearTies, int missing, int extra, double pixels, double score) {
    static Matched of(DetectionComparison found) {
      return new Matched(
          found.matched(),
          found.nearTies(),
          found.missing(),
          found.extra(),
          found.pixels(),
          found.score());
    }
  }

  void write(Path file) throws IOException {
    Json.write(file, this);
  }

  static Results read(Path file) throws IOException {
    try {
      return Json.MAPPER.readValue(Files.readString(file), Results.class);
    } catch (JacksonException e) {
      throw new InvalidInputException(
          file.toString(),
          "what is no results of a run: " + e.getOriginalMessage(),
          "results.json");
    }
  }
}
