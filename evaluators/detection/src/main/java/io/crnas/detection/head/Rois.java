package io.crnas.detection.head;

import io.crnas.spaces.detector.Reads;
import java.util.List;

/**
 * Regions of interest: boxes of several images, each with the pyramid level that it is read from.
 */
final class Rois {
  private final Boxes boxes;
  private final int[] images;
  private final int[] levels;

  Rois(Boxes boxes, int[] images, int[] levels) {
    this.boxes = boxes;
    this.images = images;
    this.levels = levels;
  }

  /**
   * The boxes of each image.
   *
   * @param finest the number of the finest level, 2 for P2
   */
  static Rois of(List<Boxes> byImage, Reads.Rois reads, int finest) {
    Boxes all = Boxes.join(byImage);
    int[] images = new int[all.count];
    int n = 0;
    for (int image = 0; image < byImage.size(); image++) {
      for (int i = 0; i < byImage.get(image).count; i++) {
        images[n++] = image;
      }
    }
    return new Rois(all, images, levels(all, reads, finest));
  }

  /** Boxes of one image that has one level. */
  static Rois ofOneImage(Boxes boxes) {
    return new Rois(boxes, new int[boxes.count], new int[boxes.count]);
  }

  /** The row of each image's first RoI among those of all images. */
  static int[] firstRows(List<Boxes> byImage) {
    int[] first = new int[byImage.size()];
    for (int image = 1; image < first.length; image++) {
      first[image] = first[image - 1] + byImage.get(image - 1).count;
    }
    return first;
  }

  /**
   * torchvision.ops.poolers.LevelMapper: a box as large as the canonical square is read from P4,
   * one of half the side from P3; the finest level is level 0.
   */
  static int[] levels(Boxes boxes, Reads.Rois reads, int finest) {
    float[] areas = boxes.areas();
    int[] result = new int[boxes.count];
    for (int i = 0; i < result.length; i++) {
      float octave = (float) (Math.log(Math.sqrt(areas[i]) / reads.canonicalSide()) / Math.log(2));
      int level = (int) Math.floor(Reads.Rois.CANONICAL_LEVEL + octave + 1e-6f);
      result[i] = Math.clamp(level - finest, 0, reads.levels() - 1);
    }
    return result;
  }

  int count() {
    return boxes.count;
  }

  Boxes boxes() {
    return boxes;
  }

  int image(int roi) {
    return images[roi];
  }

  int level(int roi) {
    return levels[roi];
  }
}
