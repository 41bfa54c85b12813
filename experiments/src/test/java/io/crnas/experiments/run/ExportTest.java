package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import io.crnas.experiments.results.Results;
import io.crnas.experiments.results.Retrained;
import io.crnas.experiments.results.RetrainedNet;
import io.crnas.export.onnx.OnnxProperties;
import io.crnas.runtime.Backbone;
import io.crnas.runtime.Detector;
import io.crnas.runtime.Metadata;
import io.crnas.runtime.Model;
import io.crnas.runtime.Options;
import io.crnas.runtime.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class ExportTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * All images that parity is measured on, so that no number lies outside of what is calibrated.
   */
  private static final String CALIBRATION = "val:8";

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
  void theResultsHaveWhatTheFileReachesInOnnxRuntime() throws IOException {
    Retrained nets = Results.read(run.resolve("results.json")).retrained().orElseThrow();
    Retrained.Scored ap = nets.parity().scores().getFirst();
    assertEquals("AP", ap.metric());
    assertEquals(nets.found().test().get("AP"), ap.engine());
    assertEquals(ap.engine(), ap.file(), 5e-4);
    Metadata.Accuracy told = Metadata.read(run.resolve("found.onnx")).accuracy().orElseThrow();
    assertEquals(ap.file(), told.ap());
    assertEquals("ONNX Runtime " + Model.version(), told.measuredBy());
  }

  @Test
  void theBaselineIsExportedToo() throws IOException {
    Results results = Results.read(run.resolve("results.json"));
    assertNotEquals(results.found(), results.baseline());

    Ending ending = Ending.of("export", run.toString(), "--net", "baseline").requireStatus(0);

    assertTrue(ending.out().getLast().endsWith("baseline.onnx"), ending::toString);
    try (var detector = Detector.load(run.resolve("baseline.onnx"), Options.defaults())) {
      assertEquals(results.baseline().toString(), detector.metadata().allocation());
      String parity = detector.properties().getOrDefault("parity", "");
      assertTrue(parity.contains("\"passed\":true"), parity);
      assertTrue(parity.contains("\"matched\":20"), parity);
      var test = results.net(RetrainedNet.BASELINE).test();
      assertEquals(
          new Metadata.Accuracy(
              test.get("AP"), test.get("AP50"), "test", 4, "ONNX Runtime " + Model.version()),
          detector.metadata().accuracy().orElseThrow());
    }
  }

  @Test
  void partsAreExportedBesideTheWhole() throws IOException {
    byte[] whole = Files.readAllBytes(run.resolve("found.onnx"));
    for (Part part : List.of(Part.FEATURES, Part.BACKBONE)) {
      Ending ending =
          Ending.of("export", run.toString(), "--part", part.toString()).requireStatus(0);

      String name = "found-" + part + ".onnx";
      assertTrue(ending.out().getLast().endsWith(name), ending::toString);
      try (var backbone = Backbone.load(run.resolve(name), Options.defaults())) {
        assertEquals(part, backbone.metadata().part());
        String measuredBy = backbone.metadata().accuracy().orElseThrow().measuredBy();
        assertTrue(measuredBy.startsWith("PyTorch "), measuredBy);
        assertEquals(
            part == Part.FEATURES ? List.of(4, 8, 16, 32, 64) : List.of(4, 8, 16, 32),
            backbone.metadata().strides());
        var outputs = backbone.run(new float[3 * 64 * 96], 1, 64, 96).keySet();
        assertEquals(
            part == Part.FEATURES
                ? List.of("P2", "P3", "P4", "P5", "P6")
                : List.of("C2", "C3", "C4", "C5"),
            List.copyOf(outputs));
      }
      Ending.of("verify", run.resolve(name).toString(), "--run", run.toString()).requireStatus(0);
    }
    assertArrayEquals(whole, Files.readAllBytes(run.resolve("found.onnx")));
  }

  @ParameterizedTest
  @CsvSource({"fp16, DETECTOR", "int8, DETECTOR", "int8, FEATURES", "fp16, BACKBONE"})
  void otherPrecisionsAreExportedAndVerified(String precision, Part part) throws IOException {
    Ending.of(
            "export",
            run.toString(),
            "--precision",
            precision,
            "--part",
            part.toString(),
            "--calibration",
            CALIBRATION)
        .requireStatus(0);

    String name = part == Part.DETECTOR ? "found" : "found-" + part;
    Path file = run.resolve(name + "-" + precision + ".onnx");
    Ending verified =
        Ending.of("verify", file.toString(), "--run", run.toString()).requireStatus(0);
    assertTrue(
        verified.out().getLast().endsWith("equals the engine, as near as " + precision + " is"));
    Path single = run.resolve(name + ".onnx");
    String timed =
        Files.exists(single)
            ? "it takes [0-9.]+ of the time of .*" + name + ".onnx: [0-9.]+ for [0-9.]+ ms, .*"
            : "its speed is not compared, because there is no .*" + name + ".onnx: .*";
    assertTrue(verified.out().stream().anyMatch(line -> line.matches(timed)), verified::toString);
    Metadata metadata = Metadata.read(file);
    assertEquals(precision, metadata.precision().toString());
    JsonNode beside =
        JSON.readTree(Files.readString(run.resolve(name + "-" + precision + ".json")));
    assertEquals(precision, beside.get("precision").asString());
    assertEquals(
        precision.equals("int8") ? CALIBRATION : "", beside.path("calibration").asString(""));
    assertTrue(beside.get("parity").get("passed").asBoolean());
  }

  @Test
  void integersOfAnotherNetAreNotTheEngines() throws IOException {
    Ending.of("export", run.toString(), "--precision", "int8", "--calibration", CALIBRATION)
        .requireStatus(0);
    Path damaged = scratch.resolve("damaged-int8.onnx");
    var model =
        ModelProto.parseFrom(Files.readAllBytes(run.resolve("found-int8.onnx"))).toBuilder();
    String layer = "backbone.body.layer2.0.conv1";
    for (TensorProto.Builder tensor : model.getGraphBuilder().getInitializerBuilderList()) {
      if (tensor.getName().equals(layer + ".weight")) {
        tensor.setRawData(ByteString.copyFrom(new byte[tensor.getRawData().size()]));
      }
    }
    Files.write(damaged, model.build().toByteArray());

    Ending ending =
        Ending.of("verify", damaged.toString(), "--run", run.toString()).requireStatus(1);

    assertTrue(
        ending.complainsOf("differs from the engine", "it begins at backbone.body.layer2.0"),
        ending::toString);
  }

  @ParameterizedTest
  @CsvSource({
    "--precision, fp8, 'fp32, fp16, int8'",
    "--calibration, train, train:64",
    "--calibration, train:0, train:64",
    "--calibration, some:64, train:64"
  })
  void whatCanNotBeExportedIsBadInput(String option, String value, String expected) {
    assertTrue(
        Ending.of("export", run.toString(), option, value)
            .requireStatus(2)
            .complainsOf(option, value, expected));
  }

  @Test
  void whatTheFileSaysLiesBesideItAndIsPrinted() throws IOException {
    Path file = run.resolve("found.onnx");
    JsonNode beside = JSON.readTree(Files.readString(run.resolve("found.json")));
    assertEquals("detector", beside.get("part").asString());
    assertEquals(List.of(4, 8, 16, 32, 64), ints(beside.get("strides")));
    assertTrue(beside.get("parity").get("passed").asBoolean());

    JsonNode printed =
        JSON.readTree(
            Ending.of("inspect", file.toString(), "--json").requireStatus(0).out().getLast());

    assertEquals(beside, printed.get("metadata"));
    assertEquals(17, printed.get("opset").asInt());
    assertEquals(8, printed.get("ir_version").asInt());
    assertEquals("dets float [batch, 10, 5]", printed.get("outputs").get(0).asString());
    List<String> text = Ending.of("inspect", file.toString()).requireStatus(0).out();
    assertTrue(
        text.stream().anyMatch(line -> line.startsWith("parity") && line.contains("passed on cpu")),
        text::toString);
  }

  @Test
  void whatIsNoOnnxFileIsBadInputToInspect() throws IOException {
    Path cut = scratch.resolve("cut.onnx");
    byte[] whole = Files.readAllBytes(run.resolve("found.onnx"));
    Files.write(cut, Arrays.copyOf(whole, whole.length / 2));
    assertTrue(
        Ending.of("inspect", cut.toString()).requireStatus(2).complainsOf("a whole ONNX file"));
    assertTrue(
        Ending.of("inspect", scratch.resolve("none.onnx").toString())
            .requireStatus(2)
            .complainsOf("no file"));
  }

  @Test
  void aDetectorIsVerifiedAgainstTheEngine() {
    Ending ending =
        Ending.of("verify", run.resolve("found.onnx").toString(), "--run", run.toString())
            .requireStatus(0);

    for (String said : List.of("P6 ", "64x64 x 3: 30 detections alike", "AP on 4 images of test")) {
      assertTrue(ending.out().stream().anyMatch(line -> line.startsWith(said)), ending::toString);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "backbone.body.layer2.0.conv1, it begins at backbone.body.layer2.0.bn1",
    "rpn.head.cls_logits, it begins at P2.scores",
    "roi_heads.box_predictor.bbox_pred, it begins behind them"
  })
  void whereADamagedFileBeginsToDifferIsTold(String layer, String said) throws IOException {
    Path damaged = scratch.resolve("damaged.onnx");
    var model = ModelProto.parseFrom(Files.readAllBytes(run.resolve("found.onnx"))).toBuilder();
    for (TensorProto.Builder tensor : model.getGraphBuilder().getInitializerBuilderList()) {
      if (tensor.getName().equals(layer + ".weight")) {
        byte[] bytes = tensor.getRawData().toByteArray();
        Arrays.fill(bytes, (byte) 0);
        tensor.setRawData(ByteString.copyFrom(bytes));
      }
    }
    Files.write(damaged, model.build().toByteArray());

    Ending ending =
        Ending.of("verify", damaged.toString(), "--run", run.toString()).requireStatus(1);

    assertTrue(ending.complainsOf("differs from the engine", said), ending::toString);
  }

  @Test
  void aFileOfAnotherNetIsBadInputToVerify() throws IOException {
    Path other = scratch.resolve("other.onnx");
    Files.copy(run.resolve("found.onnx"), other);
    OnnxProperties.put(other, Map.of("allocation", "1-1-1-1/1.1.1.1"));
    assertTrue(
        Ending.of("verify", other.toString(), "--run", run.toString())
            .requireStatus(2)
            .complainsOf("the allocation 1-1-1-1/1.1.1.1"));
  }

  @Test
  void aRunOfBeforeDetectorsWereExportedIsExported() throws IOException {
    Path earlier = TinyRun.copy(run, scratch.resolve("earlier"));
    Path results = earlier.resolve("results.json");
    String old = Files.readString(results).replaceAll("(?s),\\s*\"detections\" : \\{.*?\\}", "");
    assertFalse(old.contains("nearTies"));
    Files.writeString(results, old);
    Files.delete(earlier.resolve("found.json"));

    Ending.of("export", earlier.toString()).requireStatus(0);

    assertArrayEquals(
        Files.readAllBytes(run.resolve("found.onnx")),
        Files.readAllBytes(earlier.resolve("found.onnx")));
    Ending.of("report", earlier.toString()).requireStatus(0);
  }

  private static List<Integer> ints(JsonNode array) {
    return array.valueStream().map(JsonNode::asInt).toList();
  }

  @Test
  void theDetectionsOfBothNetsScoreAsTheReportSays() throws IOException {
    Retrained nets = Results.read(run.resolve("results.json")).retrained().orElseThrow();
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
