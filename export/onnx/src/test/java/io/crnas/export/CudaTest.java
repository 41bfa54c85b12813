package io.crnas.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.export.onnx.OnnxSettings;
import io.crnas.runtime.Backbone;
import io.crnas.runtime.Device;
import io.crnas.spaces.ResNet;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs a CUDA device and the GPU build of ONNX Runtime: {@code ./mvnw -Pgpu,cuda verify}. */
@Tag("gpu")
final class CudaTest {
  private static final double TOLERANCE = 1e-4;

  @TempDir private Path directory;

  @Test
  void cudaGivesTheNumbersOfTheProcessor() throws IOException {
    Path file =
        Exports.write(
            directory.resolve("net.onnx"),
            ResNet.resnet50(16).network(Exports.ALLOCATION),
            OnnxSettings.defaults());
    var expected = Exports.run(file, 2, 97, 131);
    try (Backbone backbone = Backbone.load(file, Exports.on(new Device.Cuda(0)))) {
      assertEquals(new Device.Cuda(0), backbone.device());
      Exports.run(backbone, Formula.input(2 * 3 * 97 * 131), 2, 97, 131)
          .forEach((name, output) ->
              assertTrue(Exports.distance(expected.get(name), output) <= TOLERANCE, name));
    }
  }

  @Test
  void autoTakesTheGpu() throws IOException {
    Path file = Exports.small(directory);
    try (Backbone backbone = Backbone.load(file, Exports.on(new Device.Auto()))) {
      assertEquals(new Device.Cuda(0), backbone.device());
    }
  }
}
