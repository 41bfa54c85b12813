package io.crnas.detection.layout;

/** Counts boxes at the left and upper edges of images, to tell from which number pixels count. */
final class Edges {
  /** So many boxes at 1, and none at 0, are no chance. */
  private static final int PLAIN = 5;

  private int zeros;
  private int ones;

  /** Takes the lower bound of a box on one axis. */
  void add(double least) {
    if (least > -0.5 && least < 0.5) {
      zeros++;
    } else if (least >= 0.5 && least < 1.5) {
      ones++;
    }
  }

  /**
   * What was asked for, or else what the boxes tell.
   *
   * @param usual what is usual in such files
   */
  Pixels pixels(Pixels asked, Pixels usual) {
    if (asked != Pixels.AUTO) {
      return asked;
    }
    if (zeros > ones) {
      return Pixels.FROM_0;
    }
    return zeros == 0 && ones >= PLAIN ? Pixels.FROM_1 : usual;
  }

  /** What was taken, and why, for people. */
  String note(Pixels asked, Pixels taken) {
    return "pixels are counted from "
        + taken.inWords()
        + (asked == Pixels.AUTO
            ? " (of the boxes' lower bounds %d are 0 and %d are 1)".formatted(zeros, ones)
            : ", as asked");
  }
}
