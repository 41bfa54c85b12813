package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Both levels on supernets, retraining and export, with detectors other than Faster R-CNN. */
class DetectorsRunTest {
  private static final String SCENES =
      "{kind: scenes, image-size: 64x64, train: 16, val: 8, test: 4}";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "'retinanet, convolutions: 1, anchor-sizes: [8, 16, 24, 32, 48]', 'loss_classes,loss_boxes'",
    "'fcos, convolutions: 1', 'loss_classes,loss_boxes,loss_centreness'"
  })
  void aRunHasEveryPhase(String kind, String losses) throws IOException {
    String yaml =
        TinyRun.yaml(SCENES)
            .replaceFirst(
                "(?s)detector: \\{.*?\\}",
                "detector: {kind: "
                    + kind
                    + ", fpn-channels: 16, score-threshold: 0.0, detections: 10}");
    Path descriptor = Files.writeString(folder.resolve("tiny.yaml"), yaml);
    Path run = folder.resolve("run");

    Ending.of("run", descriptor.toString(), "--out", run.toString(), "--quiet").requireStatus(0);

    JsonNode results = new JsonMapper().readTree(Files.readString(run.resolve("results.json")));
    assertEquals(2, results.get("levels").size());
    for (String file : TinyRun.all()) {
      assertTrue(Files.exists(run.resolve(file)), file);
    }
    try (var lines = Files.lines(run.resolve("metrics.csv"))) {
      assertEquals(
          "net,step,time,learning_rate,loss," + losses + ",images_per_second,AP,AP50",
          lines.findFirst().orElseThrow());
    }
  }
}
