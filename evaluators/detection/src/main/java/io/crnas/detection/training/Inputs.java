package io.crnas.detection.training;

import io.crnas.detection.data.Annotation;
import io.crnas.detection.data.Batch;
import io.crnas.detection.data.Batches;
import io.crnas.detection.data.Dataset;
import io.crnas.detection.data.Preparation;
import io.crnas.detection.data.PreparedSample;
import io.crnas.detection.head.Target;
import java.util.ArrayList;
import java.util.List;

/** What a detector takes: datasets as batches, and objects with classes from 1. */
public final class Inputs {
  /**
   * The most bytes of prepared images that a training keeps, which needs them again in every epoch:
   * a quarter of the heap, so that there is room for all else on any machine. Those beyond are
   * prepared anew each time, with the same values.
   */
  private static final long KEPT_BY_TRAINING = Runtime.getRuntime().maxMemory() / 4;

  /**
   * Half of that, since a supernet is evaluated on two datasets, for calibration and for scores,
   * and a net is trained beside those that it is judged on.
   */
  private static final long KEPT_BY_EVALUATION = KEPT_BY_TRAINING / 2;

  private Inputs() {}

  /** Endless batches to train on. */
  static Batches training(Dataset data, Preparation preparation, Course course, long seed) {
    return Batches.training(
        data, preparation, course.recipe().batch(), course.augmentation(), seed, KEPT_BY_TRAINING);
  }

  /** Every image once, to detect on or to take statistics from. */
  public static Batches evaluation(Dataset data, Preparation preparation, int batch) {
    return Batches.inOrder(data, preparation, batch, KEPT_BY_EVALUATION);
  }

  /** The middle of every image once, to classify. */
  static Batches middles(Dataset data, Preparation preparation, int batch, double sides) {
    return Batches.middles(data, preparation, batch, KEPT_BY_EVALUATION, sides);
  }

  static List<List<Target>> targets(Batch batch) {
    return batch.samples().stream().map(Inputs::targets).toList();
  }

  private static List<Target> targets(PreparedSample sample) {
    List<Target> targets = new ArrayList<>();
    for (int i = 0; i < sample.annotations().size(); i++) {
      Annotation object = sample.annotations().get(i);
      if (!object.crowd()) {
        targets.add(new Target(object.box(), object.category() + 1, sample.mask(i)));
      }
    }
    return targets;
  }

  /** [N, H, W, C] at an offset to [N, C, H, W]. */
  static float[] channelsFirst(float[] values, int offset, List<Integer> shape) {
    int channels = shape.get(1);
    int plane = shape.get(2) * shape.get(3);
    float[] moved = new float[shape.getFirst() * channels * plane];
    for (int n = 0; n < shape.getFirst(); n++) {
      for (int i = 0; i < plane; i++) {
        int from = offset + (n * plane + i) * channels;
        for (int c = 0; c < channels; c++) {
          moved[(n * channels + c) * plane + i] = values[from + c];
        }
      }
    }
    return moved;
  }
}
