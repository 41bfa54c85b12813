package io.crnas.detection.data;

import java.util.List;

/**
 * An image and how it varies this time.
 *
 * @param index its place in its dataset
 * @param flippedHorizontally whether it is mirrored left to right
 * @param flippedVertically whether it is mirrored top to bottom
 * @param recolourings what changes its colours, in order
 */
record Draw(
    int index,
    boolean flippedHorizontally,
    boolean flippedVertically,
    List<Recolouring> recolourings) {

  /** The image as it is. */
  static Draw plain(int index) {
    return new Draw(index, false, false, List.of());
  }
}
