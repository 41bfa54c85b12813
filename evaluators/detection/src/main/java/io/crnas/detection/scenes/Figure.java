package io.crnas.detection.scenes;

import static io.crnas.detection.scenes.RoundedBox.box;
import static io.crnas.detection.scenes.RoundedBox.disk;
import static io.crnas.detection.scenes.RoundedBox.ring;
import static io.crnas.detection.scenes.RoundedBox.spoke;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What appears in generated scenes. Each outline is shared by categories that differ in their parts
 * alone, and by a distractor without them, so that neither colour nor outline gives one away; the
 * long ones differ at their two ends, so that a large one is only told by seeing all of it.
 */
@SuppressWarnings("ImmutableEnumChecker") // the lists are made by List.of
enum Figure {
  WHEEL(
      Kind.CATEGORY,
      180,
      List.of(disk(0, 0, 1)),
      List.of(
          ring(0.84, 0.09),
          spoke(0.84, 0.09, 0),
          spoke(0.84, 0.09, 60),
          spoke(0.84, 0.09, 120),
          disk(0, 0, 0.22))),
  TARGET(
      Kind.CATEGORY,
      180,
      List.of(disk(0, 0, 1)),
      List.of(ring(0.84, 0.09), ring(0.48, 0.1), disk(0, 0, 0.17))),
  DIE(
      Kind.CATEGORY,
      20,
      List.of(Outline.SQUARE),
      List.of(
          disk(-0.45, -0.42, 0.2),
          disk(0.45, -0.42, 0.2),
          disk(-0.45, 0.42, 0.2),
          disk(0.45, 0.42, 0.2))),
  FACE(
      Kind.CATEGORY,
      20,
      List.of(Outline.SQUARE),
      List.of(disk(-0.45, -0.42, 0.2), disk(0.45, -0.42, 0.2), box(0, 0.42, 0.62, 0.15, 0.14))),
  BARBELL(
      Kind.LONG_CATEGORY,
      180,
      List.of(Outline.BAR, disk(-0.66, 0, 0.34), disk(0.66, 0, 0.34)),
      List.of(disk(-0.66, 0, 0.13), disk(0.66, 0, 0.13))),
  KEY(
      Kind.LONG_CATEGORY,
      180,
      List.of(Outline.BAR, disk(-0.66, 0, 0.34), box(0.66, 0, 0.32, 0.34, 0.03)),
      List.of(disk(-0.66, 0, 0.13), disk(0.66, 0, 0.13))),

  PLAIN_DISK(Kind.DISTRACTOR, 180, List.of(disk(0, 0, 1)), List.of()),
  PLAIN_SQUARE(Kind.DISTRACTOR, 20, List.of(Outline.SQUARE), List.of()),
  STICK(
      Kind.LONG_DISTRACTOR,
      180,
      List.of(Outline.BAR, disk(-0.66, 0, 0.34)),
      List.of(disk(-0.66, 0, 0.13)));

  private static final List<Figure> CATEGORIES =
      Arrays.stream(values()).filter(Figure::isCategory).toList();
  private static final List<Figure> DISTRACTORS =
      Arrays.stream(values()).filter(figure -> !figure.isCategory()).toList();

  private final Kind kind;
  private final double largestTurn;
  private final List<RoundedBox> outline;
  private final List<RoundedBox> parts;

  Figure(Kind kind, double largestTurn, List<RoundedBox> outline, List<RoundedBox> parts) {
    this.kind = kind;
    this.largestTurn = largestTurn;
    this.outline = outline;
    this.parts = parts;
  }

  private enum Kind {
    CATEGORY,
    LONG_CATEGORY,
    DISTRACTOR,
    LONG_DISTRACTOR
  }

  private static final class Outline {
    static final RoundedBox SQUARE = box(0, 0, 0.95, 0.95, 0.3);
    static final RoundedBox BAR = box(0, 0, 0.95, 0.11, 0.05);
  }

  static List<Figure> categories() {
    return CATEGORIES;
  }

  static List<Figure> distractors() {
    return DISTRACTORS;
  }

  private boolean isCategory() {
    return kind == Kind.CATEGORY || kind == Kind.LONG_CATEGORY;
  }

  /** Whether it is three times as long as wide. */
  boolean isLong() {
    return kind == Kind.LONG_CATEGORY || kind == Kind.LONG_DISTRACTOR;
  }

  /** The category's name. */
  String title() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The most it is turned either way, in degrees. */
  double largestTurn() {
    return largestTurn;
  }

  /** The shapes whose union it covers. */
  List<RoundedBox> outline() {
    return outline;
  }

  /** The shapes in another colour on it. */
  List<RoundedBox> parts() {
    return parts;
  }

  /** The signed distance of a point of its frame to its edge, below 0 inside. */
  double distance(double x, double y) {
    return distance(outline, x, y);
  }

  /** The signed distance of a point of its frame to the nearest part. */
  double distanceToParts(double x, double y) {
    return distance(parts, x, y);
  }

  private static double distance(List<RoundedBox> shapes, double x, double y) {
    double nearest = Double.POSITIVE_INFINITY;
    for (int i = 0; i < shapes.size(); i++) {
      nearest = Math.min(nearest, shapes.get(i).distance(x, y));
    }
    return nearest;
  }
}
