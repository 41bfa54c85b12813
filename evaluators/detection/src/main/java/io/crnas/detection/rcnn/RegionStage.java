package io.crnas.detection.rcnn;

import io.crnas.detection.data.Box;
import io.crnas.framework.random.Seeds;
import io.crnas.spaces.ImageSize;
import java.util.ArrayList;
import java.util.List;

/**
 * Regions before and behind the box head: torchvision.models.detection.roi_heads.
 *
 * @param settings its numbers
 * @param classes with the background
 */
record RegionStage(DetectorSettings.Regions settings, int classes) {
  private static final float LEAST_SIDE = 1e-2f;

  /** The two losses. */
  record Loss(double classification, double boxes) {}

  /**
   * The regions of one image that training uses.
   *
   * @param boxes the regions
   * @param targets the index of the target of each, or {@link Matcher#BACKGROUND}
   */
  record Chosen(Boxes boxes, List<Integer> targets) {}

  /** Chooses among the proposals and the targets' own boxes. */
  Chosen choose(Boxes proposals, List<Target> targets, long seed, long step, int image) {
    Boxes own = Boxes.of(targets);
    Boxes all = Boxes.join(List.of(proposals, own));
    var matcher = new Matcher(settings.foreground(), settings.foreground(), false);
    int[] matches = matcher.match(own, all, all.areas());
    Sampler.Sample sample =
        new Sampler(settings.samples(), settings.positives())
            .sample(matches, Seeds.generator(seed, "regions/sample", step, image));
    List<Integer> matched = new ArrayList<>();
    for (int i : sample.positive()) {
      matched.add(matches[i]);
    }
    for (int i = 0; i < sample.background().length; i++) {
      matched.add(Matcher.BACKGROUND);
    }
    List<Boxes> parts = List.of(all.select(sample.positive()), all.select(sample.background()));
    return new Chosen(Boxes.join(parts), matched);
  }

  /**
   * The losses of a batch; adds their gradients.
   *
   * @param values with scores [R, classes] from {@code scores} and deltas [R, 4 * classes] from
   *     {@code deltas}
   * @param gradients laid out as the values
   */
  Loss loss(
      float[] values,
      int scores,
      int deltas,
      List<Chosen> chosen,
      List<List<Target>> targets,
      float[] gradients) {
    int total = chosen.stream().mapToInt(c -> c.boxes().count).sum();
    double weight = 1.0 / Math.max(total, 1);
    double classification = 0;
    double boxes = 0;
    float[] encoded = new float[4];
    int row = 0;
    for (int image = 0; image < chosen.size(); image++) {
      for (int i = 0; i < chosen.get(image).boxes().count; i++, row++) {
        int match = chosen.get(image).targets().get(i);
        int label = match < 0 ? 0 : targets.get(image).get(match).label();
        classification +=
            LossFunctions.crossEntropy(
                values, scores + row * classes, classes, label, weight, gradients);
        if (match >= 0) {
          Box box = targets.get(image).get(match).box();
          BoxCoder.REGION.encode(box, chosen.get(image).boxes().get(i), encoded, 0);
          int place = deltas + 4 * (row * classes + label);
          boxes += LossFunctions.smoothL1(values, place, encoded, 0, weight, gradients);
        }
      }
    }
    return new Loss(classification, boxes);
  }

  /** The detections of one image, best first, from the rows that begin at {@code firstRow}. */
  List<DetectedBox> detect(
      float[] values, int scores, int deltas, Boxes proposals, int firstRow, ImageSize size) {
    var boxes = new Boxes(proposals.count * (classes - 1));
    float[] probabilities = new float[boxes.count];
    int[] labels = new int[boxes.count];
    int n = 0;
    float[] row = new float[classes];
    for (int i = 0; i < proposals.count; i++) {
      softmax(values, scores + (firstRow + i) * classes, row);
      for (int label = 1; label < classes; label++) {
        if (row[label] > settings.scoreThreshold()) {
          int place = deltas + 4 * ((firstRow + i) * classes + label);
          BoxCoder.REGION.decode(values, place, proposals, i, boxes, n);
          probabilities[n] = row[label];
          labels[n++] = label;
        }
      }
    }
    return best(boxes, probabilities, labels, n, size);
  }

  private List<DetectedBox> best(
      Boxes boxes, float[] probabilities, int[] labels, int count, ImageSize size) {
    int[] first = new int[count];
    for (int i = 0; i < count; i++) {
      first[i] = i;
    }
    Boxes candidates = boxes.select(first);
    candidates.clip(size.height(), size.width());
    int[] large = candidates.atLeast(LEAST_SIDE);
    candidates = candidates.select(large);
    float[] ownScores = new float[large.length];
    int[] ownLabels = new int[large.length];
    for (int i = 0; i < large.length; i++) {
      ownScores[i] = probabilities[large[i]];
      ownLabels[i] = labels[large[i]];
    }
    int[] kept = Suppression.batchedNms(candidates, ownScores, ownLabels, settings.nmsThreshold());
    List<DetectedBox> detections = new ArrayList<>();
    for (int i = 0; i < Math.min(kept.length, settings.detections()); i++) {
      int k = kept[i];
      detections.add(new DetectedBox(candidates.get(k), ownLabels[k], ownScores[k]));
    }
    return List.copyOf(detections);
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
