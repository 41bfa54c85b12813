package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.runtime.Backbone;
import io.crnas.runtime.Options;
import io.crnas.spaces.weights.Safetensors;
import io.crnas.spaces.weights.Weights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
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
    "'retinanet, neck: nas-fpn, convolutions: 1, anchor-sizes: [8, 16, 24, 32, 48], "
        + "fpn-channels: 16, score-threshold: 0.0, detections: 10', 'loss_classes,loss_boxes'",
    "'fcos, convolutions: 1, fpn-channels: 16, score-threshold: 0.0, detections: 10', "
        + "'loss_classes,loss_boxes,loss_centreness'",
    "'mask-rcnn, faster-rcnn: {head-width: 16, rpn-post-nms: 16, "
        + "anchor-sizes: [8, 16, 24, 32, 48], fpn-channels: 16, score-threshold: 0.0, "
        + "detections: 10}', "
        + "'loss_objectness,loss_proposals,loss_classes,loss_boxes,loss_masks'",
    "'cascade-rcnn, masks: true, overlaps: [0.4, 0.6], loss-weights: [1, 0.5], "
        + "faster-rcnn: {neck: pafpn, head-width: 16, rpn-post-nms: 16, anchor-sizes: [8, 16, 24, 32, 48], "
        + "fpn-channels: 16, score-threshold: 0.0, detections: 10}',"
        + "'loss_objectness,loss_proposals,loss_classes_1,loss_boxes_1,loss_classes_2,loss_boxes_2,"
        + "loss_masks'"
  })
  void aRunHasEveryPhase(String kind, String losses) throws IOException {
    String yaml =
        TinyRun.withoutBaseline(TinyRun.yaml(SCENES))
            .replaceFirst("(?s)detector: \\{.*?\\}", "detector: {kind: " + kind + "}");
    Path descriptor = Files.writeString(folder.resolve("tiny.yaml"), yaml);
    Path run = folder.resolve("run");

    String opset = kind.startsWith("retinanet") ? "22" : "21";
    // With fewer the running statistics of seven cells in a row are still what they began with.
    String steps = kind.contains("nas-fpn") ? "30" : "15";
    Ending.of(
            "run",
            descriptor.toString(),
            "--out",
            run.toString(),
            "--quiet",
            "--set",
            "export.opset=" + opset,
            "--set",
            "retrain.steps=" + steps)
        .requireStatus(0);

    boolean masks = losses.contains("loss_masks");
    JsonNode results = new JsonMapper().readTree(Files.readString(run.resolve("results.json")));
    assertEquals(masks, results.at("/retrained/found/test").has("mask-AP"));
    assertEquals(2, results.get("levels").size());
    for (String file : TinyRun.all()) {
      assertTrue(Files.exists(run.resolve(file)), file);
    }
    try (var lines = Files.lines(run.resolve("metrics.csv"))) {
      assertEquals(
          "net,step,time,learning_rate,loss,"
              + losses
              + ",images_per_second,AP,AP50"
              + (masks ? ",mask-AP,mask-AP50" : ""),
          lines.findFirst().orElseThrow());
    }
    assertHeads(run, kind);
    if (masks) {
      assertMasks(run, results.at("/retrained/found/test"));
    }
    if (kind.startsWith("fcos")) {
      assertRanking(run);
    }
  }

  /** Its candidates are trained by themselves in the detector of the search. */
  private static void assertRanking(Path run) throws IOException {
    Ending ranking =
        Ending.of("rank", run.toString(), "--candidates", "3", "--steps", "4", "--json")
            .requireStatus(0);
    assertEquals(2, ranking.out().stream().filter(line -> line.contains("\"ranking\"")).count());
    try (var weights = Files.list(run.resolve("rank/4-steps"))) {
      assertTrue(
          weights
              .filter(file -> file.toString().endsWith(".safetensors"))
              .map(DetectorsRunTest::read)
              .allMatch(
                  net -> net.tensors().containsKey("head.regression_head.bbox_ctrness.weight")));
    }
  }

  private static Weights read(Path file) {
    try {
      return Safetensors.read(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'fcos, convolutions: 1, fpn-channels: 16', 'mobilenetv2, width: 0.25'",
    "'retinanet, neck: pafpn, convolutions: 1, fpn-channels: 16', 'shufflenetv2, width: 0.5'",
    "'cascade-rcnn, masks: true, faster-rcnn: {head-width: 16, fpn-channels: 16}',"
        + " 'detnet59, width: 8'"
  })
  void aDryRunTakesItsTimeWithOtherFamilies(String kind, String family) throws IOException {
    String yaml =
        TinyRun.yaml(SCENES)
            .replaceFirst("(?s)detector: \\{.*?\\}\n", "detector: {kind: " + kind + "}\n")
            .replaceFirst("(?m)^space: .*", "space: {backbone: " + family + "}")
            .replaceFirst("(?m)^export: .*\n", "");
    Path descriptor = Files.writeString(folder.resolve("tiny.yaml"), yaml);

    Ending ending = Ending.of("run", descriptor.toString(), "--dry-run").requireStatus(0);

    for (String measured : List.of("stage", "spatial", "retrain", "in all")) {
      assertTrue(
          ending.out().stream()
              .anyMatch(line -> line.startsWith(measured + " ") && line.contains("about")),
          ending::toString);
    }
  }

  /** The files say what was measured, and the exported detector finds the same masks. */
  private static void assertMasks(Path run, JsonNode test) {
    Ending eval =
        Ending.of(
            "eval",
            run.resolve("test-annotations.json").toString(),
            run.resolve("found-detections.json").toString(),
            "--type",
            "mask",
            "--json");
    double measured =
        new JsonMapper()
            .readTree(String.join("", eval.requireStatus(0).out()))
            .at("/mask/AP")
            .doubleValue();
    assertEquals(test.get("mask-AP").doubleValue(), measured);
    Ending verify =
        Ending.of("verify", run.resolve("found.onnx").toString(), "--run", run.toString());
    assertTrue(
        verify.requireStatus(0).out().stream().anyMatch(line -> line.startsWith("mask-AP on 4")),
        verify::toString);
  }

  /** One head is exported without what lies behind it; of several there is no such file. */
  private static void assertHeads(Path run, String kind) throws IOException {
    Ending ending = Ending.of("export", run.toString(), "--part", "heads");
    if (kind.contains("rcnn")) {
      assertTrue(
          ending.requireStatus(2).complainsOf("detector", "choose regions"), ending::toString);
      return;
    }
    ending.requireStatus(0);
    try (var heads = Backbone.load(run.resolve("found-heads.onnx"), Options.defaults())) {
      var outputs = heads.run(new float[3 * 64 * 96], 1, 64, 96);
      int anchors = kind.startsWith("fcos") ? 1 : 9;
      assertEquals(List.of(1, 4 * anchors, 8, 12), outputs.get("P3.boxes").shape());
      assertEquals(anchors == 1, outputs.containsKey("P7.centreness"));
      JsonNode meaning = new JsonMapper().readTree(heads.properties().get("heads"));
      assertEquals(4 * anchors, meaning.get("anchors").get("P7").size());
      assertEquals(
          anchors == 1 ? "distances" : "deltas", meaning.get("boxes").get("kind").asString());
    }
    Ending.of("verify", run.resolve("found-heads.onnx").toString(), "--run", run.toString())
        .requireStatus(0);
  }

  @Test
  void whatOneDetectorSearchedIsRetrainedInAnother() throws IOException {
    String yaml =
        TinyRun.yaml(SCENES)
            .replace(
                "retrain: {",
                "retrain: {detector: {kind: fcos, convolutions: 1, fpn-channels: 16,"
                    + " score-threshold: 0.0, detections: 10}, ");
    Path descriptor = Files.writeString(folder.resolve("tiny.yaml"), yaml);
    Path run = folder.resolve("run");

    Ending.of("run", descriptor.toString(), "--out", run.toString(), "--quiet").requireStatus(0);

    JsonNode results = new JsonMapper().readTree(Files.readString(run.resolve("results.json")));
    assertEquals("fcos", results.get("retrained").get("detector").asString());
    Weights searched = Safetensors.read(run.resolve("stage-supernet.safetensors"));
    Weights retrained = Safetensors.read(run.resolve("found.safetensors"));
    assertTrue(searched.tensors().containsKey("rpn.head.cls_logits.weight"));
    assertTrue(retrained.tensors().containsKey("head.regression_head.bbox_ctrness.weight"));
    String header;
    try (var lines = Files.lines(run.resolve("metrics.csv"))) {
      header = lines.findFirst().orElseThrow();
    }
    assertTrue(header.contains("loss_objectness"), header);
    assertTrue(header.contains("loss_centreness"), header);
    assertTrue(
        Files.readString(run.resolve("report.html"))
            .contains("parts of another detector than the search"),
        "the report tells it");
  }
}
