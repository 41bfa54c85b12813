package io.crnas.detection.scenes;

import io.crnas.detection.data.Box;
import io.crnas.detection.mask.Bounds;
import io.crnas.detection.mask.Mask;
import java.util.random.RandomGenerator;

/**
 * A figure in a scene.
 *
 * @param figure what it is
 * @param x where its centre is, in pixels
 * @param y where its centre is, in pixels
 * @param halfWidth pixels to a unit of its frame, along its own x axis
 * @param halfHeight pixels to a unit of its frame, along its own y axis
 * @param cosine of the angle it is turned by
 * @param sine of the angle it is turned by
 */
record Placed(
    Figure figure,
    double x,
    double y,
    double halfWidth,
    double halfHeight,
    double cosine,
    double sine) {

  /** How many points along each axis are looked at to estimate how much of a figure shows. */
  private static final int GRID = 20;

  /** A figure about this long, turned and stretched at random, its centre at the origin. */
  static Placed at(Figure figure, double length, RandomGenerator random) {
    double turn = StrictMath.toRadians(figure.largestTurn() * (2 * random.nextDouble() - 1));
    double stretch = 0.8 + 0.45 * random.nextDouble();
    return new Placed(
        figure,
        0,
        0,
        length / 2 * Math.min(1, stretch),
        length / 2 / Math.max(1, stretch),
        StrictMath.cos(turn),
        StrictMath.sin(turn));
  }

  Placed movedTo(double newX, double newY) {
    return new Placed(figure, newX, newY, halfWidth, halfHeight, cosine, sine);
  }

  /** A point of the scene in the figure's frame. */
  double frameX(double sceneX, double sceneY) {
    return ((sceneX - x) * cosine + (sceneY - y) * sine) / halfWidth;
  }

  /** A point of the scene in the figure's frame. */
  double frameY(double sceneX, double sceneY) {
    return ((sceneY - y) * cosine - (sceneX - x) * sine) / halfHeight;
  }

  /** Pixels to a unit of its frame, in the mean of both axes: turns its distances into pixels. */
  double scale() {
    return Math.sqrt(halfWidth * halfHeight);
  }

  /** The smallest box around all of it, seen or not. */
  Box bounds() {
    double left = Double.POSITIVE_INFINITY;
    double top = Double.POSITIVE_INFINITY;
    double right = Double.NEGATIVE_INFINITY;
    double bottom = Double.NEGATIVE_INFINITY;
    for (RoundedBox shape : figure.outline()) {
      // A rounded box is a smaller box with a disk at each of its points.
      double width = (shape.halfWidth() - shape.corner()) * halfWidth;
      double height = (shape.halfHeight() - shape.corner()) * halfHeight;
      double roundX = shape.corner() * length(cosine * halfWidth, sine * halfHeight);
      double roundY = shape.corner() * length(sine * halfWidth, cosine * halfHeight);
      double reachX = Math.abs(cosine) * width + Math.abs(sine) * height + roundX;
      double reachY = Math.abs(sine) * width + Math.abs(cosine) * height + roundY;
      double centreX = x + cosine * shape.x() * halfWidth - sine * shape.y() * halfHeight;
      double centreY = y + sine * shape.x() * halfWidth + cosine * shape.y() * halfHeight;
      left = Math.min(left, centreX - reachX);
      top = Math.min(top, centreY - reachY);
      right = Math.max(right, centreX + reachX);
      bottom = Math.max(bottom, centreY + reachY);
    }
    return new Box((float) left, (float) top, (float) right, (float) bottom);
  }

  boolean covers(double sceneX, double sceneY) {
    return figure.distance(frameX(sceneX, sceneY), frameY(sceneX, sceneY)) < 0;
  }

  /** The pixels of an image whose middle it covers, hidden ones too. */
  Mask mask(int width, int height) {
    Box box = bounds().clipped(width, height);
    int left = (int) box.x1();
    int top = (int) box.y1();
    var bounds =
        new Bounds(left, top, (int) Math.ceil(box.x2()) - left, (int) Math.ceil(box.y2()) - top);
    return Mask.of(height, width, bounds, (x, y) -> covers(x + 0.5, y + 0.5));
  }

  /** The part of it, 0 to 1, inside an image and under none of the figures drawn after it. */
  double visible(int width, int height, Iterable<Placed> above) {
    Box box = bounds();
    int inside = 0;
    int seen = 0;
    for (int i = 0; i < GRID * GRID; i++) {
      int column = i % GRID;
      int row = i / GRID;
      double pointX = box.x1() + (column + 0.5) / GRID * box.width();
      double pointY = box.y1() + (row + 0.5) / GRID * box.height();
      if (covers(pointX, pointY)) {
        inside++;
        boolean shows = pointX > 0 && pointX < width && pointY > 0 && pointY < height;
        for (Placed other : above) {
          shows = shows && !other.covers(pointX, pointY);
        }
        seen += shows ? 1 : 0;
      }
    }
    return inside == 0 ? 0 : (double) seen / inside;
  }

  private static double length(double x, double y) {
    return Math.sqrt(x * x + y * y);
  }
}
