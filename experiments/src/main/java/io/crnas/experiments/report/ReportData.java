package io.crnas.experiments.report;

import io.crnas.experiments.rank.PairedDifference;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.cost.Budget;
import io.crnas.spaces.cost.Cost;
import java.math.BigInteger;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * All that a report shows.
 *
 * @param name the run's
 * @param backbone the family, for example {@code resnet18}
 * @param seed what all randomness of the run came from
 * @param budget what a candidate could cost
 * @param baseline what the search began from
 * @param found what it found
 * @param levels how the search went
 * @param trained both, if they were trained
 * @param pictures test images with what is in them and what the found network saw
 * @param provenance what the run was made with, in order: versions, device, data
 * @param descriptor the frozen descriptor
 */
public record ReportData(
    String name,
    String backbone,
    long seed,
    Budget budget,
    Allocation baseline,
    Allocation found,
    List<Level> levels,
    Optional<Trained> trained,
    List<Picture> pictures,
    List<Fact> provenance,
    String descriptor) {
  /** From this score on a detection is shown. */
  public static final double SURE = 0.5;

  public ReportData {
    if (levels.isEmpty() && trained.flatMap(Trained::finals).isPresent()) {
      throw new IllegalArgumentException("finalists of no search");
    }
    levels = List.copyOf(levels);
    pictures = List.copyOf(pictures);
    provenance = List.copyOf(provenance);
  }

  /**
   * Baseline and found network after the same training.
   *
   * @param found scores and costs in the baseline's order
   * @param detector what they are parts of, where that is another detector than the search's
   * @param fromScratch whether neither began with weights of another training
   * @param finals where several candidates were trained to find the one
   * @param difference where both were trained with several seeds
   * @param parity the ONNX file of the found one held against the engine
   */
  public record Trained(
      Network baseline,
      Network found,
      Optional<String> detector,
      boolean fromScratch,
      Optional<Finals> finals,
      Optional<PairedDifference> difference,
      Parity parity) {
    public Trained {
      if (!baseline.scores().stream()
          .map(Score::metric)
          .toList()
          .equals(found.scores().stream().map(Score::metric).toList())) {
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
  }

  /**
   * The best candidates of the last level, each trained.
   *
   * @param metric what they were judged by
   * @param finalists in the order of the search
   * @param baseline where it took part and is none of the search's choices
   */
  public record Finals(Metric metric, List<Finalist> finalists, Optional<Finalist> baseline) {
    public Finals {
      finalists = List.copyOf(finalists);
    }

    /** Whether the baseline took part, as one of the search's choices or beside them. */
    boolean has(Allocation allocation) {
      return baseline.isPresent()
          || finalists.stream().anyMatch(one -> one.name().equals(allocation.toString()));
    }
  }

  /**
   * One of them.
   *
   * @param score on the val split, the mean over its seeds; empty where a training diverged
   * @param seeds how often it was trained
   */
  public record Finalist(String name, OptionalDouble score, int seeds) {}

  /**
   * A retrained network.
   *
   * @param scores on the test split, the most important first
   * @param costs of the backbone and of the detector; that of the budget is among them
   * @param categories the precision of each
   */
  public record Network(List<Score> scores, List<Cost> costs, List<Category> categories) {
    public Network {
      scores = List.copyOf(scores);
      categories = List.copyOf(categories);
      costs = List.copyOf(costs);
      if (scores.isEmpty()) {
        throw new IllegalArgumentException("a network needs a score");
      }
    }
  }

  /**
   * The precision of one category on the test split.
   *
   * @param ap 0 to 1, over the overlaps 0.50 to 0.95; empty where there is none of it
   * @param ap50 at the overlap 0.50
   */
  public record Category(String name, OptionalDouble ap, OptionalDouble ap50) {}

  /**
   * One number of accuracy.
   *
   * @param value empty where the split has no such objects
   */
  public record Score(Metric metric, OptionalDouble value) {}

  /**
   * The search on one level.
   *
   * @param name for example {@code stage}
   * @param metric what was maximised
   * @param note what its scores are
   * @param feasible how many candidates meet the budget
   * @param baseline the baseline's score by the same evaluator, if it was evaluated
   * @param generations in order
   * @param candidates every candidate evaluated, once, in that order
   * @param front where the metric was weighed against a cost
   */
  public record Level(
      String name,
      Metric metric,
      String note,
      BigInteger feasible,
      OptionalDouble baseline,
      List<Generation> generations,
      List<Candidate> candidates,
      Optional<Front> front) {
    public Level {
      generations = List.copyOf(generations);
      candidates = List.copyOf(candidates);
    }
  }

  /**
   * The Pareto front over metric and cost.
   *
   * @param against what the cost is, for example {@code latency}
   * @param candidates the best score first
   */
  public record Front(String against, List<Compromise> candidates) {
    public Front {
      candidates = List.copyOf(candidates);
      if (candidates.isEmpty()) {
        throw new IllegalArgumentException("a front needs a candidate");
      }
    }
  }

  /** One candidate of a front. */
  public record Compromise(String name, double score, double cost) {}

  /**
   * The population of one generation.
   *
   * @param index from 1
   * @param best the best score so far
   * @param mean of the population's scores
   */
  public record Generation(int index, double best, double mean) {}

  /**
   * One candidate.
   *
   * @param name its text form
   * @param generation the one it was evaluated in, from 1
   * @param score empty where the evaluation failed
   * @param cost of the budget's kind
   */
  public record Candidate(String name, int generation, OptionalDouble score, Cost cost) {}

  /**
   * The outputs of two engines held against each other.
   *
   * @param engines for example {@code ONNX Runtime 1.29.0 against PyTorch 2.7.1}
   * @param passed whether every output is finite and no difference greater than allowed
   * @param tolerance greatest difference allowed, as a fraction of the output's scale
   * @param checks one for each size
   */
  public record Parity(String engines, boolean passed, double tolerance, List<Check> checks) {
    public Parity {
      checks = List.copyOf(checks);
    }

    /** Whether it passed, every difference is allowed, and there is one. */
    boolean holds() {
      return passed
          && !checks.isEmpty()
          && checks.stream().allMatch(check -> check.difference() <= tolerance);
    }
  }

  /**
   * One comparison.
   *
   * @param images how many at once
   * @param difference the greatest of features, as a fraction of the output's scale
   * @param detections of a whole detector
   */
  public record Check(
      ImageSize size, int images, double difference, Optional<Matched> detections) {}

  /**
   * Detections of two engines.
   *
   * @param matched how many are on both sides
   * @param others how many are on one side alone
   * @param pixels how far apart edges are at most
   * @param score how far apart scores are at most
   */
  public record Matched(int matched, int others, double pixels, double score) {}

  /**
   * A test image.
   *
   * @param name the file's or the scene's
   * @param source what an {@code img} may have as {@code src}: a data URI
   * @param truth what is in it
   * @param detections what was seen in it, with scores; where none is {@link #SURE}, the best few
   */
  public record Picture(
      String name, String source, ImageSize size, List<Box> truth, List<Box> detections) {
    public Picture {
      truth = List.copyOf(truth);
      detections = List.copyOf(detections);
      if (!source.startsWith("data:image/")) {
        throw new IllegalArgumentException("a report holds its images itself");
      }
    }

    /** A data URI of an encoded image, {@code png} or {@code jpeg}. */
    public static String source(String format, byte[] encoded) {
      return "data:image/" + format + ";base64," + Base64.getEncoder().encodeToString(encoded);
    }
  }

  /**
   * A box in pixels of its image.
   *
   * @param score empty for what really is there
   */
  public record Box(
      String category,
      double left,
      double top,
      double right,
      double bottom,
      OptionalDouble score) {}

  /** Something worth knowing about a run. */
  public record Fact(String name, String value) {}

  /** The cost of a network that the budget is about, if it was counted. */
  Optional<Cost> budgeted(Network network) {
    return network.costs().stream()
        .filter(cost -> cost.isComparableTo(budget.target()))
        .findFirst();
  }
}
