package io.crnas.spaces.level;

import java.util.List;

/** Which dilations the blocks of a stage may have together. */
public enum DilationRule {
  /** Each block's whatever the others have. */
  ANY,

  /**
   * Hybrid dilated convolution (Wang et al., "Understanding Convolution for Semantic Segmentation",
   * WACV 2018): after one another, the 3x3 convolutions of a stage read all pixels in between. Of
   * two blocks or more the dilations have no common factor, and the distance M<sub>2</sub> is at
   * most 3, where M of the last block is its dilation r, and of one before it the greatest of M -
   * 2r, 2r - M and r, with the M of the block behind. A block by itself may have any.
   */
  HDC;

  static final int KERNEL = 3;

  /** Whether the blocks of one stage may have these dilations; at least one. */
  public boolean allows(List<Integer> dilations) {
    return switch (this) {
      case ANY -> true;
      case HDC -> {
        int factor = dilations.stream().reduce(0, DilationRule::commonFactor);
        int distance = dilations.getLast();
        for (int dilation : dilations.subList(1, Math.max(1, dilations.size() - 1)).reversed()) {
          distance = distance(distance, dilation);
        }
        yield dilations.size() == 1 || (factor == 1 && distance <= KERNEL);
      }
    };
  }

  /** The greatest distance between pixels that are read. */
  static int distance(int behind, int dilation) {
    return Math.max(Math.abs(behind - 2 * dilation), dilation);
  }

  static int commonFactor(int one, int other) {
    return other == 0 ? one : commonFactor(other, one % other);
  }
}
