package io.crnas.detection.data;

import java.util.List;
import java.util.Optional;

/**
 * An image and how it varies this time.
 *
 * @param index its place in its dataset
 * @param flippedHorizontally whether it is mirrored left to right
 * @param flippedVertically whether it is mirrored top to bottom
 * @param recolourings what changes its colours, in order
 * @param part what is cut out of it; without it, the whole
 */
record Draw(
    int index,
    boolean flippedHorizontally,
    boolean flippedVertically,
    List<Recolouring> recolourings,
    Optional<Part> part) {

  /** The image as it is. */
  static Draw plain(int index) {
    return new Draw(index, false, false, List.of(), Optional.empty());
  }

  /** A part of it. */
  Draw of(Part other) {
    return new Draw(
        index, flippedHorizontally, flippedVertically, recolourings, Optional.of(other));
  }
}
