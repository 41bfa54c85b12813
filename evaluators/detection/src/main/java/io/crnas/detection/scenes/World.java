package io.crnas.detection.scenes;

import java.util.Arrays;
import java.util.List;

/**
 * What generated scenes are about. Each is a hypothesis about where computation pays, written down
 * before it was tested.
 */
public enum World {
  /** Figures of all sizes, told apart by their parts: no stage is expected to pay alone. */
  MIXED,
  /**
   * Small figures, told apart by a texture of a few pixels: resolution is expected to pay, so depth
   * at the strides 4 and 8.
   */
  NEAR,
  /**
   * Large figures, told apart by how marks that lie far apart are arranged, each of which looks the
   * same in every category: the receptive field is expected to pay, so depth at the strides 16 and
   * 32, and dilations.
   */
  FAR;

  /** The names of what can be found in it. */
  public List<String> categories() {
    return figures(true).stream().map(Figure::title).toList();
  }

  /** The length of the smallest figures in pixels, where nobody says another. */
  public int smallest(int side) {
    return switch (this) {
      case MIXED -> 8;
      case NEAR -> 10;
      case FAR -> side / 2;
    };
  }

  /** The length of the largest figures in pixels. */
  double largest(double smallest, int side) {
    return Math.max(
        smallest,
        switch (this) {
          case MIXED -> 0.85 * side;
          case NEAR -> 2.4 * smallest;
          case FAR -> 0.85 * side;
        });
  }

  /** How near to an edge of the image a figure's centre gets at least, as a part of its box. */
  double margin() {
    return switch (this) {
      // At most about a quarter of the box is cut off at each edge.
      case MIXED, NEAR -> 0.25;
      // A mark that is cut off would leave nothing to tell the category by.
      case FAR -> 0.5;
    };
  }

  /** The greatest intersection over union of the boxes of two figures. */
  double mostOverlap() {
    return switch (this) {
      case MIXED, NEAR -> 0.4;
      case FAR -> 0.1;
    };
  }

  List<Figure> figures(boolean categories) {
    return Arrays.stream(Figure.values())
        .filter(figure -> figure.world() == this && figure.isCategory() == categories)
        .toList();
  }
}
