package io.crnas.detection.head;

import io.crnas.detection.data.Box;
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
      List<Box> cell = cell(anchors.sizes().get(level), anchors.ratios());
      int stepY = image.height() / grid.height();
      int stepX = image.width() / grid.width();
      for (int y = 0; y < grid.height(); y++) {
        for (int x = 0; x < grid.width(); x++) {
          for (Box box : cell) {
            boxes.set(
                i++,
                x * stepX + box.x1(),
                y * stepY + box.y1(),
                x * stepX + box.x2(),
                y * stepY + box.y2());
          }
        }
      }
    }
    areas = boxes.areas();
  }

  /** The anchors of the cell at the origin; sides rounded half to even as torch does. */
  static List<Box> cell(List<Integer> sizes, List<Double> ratios) {
    List<Box> cell = new ArrayList<>();
    for (double ratio : ratios) {
      float root = (float) Math.sqrt((float) ratio);
      for (int size : sizes) {
        float width = (float) Math.rint(1 / root * size / 2);
        float height = (float) Math.rint(root * size / 2);
        cell.add(new Box(-width, -height, width, height));
      }
    }
    return cell;
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
