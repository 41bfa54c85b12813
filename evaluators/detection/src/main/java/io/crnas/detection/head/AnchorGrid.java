package io.crnas.detection.head;

import io.crnas.spaces.ImageSize;
import io.crnas.spaces.detector.Anchors;
import java.util.ArrayList;
import java.util.List;

/**
 * The anchors of an image: level by level, row by row, and in each cell one for every ratio and
 * size. As torchvision's AnchorGenerator.
 */
final class AnchorGrid {
  private final Boxes boxes;
  private final float[] areas;
  private final List<Integer> starts;

  /**
   * @param image the padded size
   * @param grids height and width of each level in cells
   */
  AnchorGrid(Anchors anchors, ImageSize image, List<ImageSize> grids) {
    starts = new ArrayList<>();
    int count = 0;
    for (ImageSize grid : grids) {
      starts.add(count);
      count += grid.height() * grid.width() * anchors.perCell();
    }
    starts.add(count);
    boxes = new Boxes(count);
    int i = 0;
    for (int level = 0; level < grids.size(); level++) {
      ImageSize grid = grids.get(level);
      float[] cell = anchors.cell(level);
      int stepY = image.height() / grid.height();
      int stepX = image.width() / grid.width();
      for (int y = 0; y < grid.height(); y++) {
        for (int x = 0; x < grid.width(); x++) {
          for (int j = 0; j < cell.length; j += 4) {
            boxes.set(
                i++,
                x * stepX + cell[j],
                y * stepY + cell[j + 1],
                x * stepX + cell[j + 2],
                y * stepY + cell[j + 3]);
          }
        }
      }
    }
    areas = boxes.areas();
  }

  Boxes boxes() {
    return boxes;
  }

  float[] areas() {
    return areas;
  }

  int count() {
    return boxes.count;
  }

  /** The index of a level's first anchor; the last level's successor is the count. */
  int start(int level) {
    return starts.get(level);
  }

  /** How many anchors a level has. */
  int count(int level) {
    return start(level + 1) - start(level);
  }

  /** The level of an anchor. */
  int level(int anchor) {
    int level = 0;
    while (anchor >= start(level + 1)) {
      level++;
    }
    return level;
  }

  int levels() {
    return starts.size() - 1;
  }
}
