package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.runtime.Backbone;
import io.crnas.runtime.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class ExportTest {
  @TempDir static Path scratch;
  private static Path run;

  @BeforeAll
  static void run() throws IOException {
    run = scratch.resolve("run");
    Ending.of("run", TinyRun.descriptor(scratch).toString(), "--out", run.toString(), "--quiet")
        .requireStatus(0);
  }

  @Test
  void theFoundNetIsWrittenToTheSameBytesAgain() throws IOException {
    byte[] before = Files.readAllBytes(run.resolve("found.onnx"));
    byte[] results = Files.readAllBytes(run.resolve("results.json"));
    Files.delete(run.resolve("found.onnx"));

    Ending ending = Ending.of("export", run.toString()).requireStatus(0);

    assertTrue(ending.out().getLast().endsWith("found.onnx"), ending::toString);
    assertArrayEquals(before, Files.readAllBytes(run.resolve("found.onnx")));
    assertArrayEquals(results, Files.readAllBytes(run.resolve("results.json")));
  }

  @Test
  void theBaselineIsExportedToo() throws IOException {
    Results results = Results.read(run.resolve("results.json"));
    assertNotEquals(results.found(), results.baseline());

    Ending ending = Ending.of("export", run.toString(), "--net", "baseline").requireStatus(0);

    assertTrue(ending.out().getLast().endsWith("baseline.onnx"), ending::toString);
    try (var backbone = Backbone.load(run.resolve("baseline.onnx"), Options.defaults())) {
      assertEquals(results.baseline(), backbone.metadata().allocation());
      String parity = backbone.properties().getOrDefault("parity", "");
      assertTrue(parity.contains("\"passed\":true"), parity);
    }
  }

  @Test
  void theDetectionsOfBothNetsScoreAsTheReportSays() throws IOException {
    Results.Retrained nets = Results.read(run.resolve("results.json")).retrained().orElseThrow();
    for (var net : Map.of("baseline", nets.baseline(), "found", nets.found()).entrySet()) {
      Ending ending =
          Ending.of(
                  "eval",
                  run.resolve("test-annotations.json").toString(),
                  run.resolve(net.getKey() + "-detections.json").toString(),
                  "--json",
                  "--classes",
                  "--ignore",
                  "--strict")
              .requireStatus(0);

      JsonNode measured = new ObjectMapper().readTree(ending.out().getLast()).get("box");
      Map<String, Double> test = net.getValue().test();
      assertEquals(test.keySet(), Set.copyOf(measured.propertyNames()));
      test.forEach((metric, value) -> assertEquals(value, measured.get(metric).doubleValue()));
      assertTrue(
          Files.readString(run.resolve(net.getKey() + "-detections.json")).contains("\"score\":"));
    }
    assertTrue(
        Files.readString(run.resolve("categories.csv")).startsWith("net,category,AP,AP50\r\nbase"));
  }

  @Test
  void anotherNetIsBadInput() {
    assertTrue(
        Ending.of("export", run.toString(), "--net", "best")
            .requireStatus(2)
            .complainsOf("--net", "baseline, found", "best"));
  }
}
