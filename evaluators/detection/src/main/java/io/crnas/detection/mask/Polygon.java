package io.crnas.detection.mask;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Which pixels are inside a polygon: its outline is drawn five times as fine, and where it crosses
 * the middle of a column of pixels the mask changes there. After {@code rleFrPoly} in pycocotools'
 * {@code maskApi.c}, with its roundings.
 */
final class Polygon {
  private static final double SCALE = 5;

  /** Keeps the fine outline within an int, and an edge within some milliseconds. */
  private static final double FURTHEST = 1e6;

  private final int height;
  private final int width;
  private final IntStream.Builder changes = IntStream.builder();
  private int lastX;
  private int lastY;
  private boolean begun;

  private Polygon(int height, int width) {
    this.height = height;
    this.width = width;
  }

  static int[] runs(int height, int width, double[] corners) {
    check(corners);
    var polygon = new Polygon(height, width);
    int count = corners.length / 2;
    for (int i = 0; i < count; i++) {
      int next = (i + 1) % count;
      polygon.edge(
          fine(corners[2 * i]),
          fine(corners[2 * i + 1]),
          fine(corners[2 * next]),
          fine(corners[2 * next + 1]));
    }
    return polygon.runs();
  }

  private static int fine(double coordinate) {
    return (int) (SCALE * coordinate + 0.5);
  }

  /** The points from one corner to the next, both included, along the longer side. */
  private void edge(int fromX, int fromY, int toX, int toY) {
    int dx = Math.abs(toX - fromX);
    int dy = Math.abs(toY - fromY);
    boolean wide = dx >= dy;
    int steps = Math.max(dx, dy);
    // Drawn from its smaller end, so that an edge has the same points in both directions.
    boolean backwards = wide ? fromX > toX : fromY > toY;
    int startX = backwards ? toX : fromX;
    int startY = backwards ? toY : fromY;
    int rise = (wide ? toY - fromY : toX - fromX) * (backwards ? -1 : 1);
    double slope = steps == 0 ? 0 : (double) rise / steps;
    for (int step = 0; step <= steps; step++) {
      int t = backwards ? steps - step : step;
      if (wide) {
        point(startX + t, (int) (startY + slope * t + 0.5));
      } else {
        point((int) (startX + slope * t + 0.5), startY + t);
      }
    }
  }

  private void point(int x, int y) {
    if (begun && x != lastX) {
      double column = (Math.min(x, lastX) + 0.5) / SCALE - 0.5;
      if (column == Math.floor(column) && column >= 0 && column <= width - 1) {
        double row = Math.clamp((Math.min(y, lastY) + 0.5) / SCALE - 0.5, 0, height);
        changes.add(((int) column) * height + (int) Math.ceil(row));
      }
    }
    begun = true;
    lastX = x;
    lastY = y;
  }

  private int[] runs() {
    int[] places = changes.build().sorted().toArray();
    var runs = new Runs();
    int at = 0;
    boolean inside = false;
    for (int place : places) {
      runs.append(inside, place - at);
      at = place;
      inside = !inside;
    }
    runs.append(inside, height * width - at);
    return runs.counts();
  }

  private static void check(double[] corners) {
    if (corners.length < 6 || corners.length % 2 != 0) {
      throw new IllegalArgumentException(
          "a polygon of "
              + corners.length
              + " numbers, expected two for each of 3 or more corners");
    }
    if (!Arrays.stream(corners).allMatch(corner -> Math.abs(corner) <= FURTHEST)) {
      throw new IllegalArgumentException("a polygon with a corner out of reach");
    }
  }
}
