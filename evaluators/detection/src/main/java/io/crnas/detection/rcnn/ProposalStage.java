package io.crnas.detection.rcnn;

import io.crnas.detection.data.Box;
import io.crnas.framework.random.Seeds;
import io.crnas.spaces.ImageSize;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The region proposal network behind its head: torchvision.models.detection.rpn.
 *
 * @param settings its numbers
 * @param outputs what the head gave
 */
record ProposalStage(DetectorSettings.Proposals settings, HeadOutputs outputs) {
  private static final float LEAST_SIDE = 1e-3f;

  /** The two losses. */
  record Loss(double objectness, double boxes) {}

  /** The proposals of one image, best first. */
  Boxes propose(int image, ImageSize size, boolean training) {
    int before = training ? settings.preNmsTraining() : settings.preNmsDetection();
    int after = training ? settings.postNmsTraining() : settings.postNmsDetection();
    Anchors anchors = outputs.anchors();
    List<Boxes> kept = new ArrayList<>();
    float[] scores = {};
    for (int level = 0; level < anchors.levels(); level++) {
      int first = outputs.objectness(image, anchors.start(level));
      float[] logits = Arrays.copyOfRange(outputs.values(), first, first + anchors.count(level));
      int[] best = Suppression.descending(logits);
      best = Arrays.copyOf(best, Math.min(best.length, before));
      Boxes boxes = decode(image, anchors.start(level), best);
      boxes.clip(size.height(), size.width());
      int[] large = boxes.atLeast(LEAST_SIDE);
      boxes = boxes.select(large);
      int[] survivors = Suppression.sorted(boxes, settings.nmsThreshold());
      kept.add(boxes.select(survivors));
      int offset = scores.length;
      scores = Arrays.copyOf(scores, offset + survivors.length);
      for (int i = 0; i < survivors.length; i++) {
        scores[offset + i] = logits[best[large[survivors[i]]]];
      }
    }
    int[] order = Suppression.descending(scores);
    return Boxes.join(kept).select(Arrays.copyOf(order, Math.min(order.length, after)));
  }

  private Boxes decode(int image, int start, int[] chosen) {
    var boxes = new Boxes(chosen.length);
    for (int i = 0; i < chosen.length; i++) {
      int anchor = start + chosen[i];
      BoxCoder.PROPOSAL.decode(
          outputs.values(),
          outputs.deltas(image, anchor),
          outputs.anchors().boxes(),
          anchor,
          boxes,
          i);
    }
    return boxes;
  }

  /**
   * The losses of a batch; adds their gradients.
   *
   * @param gradients laid out as the head's outputs
   */
  Loss loss(List<List<Target>> targets, long seed, long step, int threads, float[] gradients) {
    Anchors anchors = outputs.anchors();
    var samples = new Sampler.Sample[targets.size()];
    var matches = new int[targets.size()][];
    var matcher = new Matcher(settings.foreground(), settings.background(), true);
    var sampler = new Sampler(settings.samples(), settings.positives());
    Parallel.forEach(
        targets.size(),
        threads,
        image -> {
          matches[image] =
              matcher.match(Boxes.of(targets.get(image)), anchors.boxes(), anchors.areas());
          samples[image] =
              sampler.sample(
                  matches[image], Seeds.generator(seed, "proposals/sample", step, image));
        });
    int total = 0;
    for (Sampler.Sample sample : samples) {
      total += sample.positive().length + sample.background().length;
    }
    double weight = 1.0 / Math.max(total, 1);
    double objectness = 0;
    double boxes = 0;
    float[] encoded = new float[4];
    for (int image = 0; image < samples.length; image++) {
      for (int anchor : samples[image].background()) {
        objectness += entropy(image, anchor, 0, weight, gradients);
      }
      for (int anchor : samples[image].positive()) {
        objectness += entropy(image, anchor, 1, weight, gradients);
        Box target = targets.get(image).get(matches[image][anchor]).box();
        BoxCoder.PROPOSAL.encode(target, anchors.boxes().get(anchor), encoded, 0);
        int place = outputs.deltas(image, anchor);
        boxes += LossFunctions.smoothL1(outputs.values(), place, encoded, 0, weight, gradients);
      }
    }
    return new Loss(objectness, boxes);
  }

  private double entropy(int image, int anchor, int target, double weight, float[] gradients) {
    int place = outputs.objectness(image, anchor);
    return LossFunctions.binaryCrossEntropy(outputs.values(), place, target, weight, gradients);
  }
}
