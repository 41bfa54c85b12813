package io.crnas.spaces.detector;

/** What is made of a head's outputs. */
public sealed interface Yields {

  /** The most boxes of an image that come of it in detection. */
  int most();

  /**
   * Boxes that other heads read.
   *
   * @param training how many, in training
   * @param detection how many, in detection
   * @param nmsThreshold IoU above which the weaker of two on a level is dropped
   */
  record Proposals(Limits training, Limits detection, double nmsThreshold) implements Yields {
    /** Both sides of a proposal have at least so many pixels. */
    public static final double LEAST_SIDE = 1e-3;

    public Proposals {
      requireOverlap(nmsThreshold);
    }

    @Override
    public int most() {
      return detection.postNms();
    }
  }

  /**
   * How many boxes are kept.
   *
   * @param preNms of a level, before NMS
   * @param postNms of an image, after it
   */
  record Limits(int preNms, int postNms) {
    public Limits {
      requirePositive(preNms);
      requirePositive(postNms);
    }
  }

  /**
   * What the detector found.
   *
   * @param scoreThreshold boxes with no higher score are dropped
   * @param preNms boxes of a level before NMS; {@link #ALL} of RoIs
   * @param nmsThreshold IoU above which the weaker of two of a class is dropped
   * @param most of an image
   */
  record Detections(double scoreThreshold, int preNms, double nmsThreshold, int most)
      implements Yields {
    /** As many boxes as there are. */
    public static final int ALL = Integer.MAX_VALUE;

    public Detections {
      requirePositive(preNms);
      requirePositive(most);
      requireOverlap(nmsThreshold);
      if (!(scoreThreshold >= 0 && scoreThreshold <= 1)) {
        throw new IllegalArgumentException("score threshold " + scoreThreshold);
      }
    }
  }

  /**
   * Each RoI that it reads, moved by its box: what the next head of a cascade reads. Its scores are
   * averaged with those that the heads behind it give the same RoI.
   *
   * @param most as many as it reads
   */
  record Refined(int most) implements Yields {
    public Refined {
      requirePositive(most);
    }
  }

  /**
   * The mask of each detection of the head that it reads, in its box: {@code masks} [R, classes +
   * 1, 2 size, 2 size], the background first.
   *
   * @param most as many as that head finds
   */
  record Masks(int most) implements Yields {
    public Masks {
      requirePositive(most);
    }
  }

  private static void requirePositive(int value) {
    if (value < 1) {
      throw new IllegalArgumentException(value + " where at least 1 is expected");
    }
  }

  private static void requireOverlap(double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException("an IoU of " + value + ", expected one from 0 to 1");
    }
  }
}
