package io.crnas.experiments.init;

import io.crnas.detection.data.Annotation;
import io.crnas.detection.data.Dataset;
import io.crnas.detection.data.Sample;
import io.crnas.framework.problem.InvalidInputException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * How images are brought to a size that the detector sees, and what the boxes are then.
 *
 * @param height of all images where they have one shape, and else their shorter side
 * @param width likewise, the longer side
 * @param fixed whether all have one shape
 * @param scale what sides are multiplied with
 * @param boxes of the training images at this size
 * @param reason why it is this size
 */
record Seen(
    int height, int width, boolean fixed, double scale, List<Anchors.Side> boxes, String reason) {
  /**
   * The smallest objects but a tenth should have so many pixels: three cells of the finest level.
   */
  private static final double SEEN = 12;

  private static final int STEP = 32;
  private static final int LEAST_SIDE = 256;
  private static final int MOST_SIDE = 800;
  private static final double SAME_SHAPE = 0.02;

  static Seen of(Dataset train) {
    List<Sample> images = train.samples();
    List<Annotation> objects =
        images.stream().flatMap(image -> image.annotations().stream()).toList();
    if (objects.isEmpty()) {
      throw new InvalidInputException(
          "split " + train.name(), "no object in any image", "at least one");
    }
    double[] sizes = sorted(objects, object -> Math.sqrt(object.box().area()));
    double[] shorter = sorted(images, image -> Math.min(image.width(), image.height()));
    double[] aspects = sorted(images, image -> (double) image.width() / image.height());
    double small = quantile(sizes, 0.1);
    double side = quantile(shorter, 0.5);
    double scale =
        Math.clamp(SEEN / small, Math.min(1, LEAST_SIDE / side), Math.max(1, LEAST_SIDE / side));
    scale = Math.min(scale, MOST_SIDE / side);
    boolean fixed = aspects[aspects.length - 1] / aspects[0] < 1 + SAME_SHAPE;
    double aspect = quantile(aspects, 0.5);
    int least = rounded(scale * side);
    double longer = fixed ? Math.max(aspect, 1 / aspect) : longest(aspects);
    int most = rounded(scale * side * longer);
    boolean wide = !fixed || aspect >= 1;
    double seen = least / side;
    List<Anchors.Side> boxes =
        objects.stream()
            .map(object ->
                new Anchors.Side(seen * object.box().width(), seen * object.box().height()))
            .toList();
    String reason =
        String.format(
            Locale.ROOT,
            "%s; the median shorter side is %.0f pixels; nine of ten objects are larger than %.0f"
                + " pixels there and %.0f here",
            fixed ? "all images have one shape" : "images of several shapes keep theirs",
            side,
            small,
            seen * small);
    return new Seen(wide ? least : most, wide ? most : least, fixed, seen, boxes, reason);
  }

  /** How the descriptor says it. */
  String imageSize() {
    return height + (fixed ? "x" : "/") + width;
  }

  /** What costs are counted at. */
  String input() {
    return height + "x" + width;
  }

  private static double longest(double[] aspects) {
    double most = Math.max(aspects[aspects.length - 1], 1 / aspects[0]);
    return Math.min(2, most);
  }

  private static int rounded(double side) {
    return Math.max(STEP, (int) Math.round(side / STEP) * STEP);
  }

  private static <T> double[] sorted(List<T> things, ToDoubleFunction<T> number) {
    double[] numbers = things.stream().mapToDouble(number).toArray();
    Arrays.sort(numbers);
    return numbers;
  }

  private static double quantile(double[] sorted, double part) {
    return sorted[(int) (part * (sorted.length - 1))];
  }
}
