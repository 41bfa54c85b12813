package io.crnas.detection.layout;

import io.crnas.detection.data.Annotation;
import io.crnas.detection.data.Box;
import io.crnas.framework.problem.Problems;
import io.crnas.spaces.ImageSize;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What one XML file of PASCAL VOC says, as it says it.
 *
 * @param file where it was read from
 * @param image the name of the image, where there is one
 * @param sizes the sizes that are stated, one in a good file
 * @param objects what is in the image
 */
record VocAnnotation(Path file, Optional<String> image, List<Stated> sizes, List<Thing> objects) {
  static final List<String> CORNERS = List.of("xmin", "ymin", "xmax", "ymax");

  /** A size. */
  record Stated(String width, String height) {
    String inWords() {
      return "width %s, height %s".formatted(width, height);
    }
  }

  /**
   * An object.
   *
   * @param name its category
   * @param difficult what stands there, or nothing
   * @param boxes the texts of {@link #CORNERS}, of one box in a good file
   */
  record Thing(String name, String difficult, List<List<String>> boxes) {

    /** The first box; empty where it is none. */
    Optional<double[]> corners() {
      var corners = new double[CORNERS.size()];
      for (int i = 0; i < corners.length; i++) {
        OptionalDouble number = boxes.isEmpty() ? OptionalDouble.empty() : number(i);
        if (number.isEmpty()) {
          return Optional.empty();
        }
        corners[i] = number.getAsDouble();
      }
      return Optional.of(corners);
    }

    private OptionalDouble number(int corner) {
      return Numbers.finite(boxes.getFirst().get(corner));
    }
  }

  /** Counts the boxes at the edges. */
  void addTo(Edges edges) {
    for (Thing object : objects) {
      object
          .corners()
          .filter(corners -> corners[2] > corners[0] && corners[3] > corners[1])
          .ifPresent(corners -> {
            edges.add(corners[0]);
            edges.add(corners[1]);
          });
    }
  }

  /** The usable objects; what is wrong with the others goes to {@code problems}. */
  List<Annotation> annotations(
      ImageSize actual, List<String> categories, Pixels pixels, Problems problems) {
    for (Stated size : sizes) {
      if (!actual.inWords().equals(size.inWords())) {
        problems.add(file + " size", size.inWords(), "the image's " + actual.inWords());
      }
    }
    var annotations = new ArrayList<Annotation>();
    for (int i = 0; i < objects.size(); i++) {
      String where = "%s object %d".formatted(file, i + 1);
      annotation(where, objects.get(i), actual, categories, pixels, problems)
          .ifPresent(annotations::add);
    }
    return annotations;
  }

  private static Optional<Annotation> annotation(
      String where,
      Thing object,
      ImageSize size,
      List<String> categories,
      Pixels pixels,
      Problems problems) {
    int category = categories.indexOf(object.name());
    if (category < 0) {
      problems.add(
          where, "category \"" + object.name() + "\"", "one of " + String.join(", ", categories));
      return Optional.empty();
    }
    String named = where + " (" + object.name() + ")";
    if (object.boxes().size() > 1) {
      problems.add(named, object.boxes().size() + " boxes, of which the first is taken", "one");
    }
    Optional<double[]> corners = object.corners();
    if (corners.isEmpty()) {
      problems.add(named, "no box", "bndbox with the numbers " + String.join(", ", CORNERS));
      return Optional.empty();
    }
    boolean difficult = difficult(named, object.difficult(), problems);
    return box(named, corners.get(), size, pixels, problems)
        .map(box -> new Annotation(box, category, box.area(), false, difficult));
  }

  private static boolean difficult(String where, String text, Problems problems) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "1", "1.0", "true", "yes", "y", "t" -> true;
      case "", "0", "0.0", "false", "no", "n", "f", "unspecified" -> false;
      default -> {
        problems.add(where + " difficult", text, "0 or 1");
        yield false;
      }
    };
  }

  private static Optional<Box> box(
      String where, double[] corners, ImageSize size, Pixels pixels, Problems problems) {
    String found = "%s, %s to %s, %s".formatted(corners[0], corners[1], corners[2], corners[3]);
    if (!(corners[2] > corners[0] && corners[3] > corners[1])) {
      problems.add(where, "a box of zero size: " + found, "xmax above xmin, ymax above ymin");
      return Optional.empty();
    }
    corners[0] += pixels.shift();
    corners[1] += pixels.shift();
    return Inside.box(where, () -> found, corners, size, problems);
  }
}
