package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.experiments.results.Results;
import io.crnas.experiments.results.Retrained;
import io.crnas.spaces.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backbones with group normalisation are searched, trained and exported as others are. */
class GroupNormTest {
  @TempDir Path scratch;

  @Test
  void everyPhaseRunsAndTheFileEqualsTheEngine() throws IOException {
    String yaml =
        TinyRun.yaml("{kind: scenes, image-size: 64x64, train: 16, val: 8, test: 4}")
            .replace("width: 8,", "width: 8, group-norm: 32,");
    Path descriptor = Files.writeString(scratch.resolve("groups.yaml"), yaml);
    Path run = scratch.resolve("run");

    Ending.of("run", descriptor.toString(), "--out", run.toString(), "--quiet").requireStatus(0);

    Results results = Results.read(run.resolve("results.json"));
    Retrained nets = results.retrained().orElseThrow();
    assertTrue(nets.parity().holds(), nets.parity()::toString);
    assertEquals(2, results.levels().size());
    assertTrue(
        Safetensors.read(run.resolve("found.safetensors")).tensors().keySet().stream()
            .noneMatch(name -> name.contains("running_")),
        "no statistics are kept");
    Ending refused = Ending.of("export", run.toString(), "--torchvision").requireStatus(2);
    assertTrue(refused.complainsOf("with GroupNorm"), refused::toString);
  }
}
