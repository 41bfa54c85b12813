package io.crnas.detection.scenes;

import java.util.random.RandomGenerator;

/** A pattern over the plane; values about 0, from -1 to 1. */
interface SceneTexture {

  double at(double x, double y);

  /** One of several kinds, its features of this many pixels. */
  static SceneTexture random(double size, RandomGenerator random) {
    double angle = 2 * StrictMath.PI * random.nextDouble();
    double cosine = StrictMath.cos(angle) / size;
    double sine = StrictMath.sin(angle) / size;
    long seed = random.nextLong();
    return switch (random.nextInt(5)) {
      case 0 -> (x, y) -> wave(x * cosine + y * sine);
      case 1 -> (x, y) -> wave(x * cosine + y * sine) * wave(y * cosine - x * sine);
      case 2 -> (x, y) -> noise(x / size, y / size, seed);
      case 3 ->
          (x, y) ->
              0.6 * noise(x / size, y / size, seed)
                  + 0.4 * noise(2.7 * x / size, 2.7 * y / size, ~seed);
      default ->
          (x, y) -> {
            double bend = 0.7 * noise(x / size / 2, y / size / 2, seed);
            return wave(x * cosine + y * sine + bend);
          };
    };
  }

  /** A wave of period 2 with soft edges, from multiplications alone. */
  private static double wave(double phase) {
    double part = phase - 2 * Math.floor(phase / 2) - 1;
    double hill = 1 - 2 * Math.abs(part);
    return hill * (1.5 - 0.5 * hill * hill);
  }

  /** Random values at whole coordinates, smooth between them. */
  private static double noise(double x, double y, long seed) {
    double floorX = Math.floor(x);
    double floorY = Math.floor(y);
    long column = (long) floorX;
    long row = (long) floorY;
    double right = smooth(x - floorX);
    double below = smooth(y - floorY);
    double upper = mix(value(column, row, seed), value(column + 1, row, seed), right);
    double lower = mix(value(column, row + 1, seed), value(column + 1, row + 1, seed), right);
    return mix(upper, lower, below);
  }

  private static double value(long column, long row, long seed) {
    long hash = (seed ^ column * 0x9E3779B97F4A7C15L ^ row * 0xC2B2AE3D27D4EB4FL);
    hash = (hash ^ (hash >>> 30)) * 0xBF58476D1CE4E5B9L;
    hash = (hash ^ (hash >>> 27)) * 0x94D049BB133111EBL;
    return (hash >> 11) * 0x1p-52;
  }

  private static double smooth(double t) {
    return t * t * (3 - 2 * t);
  }

  private static double mix(double a, double b, double t) {
    return a + (b - a) * t;
  }
}
