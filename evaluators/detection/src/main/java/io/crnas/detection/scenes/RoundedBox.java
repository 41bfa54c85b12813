package io.crnas.detection.scenes;

/**
 * The one shape that generated scenes are made of: a box with round corners, turned about its
 * centre, in the frame of a figure that spans about [-1, 1]. With corners as round as the box is
 * wide it is a disk; hollow, only its outline is drawn.
 *
 * @param x the centre
 * @param y the centre
 * @param halfWidth half the width, corners included
 * @param halfHeight half the height, corners included
 * @param corner the radius of the corners
 * @param cosine of the angle it is turned by
 * @param sine of the angle it is turned by
 * @param stroke half the width of the outline, or 0 when it is filled
 */
record RoundedBox(
    double x,
    double y,
    double halfWidth,
    double halfHeight,
    double corner,
    double cosine,
    double sine,
    double stroke) {

  static RoundedBox box(double x, double y, double halfWidth, double halfHeight, double corner) {
    return new RoundedBox(x, y, halfWidth, halfHeight, corner, 1, 0, 0);
  }

  static RoundedBox disk(double x, double y, double radius) {
    return box(x, y, radius, radius, radius);
  }

  static RoundedBox ring(double radius, double stroke) {
    return new RoundedBox(0, 0, radius, radius, radius, 1, 0, stroke);
  }

  /** A bar through the origin. */
  static RoundedBox spoke(double halfLength, double halfWidth, double degrees) {
    double angle = StrictMath.toRadians(degrees);
    return new RoundedBox(
        0, 0, halfLength, halfWidth, 0, StrictMath.cos(angle), StrictMath.sin(angle), 0);
  }

  /** The signed distance of a point to the edge, below 0 inside. */
  double distance(double pointX, double pointY) {
    double dx = pointX - x;
    double dy = pointY - y;
    double outX = Math.abs(dx * cosine + dy * sine) - halfWidth + corner;
    double outY = Math.abs(dy * cosine - dx * sine) - halfHeight + corner;
    double cornerX = Math.max(outX, 0);
    double cornerY = Math.max(outY, 0);
    double distance =
        Math.sqrt(cornerX * cornerX + cornerY * cornerY)
            + Math.min(Math.max(outX, outY), 0)
            - corner;
    return stroke > 0 ? Math.abs(distance) - stroke : distance;
  }
}
