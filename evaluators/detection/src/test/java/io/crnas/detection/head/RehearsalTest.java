package io.crnas.detection.head;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.detection.data.Box;
import io.crnas.detection.data.ImageBatch;
import io.crnas.detection.data.Numbers;
import io.crnas.detection.data.Rgb;
import io.crnas.detection.torch.Frozen;
import io.crnas.detection.torch.NodeStatistics;
import io.crnas.detection.torch.Normalisation;
import io.crnas.detection.torch.ParameterStore;
import io.crnas.detection.torch.Torch;
import io.crnas.framework.device.Device;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.ResNet;
import io.crnas.spaces.Sharing;
import io.crnas.spaces.detector.Detector;
import io.crnas.spaces.detector.FasterRcnn;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Network;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A step as it is on a GPU, whose memory Java does not reach, on the processor. */
class RehearsalTest {
  private static final List<Double> RATIOS = List.of(0.5, 1.0, 2.0);
  private static final List<List<Target>> TARGETS =
      List.of(
          List.of(
              new Target(new Box(10, 12, 90, 120), 1), new Target(new Box(60, 20, 120, 80), 2)));

  private record Made(Losses losses, long crossed, List<float[]> gradients) {}

  private record Scored(List<List<DetectedBox>> found, long calibrating, long detecting) {}

  private static Network features(Detector detector) {
    var backbone = ResNet.resnet18(8);
    return detector.features(
        backbone, Allocation.of(backbone.baseline()), new Graph(), Sharing.NESTED);
  }

  private static ImageBatch images(ImageSize size) {
    byte[] pixels = new byte[3 * size.height() * size.width()];
    new Random(3).nextBytes(pixels);
    return new ImageBatch(
        new Numbers.Bytes(pixels),
        size,
        List.of(size),
        new Rgb(0.017f, 0.017f, 0.017f),
        new Rgb(-2, -2, -2));
  }

  /** A candidate's score, but for the metric: statistics of a batch, then what is detected. */
  private static Scored score(Torch torch, Detector detector, ImageSize size)
      throws InterruptedException {
    Network features = features(detector);
    ImageBatch images = images(size);
    try (var store = new ParameterStore(torch);
        var statistics = new NodeStatistics(torch)) {
      var model = new DetectorModel(detector, store);
      model.initialise(features, 1);
      long before = torch.crossed();
      NodeStatistics batch = statistics.newBatch();
      model.calibrate(List.of(features), images, batch);
      statistics.add(batch);
      long calibrated = torch.crossed();
      List<List<DetectedBox>> found =
          model.detect(features, images, new Normalisation.Gathered(statistics));
      return new Scored(found, calibrated - before, torch.crossed() - calibrated);
    }
  }

  private static Made step(Torch torch, Detector detector, ImageSize size) {
    Network features = features(detector);
    ImageBatch images = images(size);
    try (var store = new ParameterStore(torch)) {
      var model = new DetectorModel(detector, store);
      model.initialise(features, 1);
      long before = torch.crossed();
      try (TrainingStep step =
          model.step(
              model.prepare(features, images, TARGETS, 1, 0),
              new Normalisation.Batch(true),
              Frozen.NOTHING)) {
        long crossed = torch.crossed() - before;
        var names = step.gradients().names();
        return new Made(
            step.losses(), crossed, names.stream().map(step.gradients()::values).toList());
      }
    }
  }

  @Test
  void lossesAndGradientsAreThoseOfAStepOnTheProcessorToTheBit() {
    Detector detector = FasterRcnn.of(16, 32, List.of(16, 32, 64, 128, 256), RATIOS).detector(2);
    var size = new ImageSize(96, 128);
    try (Torch processor = Torch.open(new Device.Cpu(), 1);
        Torch device = Torch.rehearsal(1)) {
      Made here = step(processor, detector, size);
      Made there = step(device, detector, size);
      assertEquals(here.losses(), there.losses());
      assertEquals(here.gradients().size(), there.gradients().size());
      for (int i = 0; i < here.gradients().size(); i++) {
        assertArrayEquals(here.gradients().get(i), there.gradients().get(i));
      }
    }
  }

  @Test
  void aThirtiethCrossesOfWhatCrossedWhenFeaturesWereRead() {
    Detector detector = FasterRcnn.of(256, 64, List.of(16, 32, 64, 128, 256), RATIOS).detector(2);
    var size = new ImageSize(512, 640);
    try (Torch torch = Torch.rehearsal(1)) {
      long crossed = step(torch, detector, size).crossed();
      assertTrue(crossed <= before(size) / 30, crossed + " bytes of " + before(size));
    }
  }

  @Test
  void detectionsAreThoseOfTheProcessorToTheBit() throws InterruptedException {
    Detector detector = FasterRcnn.of(16, 32, List.of(16, 32, 64, 128, 256), RATIOS).detector(2);
    var size = new ImageSize(96, 128);
    try (Torch processor = Torch.open(new Device.Cpu(), 1);
        Torch device = Torch.rehearsal(1)) {
      List<List<DetectedBox>> here = score(processor, detector, size).found();
      assertFalse(here.getFirst().isEmpty());
      assertEquals(here, score(device, detector, size).found());
    }
  }

  /** Images go up as bytes; what comes down is small beside the levels that RoIs are cut from. */
  @Test
  void scoringReadsNoFeatures() throws InterruptedException {
    Detector detector = FasterRcnn.of(256, 64, List.of(16, 32, 64, 128, 256), RATIOS).detector(2);
    var size = new ImageSize(512, 640);
    long image = 3L * size.height() * size.width();
    try (Torch torch = Torch.rehearsal(1)) {
      Scored scored = score(torch, detector, size);
      assertTrue(
          scored.calibrating() <= image + 100_000, scored.calibrating() + " bytes to calibrate");
      double levels = 256.0 * Float.BYTES * cells(size, 32);
      assertTrue(
          scored.detecting() <= image + levels / 30,
          scored.detecting() + " bytes to detect, the levels have " + levels);
    }
  }

  /**
   * What crossed at least when images went up as floats and the levels that RoIs are cut from came
   * down, their gradients went up, and what the proposals' head gave did both; without the RoIs
   * themselves, which did, too.
   */
  private static double before(ImageSize size) {
    int pixels = size.height() * size.width();
    double anchors = RATIOS.size() * cells(size, 64);
    return Float.BYTES * (3.0 * pixels + 2 * 256 * cells(size, 32) + 2 * 5 * anchors);
  }

  /** Of the levels from stride 4 on. */
  private static double cells(ImageSize size, int coarsest) {
    double cells = 0;
    for (int stride = 4; stride <= coarsest; stride *= 2) {
      cells += (double) size.height() * size.width() / (stride * stride);
    }
    return cells;
  }
}
