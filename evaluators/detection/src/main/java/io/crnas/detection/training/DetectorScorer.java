package io.crnas.detection.training;

import io.crnas.detection.data.Batch;
import io.crnas.detection.data.Batches;
import io.crnas.detection.data.Dataset;
import io.crnas.detection.data.Preparation;
import io.crnas.detection.data.PreparedSample;
import io.crnas.detection.head.DetectedBox;
import io.crnas.detection.head.DetectorModel;
import io.crnas.detection.metric.CocoEvaluator;
import io.crnas.detection.metric.Detection;
import io.crnas.detection.metric.DetectorScore;
import io.crnas.detection.metric.Overlap;
import io.crnas.detection.torch.Normalisation;
import io.crnas.spaces.detector.Detector;
import io.crnas.spaces.network.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Scores nets on a split by COCO's average precision, in pixels of the original images. */
final class DetectorScorer {
  private final Batches batches;
  private final CocoEvaluator boxes;
  private final Optional<CocoEvaluator> masks;
  private final String split;

  /**
   * @param detector what is scored: by its masks, too, where it finds those
   * @throws io.crnas.framework.problem.InvalidInputException where they are not known of all
   *     objects
   */
  DetectorScorer(Detector detector, Dataset dataset, Preparation preparation, int batch) {
    this.batches = Inputs.evaluation(dataset, preparation, batch);
    this.boxes = CocoEvaluator.of(dataset);
    if (detector.findsMasks()) {
      dataset.requireMasks();
      this.masks = Optional.of(CocoEvaluator.of(dataset, Overlap.MASK));
    } else {
      this.masks = Optional.empty();
    }
    this.split = dataset.name();
  }

  /** What the images are called. */
  String split() {
    return split;
  }

  /** How many batches it takes. */
  int batches() {
    return batches.stepsPerEpoch();
  }

  DetectorScore measure(List<Detection> detections) {
    return new DetectorScore(
        boxes.evaluate(detections), masks.map(truth -> truth.evaluate(detections)));
  }

  /**
   * What each of several nets detects in one batch; what they have in common is computed once. For
   * several threads.
   *
   * @return detections by net, in the order of the images
   */
  List<List<Detection>> detect(
      DetectorModel detector, List<Network> nets, Normalisation normalisation, long step)
      throws InterruptedException {
    Batch batch = batches.batch(step);
    return detector.detectEach(nets, batch.images(), normalisation).stream()
        .map(images -> originals(images, batch.samples()))
        .toList();
  }

  private static List<Detection> originals(
      List<List<DetectedBox>> images, List<PreparedSample> samples) {
    List<Detection> detections = new ArrayList<>();
    for (int image = 0; image < samples.size(); image++) {
      for (DetectedBox box : images.get(image)) {
        detections.add(original(box, samples.get(image)));
      }
    }
    return detections;
  }

  private static Detection original(DetectedBox found, PreparedSample sample) {
    Detection plain =
        Detection.of(
            sample.index(), found.label() - 1, sample.original(found.box()), found.score());
    return found
        .mask()
        .map(mask -> plain.withMask(sample.original(mask, found.box())))
        .orElse(plain);
  }
}
