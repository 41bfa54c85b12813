package io.crnas.spaces.detector;

/** What a head is run on. */
public sealed interface Reads {

  /**
   * Every level of the pyramid, with the same parameters.
   *
   * @param anchors what its boxes are relative to
   */
  record EachLevel(Anchors anchors) implements Reads {}

  /**
   * Regions of interest, cut from the pyramid by RoIAlign.
   *
   * @param from the head that finds them; of one that refines RoIs, in training those that were
   *     sampled for it, the objects' own boxes apart; of one that yields detections, in training
   *     those of its sampled RoIs that stand for an object
   * @param size side of what is cut out, in cells
   * @param samplingRatio samples of RoIAlign in a cell, in each direction
   * @param levels so many of the finest levels are read
   * @param canonicalSide a box as large as a square of this side, in pixels, is read from P4, one
   *     of half the side from P3; 224 as published
   */
  record Rois(String from, int size, int samplingRatio, int levels, double canonicalSide)
      implements Reads {
    /** The number of the level that a box of the canonical side is read from. */
    public static final int CANONICAL_LEVEL = 4;

    /** What is found in regions has sides of at least so many pixels. */
    public static final double LEAST_SIDE = 1e-2;

    public Rois {
      if (size < 1 || samplingRatio < 1 || levels < 1 || !(canonicalSide > 0)) {
        throw new IllegalArgumentException(
            "RoIs of %d cells, %d samples, %d levels, canonical side %s"
                .formatted(size, samplingRatio, levels, canonicalSide));
      }
    }
  }
}
