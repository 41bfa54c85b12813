package io.crnas.detection.head;

import io.crnas.detection.data.Box;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.detector.Anchors;
import io.crnas.spaces.detector.Detector;
import io.crnas.spaces.detector.Head;
import io.crnas.spaces.detector.Reads;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The anchors of an image: level by level, row by row, and in each cell one for every ratio and
 * size. As torchvision's AnchorGenerator.
 */
final class AnchorGrid {
  private final Boxes boxes;
  private final float[] areas;
  private final List<Integer> starts;
  private final List<Lattice> lattices = new ArrayList<>();

  /** Anchors one after the other, from one to before another. */
  record Run(int from, int to) {}

  /**
   * The anchors of a level by their cells.
   *
   * @param cell what the anchors of the first cell fill together
   */
  private record Lattice(int start, ImageSize grid, int perCell, int stepY, int stepX, Box cell) {

    /** Adds a run of each row in which there are anchors that a box may overlap. */
    void addNear(Box box, List<Run> runs) {
      int top = first(box.y1() - cell.y2(), stepY);
      int bottom = Math.min(first(box.y2() - cell.y1(), stepY) + 2, grid.height());
      int left = first(box.x1() - cell.x2(), stepX);
      int right = Math.min(first(box.x2() - cell.x1(), stepX) + 2, grid.width());
      for (int y = top; y < bottom && left < right; y++) {
        int row = start + y * grid.width() * perCell;
        runs.add(new Run(row + left * perCell, row + right * perCell));
      }
    }

    private static int first(float pixels, int step) {
      return Math.max((int) Math.floor(pixels / step), 0);
    }
  }

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
      lattices.add(new Lattice(i, grid, anchors.perCell(), stepY, stepX, around(cell)));
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

  /**
   * Those of each head that reads every level, by its name.
   *
   * @param image the padded size
   * @param grids height and width of each level in cells
   */
  static Map<String, AnchorGrid> of(Detector detector, ImageSize image, List<ImageSize> grids) {
    var all = new HashMap<String, AnchorGrid>();
    for (Head head : detector.heads()) {
      switch (head.reads()) {
        case Reads.EachLevel(Anchors anchors) ->
            all.put(head.name(), new AnchorGrid(anchors, image, grids));
        case Reads.Rois _ -> {}
      }
    }
    return Map.copyOf(all);
  }

  private static Box around(float[] cell) {
    float left = Float.POSITIVE_INFINITY;
    float top = Float.POSITIVE_INFINITY;
    float right = Float.NEGATIVE_INFINITY;
    float bottom = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < cell.length; i += 4) {
      left = Math.min(left, cell[i]);
      top = Math.min(top, cell[i + 1]);
      right = Math.max(right, cell[i + 2]);
      bottom = Math.max(bottom, cell[i + 3]);
    }
    return new Box(left, top, right, bottom);
  }

  /** Anchors among which are all that a box overlaps; few of many where the box is small. */
  List<Run> near(Box box) {
    List<Run> runs = new ArrayList<>();
    lattices.forEach(lattice -> lattice.addNear(box, runs));
    return runs;
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
