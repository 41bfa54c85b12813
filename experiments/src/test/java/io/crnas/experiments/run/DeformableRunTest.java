package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.experiments.results.Results;
import io.crnas.experiments.results.Retrained;
import io.crnas.export.onnx.OnnxFile;
import io.crnas.spaces.weights.Safetensors;
import io.crnas.spaces.weights.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backbones with deformable convolutions are searched, trained and exported as others are. */
class DeformableRunTest {
  @TempDir Path scratch;

  private Path descriptor(String space) throws IOException {
    String yaml =
        TinyRun.yaml("{kind: scenes, image-size: 64x64, train: 16, val: 8, test: 4}")
            .replace("backbone: resnet18, width: 8,", space);
    return Files.writeString(scratch.resolve("deformable.yaml"), yaml);
  }

  @Test
  void everyPhaseRunsAndTheFileEqualsTheEngine() throws IOException {
    Path run = scratch.resolve("run");
    Path descriptor = descriptor("backbone: resnet18, width: 8, deformable: [4, 5],");

    Ending.of("run", descriptor.toString(), "--out", run.toString(), "--quiet").requireStatus(0);

    Results results = Results.read(run.resolve("results.json"));
    Retrained nets = results.retrained().orElseThrow();
    assertTrue(nets.parity().holds(), nets.parity()::toString);
    Map<String, Tensor> weights = Safetensors.read(run.resolve("found.safetensors")).tensors();
    float moved = 0;
    for (Map.Entry<String, Tensor> entry : weights.entrySet()) {
      if (entry.getKey().endsWith("conv_offset.weight")) {
        for (float number : entry.getValue().data()) {
          moved = Math.max(moved, Math.abs(number));
        }
      }
    }
    assertTrue(moved > 0, "offsets begin at 0 and are trained");
    assertEquals(17, OnnxFile.read(run.resolve("found.onnx")).opset());
  }

  @Test
  void aLevelWithoutBlocksIsRefused() throws IOException {
    String yaml =
        Files.readString(descriptor("backbone: shufflenetv2, deformable: [2],"))
            .replace("stages: [[1, 2, 3], [1, 2, 3], [1, 2, 3], [1, 2, 3]]", "sharing: nested");
    Path descriptor = Files.writeString(scratch.resolve("shuffle.yaml"), yaml);
    Ending refused = Ending.of("validate", descriptor.toString()).requireStatus(2);
    assertTrue(
        refused.complainsOf("some of [3, 4, 5], in which shufflenetv2 has blocks"),
        refused::toString);
    Path masks = descriptor("backbone: resnet18, width: 8, modulated: true,");
    Ending without = Ending.of("validate", masks.toString()).requireStatus(2);
    assertTrue(without.complainsOf("space.modulated: found true"), without::toString);
  }
}
