package io.crnas.detection.training;

import io.crnas.detection.data.Dataset;
import io.crnas.detection.data.Preparation;
import io.crnas.detection.torch.Torch;
import io.crnas.framework.progress.Progress;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.weights.Weights;
import java.util.Map;
import java.util.Optional;

/** How a net that was trained by itself is scored. */
sealed interface Examination {

  /** Why there is no such net; empty where there is one. */
  Optional<String> fault(Allocation candidate);

  /** Its scores by name. */
  Map<String, Double> score(Torch torch, Allocation candidate, Weights weights, Progress progress)
      throws InterruptedException;

  /**
   * By what it detects.
   *
   * @param input the size of the images, padding included
   */
  record OfDetectors(Architecture architecture, ImageSize input, DetectorScorer scorer)
      implements Examination {
    @Override
    public Optional<String> fault(Allocation candidate) {
      return architecture.fault(candidate, input);
    }

    @Override
    public Map<String, Double> score(
        Torch torch, Allocation candidate, Weights weights, Progress progress)
        throws InterruptedException {
      try (var detector = new TrainedDetector(torch, architecture, candidate, weights)) {
        return detector.test(scorer, progress).metrics().toMap();
      }
    }
  }

  /** By how often it tells the class of an image. */
  record OfClassifiers(
      Classification classification, Dataset images, Preparation preparation, int batch)
      implements Examination {
    /** Whatever is left of an image, there is a mean of it. */
    @Override
    public Optional<String> fault(Allocation candidate) {
      try {
        classification.network(candidate);
        return Optional.empty();
      } catch (IllegalArgumentException e) {
        return Optional.of(candidate + ": " + e.getMessage());
      }
    }

    @Override
    public Map<String, Double> score(
        Torch torch, Allocation candidate, Weights weights, Progress progress)
        throws InterruptedException {
      try (var trained = new TrainedClassifier(torch, classification, candidate, weights)) {
        return trained.test(images, preparation, batch, progress).toMap();
      }
    }
  }
}
