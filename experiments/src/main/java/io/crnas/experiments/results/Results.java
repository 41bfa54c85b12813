package io.crnas.experiments.results;

import io.crnas.detection.torch.Precision;
import io.crnas.experiments.json.Json;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.cost.Budget;
import io.crnas.spaces.cost.Cost;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;

/**
 * What came out of a run, without any time in it: the same descriptor, seed, data, device and
 * number of threads give the same bytes. The file, the report and the lines on a terminal are made
 * of this.
 *
 * @param name the run's
 * @param seed what all randomness came from
 * @param backbone the family
 * @param blocks what the digits of an allocation stand for, from 1 on, where they are no dilations
 * @param software name to version
 * @param device where it ran
 * @param threads of one operation
 * @param precision what trainings multiplied in, where something was trained
 * @param data split to fingerprint
 * @param categories of the data
 * @param budget what a candidate could cost
 * @param baseline the budget's allocation, the family's own where the descriptor names none
 * @param found the best allocation
 * @param levels how the search went
 * @param retrained where the descriptor says how
 */
public record Results(
    String name,
    long seed,
    String backbone,
    Optional<List<String>> blocks,
    SortedMap<String, String> software,
    String device,
    int threads,
    Optional<Precision> precision,
    SortedMap<String, String> data,
    List<String> categories,
    Budget budget,
    Allocation baseline,
    Allocation found,
    List<Level> levels,
    Optional<Retrained> retrained) {
  /** How the file is called in the folder of a run. */
  public static final String FILE = "results.json";

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
  public record Level(
      String name,
      String evaluator,
      String objective,
      BigInteger feasible,
      int evaluated,
      OptionalDouble baselineScore,
      Allocation best,
      SortedMap<String, Double> bestMetrics,
      List<Generation> generations,
      List<Candidate> candidates,
      Optional<Front> front,
      Optional<Expectation> expectation,
      Optional<Beginning> beginning) {

    /** What was maximised. */
    public Metric metric() {
      return new Metric(objective);
    }
  }

  /**
   * What a Gaussian process over the scores is worth.
   *
   * @param expected of the best candidate
   * @param crossValidatedError the root of the mean square of a score less what the others predict
   * @param deviation of the scores: the error of who predicts their mean
   */
  public record Expectation(double expected, double crossValidatedError, double deviation) {}

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
   * @param pretraining where the run itself made it
   */
  public record Beginning(
      String file,
      String fingerprint,
      int taken,
      int parameters,
      List<String> fresh,
      List<String> otherShapes,
      List<String> unused,
      Optional<Pretraining> pretraining) {

    /** For people. */
    public String text() {
      return "%,d of %,d parameters of %s%s; anew: %s; in another shape: %s; not used: %s"
          .formatted(
              taken,
              parameters,
              file,
              pretraining.map(one -> ", which " + one.text()).orElse(""),
              listed(fresh),
              listed(otherShapes),
              listed(unused));
    }

    private static String listed(List<String> names) {
      return names.isEmpty() ? "none" : String.join(", ", names);
    }
  }

  /**
   * What became of a training to tell the classes of images.
   *
   * @param classes how many there are
   * @param images how many it was trained on
   * @param steps of the training
   * @param top1 the part of other images whose class it tells
   * @param top5 whose class is among its first five
   */
  public record Pretraining(int classes, int images, int steps, double top1, double top5) {

    /** For people. */
    public String text() {
      return String.format(
          Locale.ROOT,
          "tells %,d classes after %,d steps on %,d images: top-1 %.1f %%, top-5 %.1f %%",
          classes,
          steps,
          images,
          100 * top1,
          100 * top5);
    }
  }

  /** One batch of a search; absent numbers where none was scored. */
  public record Generation(int number, int evaluated, OptionalDouble best, OptionalDouble mean) {}

  /**
   * The Pareto front over objective and cost.
   *
   * @param against what the cost is
   * @param candidates the best objective first
   */
  public record Front(String against, List<Compromise> candidates) {}

  /** One candidate of a front. */
  public record Compromise(Allocation allocation, double score, double cost) {}

  /**
   * One candidate.
   *
   * @param score without one it failed
   * @param expected what all scores together say of it, where that was asked for
   */
  public record Candidate(
      Allocation allocation,
      int generation,
      OptionalDouble score,
      long cost,
      OptionalDouble expected) {

    /** What it is ranked by, where it did not fail. */
    public OptionalDouble rankedBy() {
      return expected.isPresent() ? expected : score;
    }
  }

  /** A net that was trained. */
  public Retrained.Net net(RetrainedNet which) {
    Retrained nets =
        retrained.orElseThrow(() -> new IllegalStateException(name + " has no trained nets"));
    return switch (which) {
      case BASELINE -> nets.baseline();
      case FOUND -> nets.found();
    };
  }

  /** The cost of a net that the budget is about, if it was counted. */
  public Optional<Cost> budgeted(Retrained.Net net) {
    return net.costs().stream().filter(cost -> cost.isComparableTo(budget.target())).findFirst();
  }

  public void write(Path file) throws IOException {
    Json.write(file, this);
  }

  /**
   * Reads what {@link #write} wrote, also by an earlier version.
   *
   * @throws InvalidInputException if it is something else
   */
  public static Results read(Path file) throws IOException {
    return Json.read(file, Results.class, "results of a run", FILE);
  }
}
