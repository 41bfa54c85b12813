package io.crnas.detection.head;

import io.crnas.detection.data.Box;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.detector.Assigner;
import io.crnas.spaces.detector.Head;
import io.crnas.spaces.detector.Loss;
import io.crnas.spaces.detector.Reads;
import io.crnas.spaces.detector.Yields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * What lies before and behind a head that reads RoIs: torchvision.models.detection.roi_heads.
 *
 * @param head which says how
 * @param classes with the background
 */
record RoiStage(Head head, int classes) {
  /**
   * The RoIs of one image that training uses.
   *
   * @param boxes the RoIs
   * @param targets the index of the target of each, or {@link Matcher#BACKGROUND}
   * @param proposed the places of those that are not a target's own box
   */
  record Chosen(Boxes boxes, List<Integer> targets, List<Integer> proposed) {

    /** The RoIs that stand for a target. */
    Boxes ofObjects() {
      return boxes.select(objects());
    }

    /** The targets that those stand for. */
    List<Integer> targetsOfObjects() {
      return IntStream.of(objects()).mapToObj(targets::get).toList();
    }

    private int[] objects() {
      return IntStream.range(0, targets.size()).filter(i -> targets.get(i) >= 0).toArray();
    }
  }

  /** What the head gave for RoIs, one row each. */
  static final class Outputs {
    private final float[] values;
    private final int scores;
    private final int boxes;

    /** Numbers of a RoI. */
    private final int perBox;

    /** With {@code scores} [R, classes] and {@code boxes}, [R, 4 * classes] or for all [R, 4]. */
    Outputs(RoiPass made) {
      this.values = made.values();
      this.scores = made.offset("scores");
      this.boxes = made.offset("boxes");
      this.perBox = made.shape("boxes").get(1);
    }

    /** Where the numbers of a class's box begin. */
    private int box(int row, int label) {
      return boxes + perBox * row + (perBox == 4 ? 0 : 4 * label);
    }
  }

  /**
   * Chooses among the proposals and the targets' own boxes.
   *
   * @param random what it chooses by
   */
  Chosen choose(Boxes proposals, List<Target> targets, RandomGenerator random) {
    Boxes own = Boxes.of(targets);
    Boxes all = Boxes.join(List.of(proposals, own));
    int[] matches =
        switch (head.assigner()) {
          case Assigner.ByOverlap overlap -> Matcher.of(overlap).match(own, all, all.areas());
          case Assigner.ByCentre _ ->
              throw new IllegalStateException(head.name() + " has no anchors with a centre");
        };
    BoxSampler.Sample sample = BoxSampler.sample(head.sampler(), matches, random);
    List<Integer> matched = new ArrayList<>(sample.targets());
    for (int i = 0; i < sample.background().length; i++) {
      matched.add(Matcher.BACKGROUND);
    }
    List<Boxes> parts = List.of(all.select(sample.positive()), all.select(sample.background()));
    int[] rows =
        IntStream.concat(IntStream.of(sample.positive()), IntStream.of(sample.background()))
            .toArray();
    List<Integer> proposed =
        IntStream.range(0, rows.length).filter(row -> rows[row] < proposals.count).boxed().toList();
    return new Chosen(Boxes.join(parts), matched, proposed);
  }

  /** The RoIs of an image, each moved by its one box. */
  Boxes refined(Outputs outputs, Boxes rois, int firstRow, ImageSize size) {
    BoxCoder coder = BoxCoder.of(head.coder());
    var moved = new Boxes(rois.count);
    for (int i = 0; i < rois.count; i++) {
      coder.decode(outputs.values, outputs.box(firstRow + i, 0), rois, i, moved, i);
    }
    moved.clip(size.height(), size.width());
    return moved;
  }

  /**
   * The losses of a batch by name; adds their gradients.
   *
   * @param gradients laid out as the outputs' values
   */
  SequencedMap<String, Double> loss(
      Outputs outputs, List<Chosen> chosen, List<List<Target>> targets, float[] gradients) {
    var sums = new LinkedHashMap<String, Double>();
    for (Loss.OnRois loss : losses()) {
      double weight = loss.weight() / divisor(chosen);
      double sum = 0;
      int row = 0;
      for (int image = 0; image < chosen.size(); image++) {
        Chosen own = chosen.get(image);
        for (int i = 0; i < own.boxes().count; i++, row++) {
          int match = own.targets().get(i);
          if (match >= 0) {
            Target target = targets.get(image).get(match);
            sum += ofObject(loss, outputs, row, target, own.boxes().get(i), weight, gradients);
          } else {
            sum += ofBackground(loss, outputs, row, weight, gradients);
          }
        }
      }
      sums.put(loss.name(), sum);
    }
    return sums;
  }

  private List<Loss.OnRois> losses() {
    return head.losses().stream().map(Loss.OnRois.class::cast).toList();
  }

  private double divisor(List<Chosen> chosen) {
    long objects =
        chosen.stream()
            .flatMap(one -> one.targets().stream())
            .filter(target -> target >= 0)
            .count();
    return switch (head.average()) {
      case SAMPLED -> Math.max(chosen.stream().mapToInt(one -> one.boxes().count).sum(), 1);
      case OBJECTS -> Math.max(objects, 1);
      case OBJECTS_OF_IMAGE ->
          throw new IllegalStateException(head.name() + " is averaged over the RoIs of all images");
    };
  }

  private double ofBackground(
      Loss.OnRois loss, Outputs outputs, int row, double weight, float[] gradients) {
    return switch (loss) {
      case Loss.CrossEntropy _ -> entropy(outputs, row, 0, weight, gradients);
      case Loss.SmoothL1 _ -> 0;
    };
  }

  private double ofObject(
      Loss.OnRois loss,
      Outputs outputs,
      int row,
      Target target,
      Box roi,
      double weight,
      float[] gradients) {
    return switch (loss) {
      case Loss.CrossEntropy _ -> entropy(outputs, row, target.label(), weight, gradients);
      case Loss.SmoothL1 smooth -> {
        float[] encoded = new float[4];
        BoxCoder.of(head.coder()).encode(target.box(), roi, encoded, 0);
        int place = outputs.box(row, target.label());
        yield LossFunctions.smoothL1(
            smooth.beta(), outputs.values, place, encoded, 0, weight, gradients);
      }
    };
  }

  private double entropy(Outputs outputs, int row, int label, double weight, float[] gradients) {
    return LossFunctions.crossEntropy(
        outputs.values, outputs.scores + row * classes, classes, label, weight, gradients);
  }

  /**
   * The detections of one image, best first, from the rows that begin at {@code firstRow}.
   *
   * @param chain the outputs of all heads whose scores are averaged, its own last
   */
  List<DetectedBox> detect(
      List<Outputs> chain, Boxes rois, int firstRow, ImageSize size, Yields.Detections settings) {
    BoxCoder coder = BoxCoder.of(head.coder());
    Outputs outputs = chain.getLast();
    var selection = new Selection(score -> score);
    float[] row = new float[classes];
    float[] one = new float[classes];
    for (int i = 0; i < rois.count; i++) {
      softmax(outputs.values, outputs.scores + (firstRow + i) * classes, row);
      if (chain.size() > 1) {
        for (Outputs before : chain.subList(0, chain.size() - 1)) {
          softmax(before.values, before.scores + (firstRow + i) * classes, one);
          add(one, row);
        }
        divide(row, chain.size());
      }
      for (int label = 1; label < classes; label++) {
        if (row[label] > settings.scoreThreshold()) {
          int place = outputs.box(firstRow + i, label);
          selection.add(coder, outputs.values, place, rois, i, row[label], label);
        }
      }
    }
    return selection.best(settings, size, (float) Reads.Rois.LEAST_SIDE);
  }

  private static void add(float[] values, float[] sums) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += values[i];
    }
  }

  private static void divide(float[] values, float divisor) {
    for (int i = 0; i < values.length; i++) {
      values[i] /= divisor;
    }
  }

  private static void softmax(float[] logits, int offset, float[] result) {
    float greatest = Float.NEGATIVE_INFINITY;
    for (int c = 0; c < result.length; c++) {
      greatest = Math.max(greatest, logits[offset + c]);
    }
    float sum = 0;
    for (int c = 0; c < result.length; c++) {
      result[c] = (float) Math.exp(logits[offset + c] - greatest);
      sum += result[c];
    }
    for (int c = 0; c < result.length; c++) {
      result[c] /= sum;
    }
  }
}
