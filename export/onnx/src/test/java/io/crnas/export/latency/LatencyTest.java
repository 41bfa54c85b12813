package io.crnas.export.latency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.export.Exports;
import io.crnas.export.Formula;
import io.crnas.export.latency.Latency.Settings;
import io.crnas.export.onnx.OnnxSettings;
import io.crnas.runtime.Backbone;
import io.crnas.runtime.WrongInputException;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.Family;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.detector.Detector;
import io.crnas.spaces.detector.FasterRcnn;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.weights.Tensor;
import io.crnas.spaces.weights.Weights;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LatencyTest {
  private static final Allocation BASELINE = Allocation.parse("2-3-4-3-3-1");

  @TempDir private Path folder;

  /** A hundred times the pixels take longer, however busy the machine is. */
  @Test
  void aLargeImageTakesLongerThanASmallOne() throws Exception {
    var settings = new Settings(1, 1, 3);
    var family = Family.MOBILENETV2.backbone(0.25);
    Latency small = Latency.measure(backbone(family, new ImageSize(32, 32)), BASELINE, settings);
    Latency large = Latency.measure(backbone(family, new ImageSize(320, 320)), BASELINE, settings);
    assertTrue(large.minimum() > small.minimum(), small + " and " + large);
  }

  private static NewNet backbone(io.crnas.spaces.Backbone family, ImageSize input) {
    return new NewNet(family, Optional.empty(), input);
  }

  /** Inside a file with the same backbone, and much around it. */
  @Test
  void aDetectorTakesLongerThanItsBackbone() throws Exception {
    var settings = new Settings(1, 1, 3);
    var family = Family.RESNET18.backbone(8);
    var size = new ImageSize(96, 128);
    Allocation blocks = Allocation.parse("1-1-1-1");
    Detector detector = FasterRcnn.published().detector(3);
    Latency alone = Latency.measure(backbone(family, size), blocks, settings);
    Latency whole =
        Latency.measure(new NewNet(family, Optional.of(detector), size), blocks, settings);
    assertTrue(whole.minimum() > alone.minimum(), alone + " and " + whole);
  }

  @Test
  void aStoppedThreadStopsMeasuring() throws Exception {
    try (Backbone backbone = Exports.open(Exports.small(folder))) {
      assertEquals(2, backbone.time(Formula.input(3 * 32 * 32), 1, 32, 32, 2).length);
      Thread.currentThread().interrupt();
      assertThrows(
          InterruptedException.class,
          () -> backbone.time(Formula.input(3 * 32 * 32), 1, 32, 32, 2));
      assertTrue(Thread.interrupted());
    }
  }

  @Test
  void anImageWithoutACellAtTheLastStrideIsRefused() {
    assertThrows(
        WrongInputException.class,
        () ->
            Latency.measure(
                backbone(Family.RESNET18.backbone(8), new ImageSize(16, 64)),
                Allocation.parse("1-1-1-1"),
                new Settings(1, 0, 1)));
  }

  @Test
  void newWeightsKeepActivationsInAnOrdinaryRange() throws Exception {
    Network network = Family.RESNET50.backbone(8).network(Allocation.parse("3-4-6-3"));
    Weights weights = NewWeights.of(network.parameters());
    Path file =
        Exports.write(folder.resolve("net.onnx"), network, weights, OnnxSettings.defaults());
    for (Map.Entry<String, Tensor> output : Exports.run(file, 1, 64, 64).entrySet()) {
      double squares = 0;
      for (float value : output.getValue().data()) {
        squares += (double) value * value;
      }
      double size = Math.sqrt(squares / output.getValue().data().length);
      assertTrue(size > 1e-3 && size < 1e6, output.getKey() + " " + size);
    }
  }
}
