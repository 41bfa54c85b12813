package io.crnas.export.parity;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What was found in the images of one case, held against what should have been.
 *
 * @param testCase the case's name
 * @param images how many there are
 * @param matched detections that are on both sides
 * @param nearTies detections of one side that rounding alone decides on: at the least score, at the
 *     end of a full list, or at the limit of non-maximum suppression
 * @param missing other detections of the reference
 * @param extra other detections of the exported file
 * @param pixels how far apart edges are at most, of those that are on both sides
 * @param score how far apart scores are at most, of those that are on both sides
 * @param alone the part of all that may be missing or extra, and where that is not none at least
 *     one
 */
public record DetectionComparison(
    String testCase,
    int images,
    int matched,
    int nearTies,
    int missing,
    int extra,
    double pixels,
    double score,
    double alone) {

  /**
   * Near ties that are allowed in any case, and the part of all detections that may be more, and
   * twice what may be on one side alone: in integers any number, since of a net whose scores lie
   * close together rounding decides on most.
   */
  private static final int FEW = 2;

  private static final double PART = 0.05;

  /** Whether every detection is on both sides, but for few near ties and the part allowed. */
  public boolean passes() {
    int all = matched + nearTies + missing + extra;
    return missing + extra <= (alone > 0 ? Math.max(1, alone * all) : 0)
        && nearTies <= FEW + (PART + 2 * alone) * all;
  }

  /**
   * Matches one to one.
   *
   * @param reference of each image, best first
   * @param export the same
   */
  public static DetectionComparison of(
      String testCase,
      List<List<FoundBox>> reference,
      List<List<FoundBox>> export,
      DetectionRules rules) {
    if (reference.size() != export.size()) {
      throw new IllegalArgumentException(
          "%s: %d images against %d".formatted(testCase, reference.size(), export.size()));
    }
    var sum = new DetectionComparison(testCase, reference.size(), 0, 0, 0, 0, 0, 0, rules.alone());
    for (int image = 0; image < reference.size(); image++) {
      sum = sum.plus(ofImage(reference.get(image), export.get(image), rules));
    }
    return sum;
  }

  private DetectionComparison plus(DetectionComparison image) {
    return new DetectionComparison(
        testCase,
        images,
        matched + image.matched,
        nearTies + image.nearTies,
        missing + image.missing,
        extra + image.extra,
        Math.max(pixels, image.pixels),
        Math.max(score, image.score),
        alone);
  }

  private static DetectionComparison ofImage(
      List<FoundBox> reference, List<FoundBox> export, DetectionRules rules) {
    List<FoundBox> missing = new ArrayList<>();
    List<FoundBox> extra = new ArrayList<>(export);
    double pixels = 0;
    double score = 0;
    for (FoundBox box : reference) {
      Optional<FoundBox> nearest =
          extra.stream()
              .filter(other -> rules.same(box, other))
              .min(Comparator.comparingDouble(box::farthest));
      if (nearest.isEmpty()) {
        missing.add(box);
      } else {
        extra.remove(nearest.get());
        pixels = Math.max(pixels, box.farthest(nearest.get()));
        score = Math.max(score, box.apart(nearest.get()));
      }
    }
    int missed = (int) missing.stream().filter(box -> !tied(box, extra, export, rules)).count();
    int added = (int) extra.stream().filter(box -> !tied(box, missing, reference, rules)).count();
    return new DetectionComparison(
        "",
        1,
        reference.size() - missing.size(),
        missing.size() - missed + extra.size() - added,
        missed,
        added,
        pixels,
        score,
        rules.alone());
  }

  /**
   * Whether rounding decides that a box is on one side alone.
   *
   * @param unmatched those that are on the other side alone
   * @param other all of the other side, best first
   */
  private static boolean tied(
      FoundBox box, List<FoundBox> unmatched, List<FoundBox> other, DetectionRules rules) {
    boolean full = other.size() >= rules.chosen().most();
    return rules.atThreshold(box)
        || (full && box.score() <= other.getLast().score() + rules.score())
        || other.stream().anyMatch(better -> rules.atOverlap(box, better))
        || unmatched.stream().anyMatch(one -> rules.exchanged(box, one));
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s: %d detections alike (edges within %.1e pixels, scores within %.1e), %d near ties,"
            + " %d missing, %d too many",
        testCase,
        matched,
        pixels,
        score,
        nearTies,
        missing,
        extra);
  }
}
