package io.crnas.detection.layout;

import io.crnas.detection.data.Annotation;
import io.crnas.detection.data.Box;
import io.crnas.detection.mask.CompressedMask;
import io.crnas.detection.mask.Mask;
import io.crnas.framework.problem.Problems;
import io.crnas.spaces.ImageSize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * The labels of one image in YOLO's form: a line is the number of a class, from 0, then a box by
 * its centre, width and height, or a polygon by its corners, in parts of the image's width and
 * height.
 *
 * @param file a text; none where nothing is in the image
 * @param masks whether a polygon becomes a mask
 */
record YoloLabels(Path file, Masks masks) {
  /** Usual labels have six digits, which know no smaller parts of a pixel. */
  private static final double PARTS = 100;

  private static final String EXPECTED = "lines of class, x, y, width, height";

  /**
   * One line.
   *
   * @param number the line's
   * @param values as they stand there
   */
  private record Line(int number, List<String> values) {}

  private List<Line> lines() {
    if (!Files.exists(file)) {
      return List.of();
    }
    List<Line> lines = new ArrayList<>();
    int number = 0;
    for (String text : Text.lines(file, EXPECTED)) {
      number++;
      if (!text.isEmpty()) {
        lines.add(new Line(number, List.of(text.split("\\s+", -1))));
      }
    }
    return lines;
  }

  /** The numbers of the classes that are named; those of a file that is none are passed over. */
  Stream<Integer> classes() {
    return lines().stream().flatMap(line -> category(line.values().getFirst()).stream());
  }

  private static Optional<Integer> category(String text) {
    OptionalDouble number = Numbers.finite(text);
    return number.isPresent()
            && number.getAsDouble() == Math.rint(number.getAsDouble())
            && number.getAsDouble() >= 0
            && number.getAsDouble() < 1_000_000
        ? Optional.of((int) number.getAsDouble())
        : Optional.empty();
  }

  /**
   * The usable objects.
   *
   * @param names of all classes, by their numbers
   * @param categories those to look for
   */
  List<Annotation> annotations(
      ImageSize size, List<String> names, List<String> categories, Problems problems) {
    List<Annotation> annotations = new ArrayList<>();
    for (Line line : lines()) {
      String where = file + " line " + line.number();
      Optional<Integer> number = category(line.values().getFirst());
      if (number.isEmpty() || number.get() >= names.size()) {
        problems.add(
            where, "class " + line.values().getFirst(), "a number from 0 to " + (names.size() - 1));
        continue;
      }
      int category = categories.indexOf(names.get(number.get()));
      if (category >= 0) {
        List<String> values = line.values().subList(1, line.values().size());
        box(where, values, size, problems)
            .map(box -> new Annotation(box, category))
            .map(plain -> mask(where, values, size, problems).map(plain::withMask).orElse(plain))
            .ifPresent(annotations::add);
      }
    }
    return annotations;
  }

  private Optional<CompressedMask> mask(
      String where, List<String> values, ImageSize size, Problems problems) {
    if (masks == Masks.NONE) {
      return Optional.empty();
    }
    if (!isPolygon(values)) {
      if (masks == Masks.OF_ALL) {
        problems.add(where, "a box", "a polygon, for the mask");
      }
      return Optional.empty();
    }
    double[] corners = numbers(values);
    for (int i = 0; i < corners.length; i++) {
      corners[i] *= i % 2 == 0 ? size.width() : size.height();
    }
    try {
      return Optional.of(CompressedMask.of(Mask.ofPolygon(size.height(), size.width(), corners)));
    } catch (IllegalArgumentException e) {
      problems.add(where, String.valueOf(e.getMessage()), "a polygon of parts of the image");
      return Optional.empty();
    }
  }

  private static boolean isPolygon(List<String> values) {
    return values.size() >= 6 && values.size() % 2 == 0;
  }

  private static double[] numbers(List<String> values) {
    return values.stream().mapToDouble(text -> Numbers.finite(text).orElse(Double.NaN)).toArray();
  }

  private static Optional<Box> box(
      String where, List<String> values, ImageSize size, Problems problems) {
    boolean polygon = isPolygon(values);
    double[] parts = numbers(values);
    if (!(polygon || parts.length == 4) || !isFinite(parts)) {
      problems.add(where, abbreviated(values), "a class and the numbers x, y, width, height");
      return Optional.empty();
    }
    double[] corners =
        polygon
            ? bounds(parts)
            : new double[] {
              parts[0] - parts[2] / 2,
              parts[1] - parts[3] / 2,
              parts[0] + parts[2] / 2,
              parts[1] + parts[3] / 2
            };
    for (int i = 0; i < 4; i++) {
      int side = i % 2 == 0 ? size.width() : size.height();
      corners[i] = Math.rint(corners[i] * side * PARTS) / PARTS;
    }
    return Inside.box(where, () -> abbreviated(values), corners, size, problems);
  }

  private static boolean isFinite(double[] numbers) {
    for (double number : numbers) {
      if (!Double.isFinite(number)) {
        return false;
      }
    }
    return true;
  }

  private static String abbreviated(List<String> values) {
    String text = String.join(" ", values);
    return text.length() > 60 ? text.substring(0, 60) + "..." : text;
  }

  private static double[] bounds(double[] points) {
    double[] bounds = {points[0], points[1], points[0], points[1]};
    for (int i = 0; i < points.length; i++) {
      int axis = i % 2;
      bounds[axis] = Math.min(bounds[axis], points[i]);
      bounds[axis + 2] = Math.max(bounds[axis + 2], points[i]);
    }
    return bounds;
  }
}
