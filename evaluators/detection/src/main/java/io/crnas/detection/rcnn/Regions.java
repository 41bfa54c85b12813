package io.crnas.detection.rcnn;

import java.util.Arrays;
import java.util.List;

/** Boxes of several images, each with the pyramid level that it is read from. */
final class Regions {
  private static final double CANONICAL_SIDE = 224;
  private static final int CANONICAL_LEVEL = 4;
  private static final int FINEST_LEVEL = 2;

  private final Boxes boxes;
  private final int[] images;
  private final int[] levels;

  Regions(Boxes boxes, int[] images, int[] levels) {
    this.boxes = boxes;
    this.images = images;
    this.levels = levels;
  }

  /** The boxes of each image, read from levels P2, P3, ... so many. */
  static Regions of(List<Boxes> byImage, int levels) {
    Boxes all = Boxes.join(byImage);
    int[] images = new int[all.count];
    int n = 0;
    for (int image = 0; image < byImage.size(); image++) {
      for (int i = 0; i < byImage.get(image).count; i++) {
        images[n++] = image;
      }
    }
    return new Regions(all, images, levels(all, levels));
  }

  /**
   * torchvision.ops.poolers.LevelMapper: a box as large as 224 x 224 pixels is read from P4, one of
   * half the side from P3; P2 is level 0.
   */
  static int[] levels(Boxes boxes, int levels) {
    float[] areas = boxes.areas();
    int[] result = new int[boxes.count];
    for (int i = 0; i < result.length; i++) {
      float octave = (float) (Math.log(Math.sqrt(areas[i]) / CANONICAL_SIDE) / Math.log(2));
      int level = (int) Math.floor(CANONICAL_LEVEL + octave + 1e-6f);
      result[i] = Math.clamp(level - FINEST_LEVEL, 0, levels - 1);
    }
    return result;
  }

  int count() {
    return boxes.count;
  }

  Boxes boxes() {
    return boxes;
  }

  int image(int region) {
    return images[region];
  }

  int level(int region) {
    return levels[region];
  }

  /** How many images there are up to the last that has a region. */
  int imageCount() {
    return Arrays.stream(images).max().orElse(-1) + 1;
  }
}
