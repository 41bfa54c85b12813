package io.crnas.detection.head;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.detection.data.Box;
import io.crnas.detection.data.ImageBatch;
import io.crnas.detection.data.Numbers;
import io.crnas.detection.data.Rgb;
import io.crnas.detection.torch.Frozen;
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

  private static Made step(Torch torch, Detector detector, ImageSize size) {
    var backbone = ResNet.resnet18(8);
    Network features =
        detector.features(
            backbone, Allocation.of(backbone.baseline()), new Graph(), Sharing.NESTED);
    byte[] pixels = new byte[3 * size.height() * size.width()];
    new Random(3).nextBytes(pixels);
    var images =
        new ImageBatch(
            new Numbers.Bytes(pixels),
            size,
            List.of(size),
            new Rgb(0.017f, 0.017f, 0.017f),
            new Rgb(-2, -2, -2));
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

  /**
   * What crossed at least when images went up as floats and the levels that RoIs are cut from came
   * down, their gradients went up, and what the proposals' head gave did both; without the RoIs
   * themselves, which did, too.
   */
  private static double before(ImageSize size) {
    int pixels = size.height() * size.width();
    double levels = 0;
    double anchors = 0;
    for (int stride = 4; stride <= 64; stride *= 2) {
      double cells = (double) pixels / (stride * stride);
      anchors += RATIOS.size() * cells;
      levels += stride < 64 ? cells : 0;
    }
    return Float.BYTES * (3.0 * pixels + 2 * 256 * levels + 2 * 5 * anchors);
  }
}
