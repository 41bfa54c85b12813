package io.crnas.detection.scenes;

import static io.crnas.detection.scenes.RoundedBox.box;
import static io.crnas.detection.scenes.RoundedBox.disk;
import static io.crnas.detection.scenes.RoundedBox.ring;
import static io.crnas.detection.scenes.RoundedBox.spoke;

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
      World.MIXED,
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
      World.MIXED,
      Kind.CATEGORY,
      180,
      List.of(disk(0, 0, 1)),
      List.of(ring(0.84, 0.09), ring(0.48, 0.1), disk(0, 0, 0.17))),
  DIE(
      World.MIXED,
      Kind.CATEGORY,
      20,
      List.of(Outline.SQUARE),
      List.of(
          disk(-0.45, -0.42, 0.2),
          disk(0.45, -0.42, 0.2),
          disk(-0.45, 0.42, 0.2),
          disk(0.45, 0.42, 0.2))),
  FACE(
      World.MIXED,
      Kind.CATEGORY,
      20,
      List.of(Outline.SQUARE),
      List.of(disk(-0.45, -0.42, 0.2), disk(0.45, -0.42, 0.2), box(0, 0.42, 0.62, 0.15, 0.14))),
  BARBELL(
      World.MIXED,
      Kind.LONG_CATEGORY,
      180,
      List.of(Outline.BAR, disk(-0.66, 0, 0.34), disk(0.66, 0, 0.34)),
      List.of(disk(-0.66, 0, 0.13), disk(0.66, 0, 0.13))),
  KEY(
      World.MIXED,
      Kind.LONG_CATEGORY,
      180,
      List.of(Outline.BAR, disk(-0.66, 0, 0.34), box(0.66, 0, 0.32, 0.34, 0.03)),
      List.of(disk(-0.66, 0, 0.13), disk(0.66, 0, 0.13))),

  PLAIN_DISK(World.MIXED, Kind.DISTRACTOR, 180, List.of(disk(0, 0, 1)), List.of()),
  PLAIN_SQUARE(World.MIXED, Kind.DISTRACTOR, 20, List.of(Outline.SQUARE), List.of()),
  STICK(
      World.MIXED,
      Kind.LONG_DISTRACTOR,
      180,
      List.of(Outline.BAR, disk(-0.66, 0, 0.34)),
      List.of(disk(-0.66, 0, 0.13))),

  STRIPED(
      World.NEAR,
      Kind.CATEGORY,
      180,
      List.of(disk(0, 0, 1)),
      List.of(box(0, -0.56, 0.66, 0.14, 0), box(0, 0, 0.85, 0.14, 0), box(0, 0.56, 0.66, 0.14, 0))),
  CHECKED(
      World.NEAR,
      Kind.CATEGORY,
      180,
      List.of(disk(0, 0, 1)),
      List.of(
          box(0, 0, 0.22, 0.22, 0),
          box(-0.45, -0.45, 0.22, 0.22, 0),
          box(0.45, -0.45, 0.22, 0.22, 0),
          box(-0.45, 0.45, 0.22, 0.22, 0),
          box(0.45, 0.45, 0.22, 0.22, 0))),
  RINGED(
      World.NEAR,
      Kind.CATEGORY,
      180,
      List.of(disk(0, 0, 1)),
      List.of(ring(0.6, 0.13), disk(0, 0, 0.2))),
  SPOT(World.NEAR, Kind.DISTRACTOR, 180, List.of(disk(0, 0, 1)), List.of()),

  SINGLE(World.FAR, Kind.CATEGORY, 180, Outline.CROSS, List.of(disk(0.72, 0.72, 0.13))),
  PAIR(
      World.FAR,
      Kind.CATEGORY,
      180,
      Outline.CROSS,
      List.of(disk(0.72, 0.72, 0.13), disk(0.72, -0.72, 0.13))),
  DIAGONAL(
      World.FAR,
      Kind.CATEGORY,
      180,
      Outline.CROSS,
      List.of(disk(0.72, 0.72, 0.13), disk(-0.72, -0.72, 0.13))),
  TRIPLE(
      World.FAR,
      Kind.CATEGORY,
      180,
      Outline.CROSS,
      List.of(disk(0.72, 0.72, 0.13), disk(-0.72, -0.72, 0.13), disk(0.72, -0.72, 0.13))),
  PROPELLER(World.FAR, Kind.DISTRACTOR, 180, Outline.CROSS, List.of());

  private final World world;
  private final Kind kind;
  private final double largestTurn;
  private final List<RoundedBox> outline;
  private final List<RoundedBox> parts;

  Figure(
      World world,
      Kind kind,
      double largestTurn,
      List<RoundedBox> outline,
      List<RoundedBox> parts) {
    this.world = world;
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
    static final List<RoundedBox> CROSS =
        List.of(
            spoke(1.0, 0.07, 45),
            spoke(1.0, 0.07, 135),
            disk(0.72, 0.72, 0.28),
            disk(-0.72, 0.72, 0.28),
            disk(0.72, -0.72, 0.28),
            disk(-0.72, -0.72, 0.28));
  }

  World world() {
    return world;
  }

  /** Whether it is to be found. */
  boolean isCategory() {
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
