package io.crnas.detection.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * PASCAL VOC's average precision at one overlap. After {@code VOCevaldet.m} of the VOC devkit: a
 * detection belongs to the object that it overlaps most, and is wrong when a surer one has that
 * object already. Objects to be ignored ({@code difficult}, crowds) and what belongs to them do not
 * count. Boxes lie as {@link GroundTruth} has them: VOC's pixels from 1, both ends included, became
 * [xmin - 1, xmax], so overlaps are the devkit's.
 *
 * @param truths what should be found
 * @param averaging how precision over recall becomes a number
 */
public record VocEvaluator(GroundTruths truths, Averaging averaging) {
  private static final double LEAST_OVERLAP = 0.5;

  /** How the curve is averaged. */
  public enum Averaging {
    /**
     * The mean of the best precision from each of the recalls 0, 0.1, ... 1 on, as in VOC 2007. A
     * recall is i * 0.1 in floating point, as numpy's {@code arange(0, 1.1, 0.1)} has it.
     */
    ELEVEN_POINTS {
      @Override
      double under(double[] recall, double[] best) {
        double sum = 0;
        int at = 0;
        for (int i = 0; i <= 10; i++) {
          while (at < recall.length && recall[at] < i * 0.1) {
            at++;
          }
          sum += at < recall.length ? best[at] : 0;
        }
        return sum / 11;
      }
    },
    /** The area under the curve, as from VOC 2010 on. */
    AREA {
      @Override
      double under(double[] recall, double[] best) {
        double sum = 0;
        double before = 0;
        for (int i = 0; i < recall.length; i++) {
          sum += (recall[i] - before) * best[i];
          before = recall[i];
        }
        return sum;
      }
    };

    /**
     * The average precision.
     *
     * @param recall after each detection that counts, the surest first
     * @param best the highest precision from there on
     */
    abstract double under(double[] recall, double[] best);
  }

  /**
   * Measures detections, however many; equal scores keep their order.
   *
   * @throws IllegalArgumentException for a detection of an unknown image or category
   */
  public VocMetrics evaluate(List<Detection> detections) {
    List<List<Detection>> found = truths.byCategory(detections);
    List<VocMetrics.Category> categories =
        IntStream.range(0, found.size())
            .parallel()
            .mapToObj(i -> new VocMetrics.Category(truths.names().get(i), ap(i, found.get(i))))
            .toList();
    return new VocMetrics(categories);
  }

  private OptionalDouble ap(int category, List<Detection> found) {
    var finds = new Finds(category);
    if (finds.objects == 0) {
      return OptionalDouble.empty();
    }
    List<Boolean> right = new ArrayList<>();
    found.stream()
        .sorted(Detection.BY_SCORE)
        .forEach(detection -> {
          switch (finds.verdict(detection)) {
            case RIGHT -> right.add(true);
            case WRONG -> right.add(false);
            case NEITHER -> {}
          }
        });
    double[] recall = new double[right.size()];
    double[] precision = new double[right.size()];
    int hits = 0;
    for (int i = 0; i < recall.length; i++) {
      hits += right.get(i) ? 1 : 0;
      recall[i] = (double) hits / finds.objects;
      precision[i] = (double) hits / (i + 1);
    }
    for (int i = recall.length - 1; i > 0; i--) {
      precision[i - 1] = Math.max(precision[i - 1], precision[i]);
    }
    return OptionalDouble.of(averaging.under(recall, precision));
  }

  private enum Verdict {
    RIGHT,
    WRONG,
    NEITHER
  }

  /** Which objects of a category have been found so far. */
  private final class Finds {
    private final int category;
    private final boolean[][] taken;
    private int objects;

    Finds(int category) {
      this.category = category;
      this.taken = new boolean[truths.images()][];
      for (int image = 0; image < taken.length; image++) {
        List<GroundTruth> present = truths.of(category, image);
        taken[image] = new boolean[present.size()];
        objects += (int) present.stream().filter(truth -> !isIgnored(truth)).count();
      }
    }

    Verdict verdict(Detection detection) {
      int image = truths.place(detection.image());
      List<GroundTruth> present = truths.of(category, image);
      double most = Double.NEGATIVE_INFINITY;
      int match = -1;
      for (int i = 0; i < present.size(); i++) {
        double overlap = Overlap.BOX.of(detection, present.get(i));
        if (overlap > most) {
          most = overlap;
          match = i;
        }
      }
      if (most < LEAST_OVERLAP) {
        return Verdict.WRONG;
      }
      if (isIgnored(present.get(match))) {
        return Verdict.NEITHER;
      }
      boolean first = !taken[image][match];
      taken[image][match] = true;
      return first ? Verdict.RIGHT : Verdict.WRONG;
    }
  }

  private static boolean isIgnored(GroundTruth truth) {
    return truth.ignored() || truth.crowd();
  }
}
