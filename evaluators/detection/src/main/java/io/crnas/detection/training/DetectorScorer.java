package io.crnas.detection.training;

import io.crnas.detection.data.Batch;
import io.crnas.detection.data.Batches;
import io.crnas.detection.data.Dataset;
import io.crnas.detection.data.Preparation;
import io.crnas.detection.data.PreparedSample;
import io.crnas.detection.metric.CocoEvaluator;
import io.crnas.detection.metric.CocoMetrics;
import io.crnas.detection.metric.Detection;
import io.crnas.detection.rcnn.DetectedBox;
import io.crnas.detection.rcnn.Detector;
import io.crnas.detection.rcnn.ImageBatch;
import io.crnas.detection.torch.Normalisation;
import io.crnas.framework.progress.Progress;
import io.crnas.spaces.network.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Scores nets on a split by COCO's average precision, in pixels of the original images. */
final class DetectorScorer {
  private static final long CACHED_BYTES = 1L << 30;

  private final Batches batches;
  private final CocoEvaluator truth;

  DetectorScorer(Dataset dataset, Preparation preparation, int batch) {
    this.batches = Batches.inOrder(dataset, preparation, batch, CACHED_BYTES);
    this.truth = CocoEvaluator.of(dataset);
  }

  /** How many batches it takes. */
  int batches() {
    return batches.stepsPerEpoch();
  }

  CocoMetrics measure(List<Detection> detections) {
    return truth.evaluate(detections);
  }

  /**
   * What each of several nets detects; what they have in common is computed once an image.
   *
   * @param task advances by one a batch
   * @return detections by net
   */
  List<List<Detection>> detect(
      Detector detector, List<Network> nets, Normalisation normalisation, Progress.Task task)
      throws InterruptedException {
    List<List<Detection>> found =
        Stream.<List<Detection>>generate(ArrayList::new).limit(nets.size()).toList();
    for (int step = 0; step < batches.stepsPerEpoch(); step++) {
      if (Thread.interrupted()) {
        throw new InterruptedException("scoring was interrupted");
      }
      Batch batch = batches.batch(step);
      ImageBatch images = Inputs.images(batch);
      var results = detector.detectEach(nets, images, normalisation);
      for (int net = 0; net < nets.size(); net++) {
        for (int image = 0; image < batch.size(); image++) {
          PreparedSample sample = batch.samples().get(image);
          for (DetectedBox box : results.get(net).get(image)) {
            found.get(net).add(original(box, sample));
          }
        }
      }
      task.advance(1);
    }
    return found;
  }

  private static Detection original(DetectedBox found, PreparedSample sample) {
    return Detection.of(
        sample.index(), found.label() - 1, sample.original(found.box()), found.score());
  }
}
