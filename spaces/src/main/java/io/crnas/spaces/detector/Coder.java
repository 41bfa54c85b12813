package io.crnas.spaces.detector;

/** What the four numbers of a box mean. */
public sealed interface Coder {

  /**
   * How far its centre is moved, in sides of the reference box, and the logarithms of how much
   * wider and higher it is, each times a weight: torchvision.models.detection._utils.BoxCoder.
   *
   * @param centre weight of the centre's numbers
   * @param size weight of the size's numbers
   */
  record Deltas(double centre, double size) implements Coder {
    /** A box is at most e to the power of this as wide or high as its reference box. */
    public static final double LARGEST_LOG_RATIO = Math.log(1000.0 / 16);

    public Deltas {
      if (!(centre > 0 && size > 0)) {
        throw new IllegalArgumentException("weights " + centre + " and " + size);
      }
    }
  }

  /**
   * The distances of its left, top, right and bottom from the centre of the reference box, in sides
   * of that box: torchvision's BoxLinearCoder.
   */
  record Distances() implements Coder {}
}
