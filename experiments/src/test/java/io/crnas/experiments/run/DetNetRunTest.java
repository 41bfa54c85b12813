package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.experiments.results.Results;
import io.crnas.experiments.results.Retrained;
import io.crnas.runtime.Metadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backbone whose last levels have one resolution is searched, trained and exported. */
class DetNetRunTest {
  private static final String DATA =
      "{kind: scenes, image-size: 64x64, train: 16, val: 8, test: 4}";

  @TempDir Path scratch;

  private Path descriptor(String space) throws IOException {
    String yaml = TinyRun.yaml(DATA);
    int begin = yaml.indexOf("space: {");
    String rest = yaml.substring(yaml.indexOf('\n', begin));
    return Files.writeString(
        scratch.resolve("detnet.yaml"), yaml.substring(0, begin) + "space: " + space + rest);
  }

  @Test
  void everyPhaseRunsAndTheFileEqualsTheEngine() throws IOException {
    Path run = scratch.resolve("run");
    Path descriptor =
        descriptor(
            "{backbone: detnet59, width: 8, stages: [[1, 2, 3], [2, 3, 4], [5, 6], [2, 3], [2, 3, 4]]}");

    Ending.of("run", descriptor.toString(), "--out", run.toString(), "--quiet").requireStatus(0);

    Results results = Results.read(run.resolve("results.json"));
    Retrained nets = results.retrained().orElseThrow();
    assertTrue(nets.parity().holds(), nets.parity()::toString);
    assertEquals(5, results.found().stages().blocks().size());
    assertEquals(List.of(4, 8, 16, 16, 16), Metadata.read(run.resolve("found.onnx")).strides());
  }

  @Test
  void aRuleThatItsOwnDilationsBreakIsRefused() throws IOException {
    Path descriptor = descriptor("{backbone: detnet59, width: 8, dilation-rule: hdc}");
    Ending refused = Ending.of("validate", descriptor.toString()).requireStatus(2);
    assertTrue(
        refused.complainsOf("layer4 and layer5 of detnet59 have a common factor"),
        refused::toString);
  }
}
