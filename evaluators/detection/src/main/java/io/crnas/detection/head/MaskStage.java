package io.crnas.detection.head;

import io.crnas.detection.data.BoxMask;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.detector.Head;
import io.crnas.spaces.detector.Loss;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/**
 * What lies behind a head that yields masks: torchvision.models.detection.roi_heads with masks.
 *
 * @param head which says how
 */
record MaskStage(Head head) {

  /** What the head gave for RoIs: the logit of every cell for every class. */
  static final class Outputs {
    private final float[] values;
    private final int masks;
    private final int classes;
    private final int side;

    /** With {@code masks} [R, classes, side, side]. */
    Outputs(RoiPass made) {
      List<Integer> shape = made.shape("masks");
      this.values = made.values();
      this.masks = made.offset("masks");
      this.classes = shape.get(1);
      this.side = shape.get(2);
    }

    private int cells() {
      return side * side;
    }

    /** Where the logit of a cell is. */
    private int place(int row, int cell, int label) {
      return masks + (row * cells() + cell) * classes + label;
    }

    /**
     * Detections of an image with their masks.
     *
     * @param firstRow the row of the first of them
     */
    List<DetectedBox> masked(List<DetectedBox> found, int firstRow) {
      return IntStream.range(0, found.size())
          .mapToObj(i -> found.get(i).withMask(mask(firstRow + i, found.get(i).label())))
          .toList();
    }

    private BoxMask mask(int row, int label) {
      float[] probabilities = new float[cells()];
      for (int cell = 0; cell < probabilities.length; cell++) {
        probabilities[cell] = LossFunctions.sigmoid(values[place(row, cell, label)]);
      }
      return new BoxMask(side, probabilities);
    }
  }

  /**
   * The losses of a batch by name; adds their gradients.
   *
   * @param rois of each image
   * @param objects what each of them stands for
   * @param gradients laid out as the outputs' values
   */
  SequencedMap<String, Double> loss(
      Outputs outputs,
      List<Boxes> rois,
      List<List<Target>> objects,
      int threads,
      float[] gradients) {
    int count = objects.stream().mapToInt(List::size).sum();
    float[][] filled = filled(outputs.side, rois, objects, threads);
    var sums = new LinkedHashMap<String, Double>();
    for (Loss loss : head.losses()) {
      double weight = loss.weight() / divisor(count) / outputs.cells();
      double sum = 0;
      int row = 0;
      for (int image = 0; image < objects.size(); image++) {
        List<Target> own = objects.get(image);
        for (int i = 0; i < own.size(); i++, row++) {
          for (int cell = 0; cell < outputs.cells(); cell++) {
            sum +=
                LossFunctions.binaryCrossEntropy(
                    outputs.values,
                    outputs.place(row, cell, own.get(i).label()),
                    filled[image][i * outputs.cells() + cell],
                    weight,
                    gradients);
          }
        }
      }
      sums.put(loss.name(), sum);
    }
    return sums;
  }

  private double divisor(int objects) {
    return switch (head.average()) {
      case SAMPLED, OBJECTS -> Math.max(objects, 1);
      case OBJECTS_OF_IMAGE ->
          throw new IllegalStateException(head.name() + " is averaged over the RoIs of all images");
    };
  }

  /** How much of each cell of each RoI its object fills, by image. */
  private static float[][] filled(
      int side, List<Boxes> rois, List<List<Target>> objects, int threads) {
    var filled = new float[objects.size()][];
    Parallel.forEach(
        objects.size(),
        threads,
        image -> filled[image] = filled(side, rois.get(image), objects.get(image)));
    return filled;
  }

  /** torchvision's project_masks_on_boxes: RoIAlign of the pixels, one object after the other. */
  static float[] filled(int side, Boxes rois, List<Target> objects) {
    float[] filled = new float[rois.count * side * side];
    var align = new RoiAlign(side, side, 0, false);
    var byObject = new LinkedHashMap<Target, List<Integer>>();
    for (int roi = 0; roi < rois.count; roi++) {
      byObject.computeIfAbsent(objects.get(roi), _ -> new ArrayList<>()).add(roi);
    }
    byObject.forEach((object, places) -> {
      var mask =
          object
              .mask()
              .orElseThrow(() -> new IllegalArgumentException(object + " has no mask to learn"));
      ImageSize size = mask.size();
      int[] chosen = places.stream().mapToInt(Integer::intValue).toArray();
      float[] cut =
          align
              .gathering(
                  List.of(new RoiAlign.Level(0, size.height(), size.width(), 1)),
                  Rois.ofOneImage(rois.select(chosen)),
                  1)
              .of(mask.pixels());
      for (int i = 0; i < chosen.length; i++) {
        System.arraycopy(cut, i * side * side, filled, chosen[i] * side * side, side * side);
      }
    });
    return filled;
  }
}
