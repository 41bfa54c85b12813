package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.experiments.OtherProgram;
import io.crnas.runtime.Backbone;
import io.crnas.runtime.Detection;
import io.crnas.runtime.Detector;
import io.crnas.runtime.Device;
import io.crnas.runtime.Options;
import io.crnas.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * A net that was written for torchvision gives there, and in mmdetection, what its ONNX files give;
 * where the Python that {@code CRNAS_TORCH} names, or else Debian's, has them.
 */
class TorchvisionNetTest {
  private static final String SCRIPT =
      """
      import json, sys
      sys.path.insert(0, sys.argv[1])
      import net
      import torch
      numbers = torch.sin(torch.arange(3 * 64 * 64, dtype=torch.float64)).float()
      images = numbers.reshape(1, 3, 64, 64)
      found = net.load()
      with torch.no_grad():
          levels = [level.flatten().tolist() for level in found.backbone(images).values()]
          found.transform.image_mean, found.transform.image_std = [0.0] * 3, [1.0] * 3
          boxes = found([images[0]])[0]
      print(json.dumps({"levels": levels, "boxes": boxes["boxes"].tolist(),
                        "scores": boxes["scores"].tolist(), "labels": boxes["labels"].tolist()}))
      """;

  private static final String BACKBONE_SCRIPT =
      """
      import json, sys
      sys.path.insert(0, sys.argv[1])
      import mmdetection
      import torch
      numbers = torch.sin(torch.arange(3 * 64 * 64, dtype=torch.float64)).float()
      found = mmdetection.MODELS.build(dict(type="FoundResNet"))
      found.init_weights()
      found.eval()
      with torch.no_grad():
          levels = found(numbers.reshape(1, 3, 64, 64))
      print(json.dumps({"levels": [level.flatten().tolist() for level in levels]}))
      """;

  @TempDir static Path scratch;
  private static Path run;

  @BeforeAll
  static void run() throws IOException {
    run = scratch.resolve("run");
    Ending.of("run", TinyRun.descriptor(scratch).toString(), "--out", run.toString(), "--quiet")
        .requireStatus(0);
    Ending.of("export", run.toString(), "--torchvision").requireStatus(0);
    Ending.of("export", run.toString(), "--part", "features").requireStatus(0);
    Ending.of("export", run.toString(), "--part", "backbone").requireStatus(0);
  }

  private static Options options() {
    return Options.defaults().withDevice(new Device.Cpu()).withThreads(1);
  }

  private static float[] images() {
    float[] numbers = new float[3 * 64 * 64];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) Math.sin(i);
    }
    return numbers;
  }

  @Test
  void torchvisionGivesTheSame() throws Exception {
    JsonNode made = made("torchvision", SCRIPT);
    assertLevels("features", made);
    try (Detector detector = Detector.load(run.resolve("found.onnx"), options())) {
      List<Detection> expected =
          detector.detect(new Tensor(List.of(1, 3, 64, 64), images())).getFirst();
      assertEquals(10, expected.size());
      for (int i = 0; i < expected.size(); i++) {
        Detection one = expected.get(i);
        JsonNode box = made.get("boxes").get(i);
        assertEquals(one.label() + 1, made.get("labels").get(i).asInt());
        assertEquals(one.score(), made.get("scores").get(i).asDouble(), 1e-4);
        assertEquals(one.left(), box.get(0).asDouble(), 0.01);
        assertEquals(one.top(), box.get(1).asDouble(), 0.01);
        assertEquals(one.right(), box.get(2).asDouble(), 0.01);
        assertEquals(one.bottom(), box.get(3).asDouble(), 0.01);
      }
    }
  }

  @Test
  void mmdetectionGivesTheSame() throws Exception {
    assertLevels("backbone", made("mmdet.models.backbones", BACKBONE_SCRIPT));
  }

  /** What a script says of the net's folder. */
  private static JsonNode made(String library, String script) throws Exception {
    String python = Optional.ofNullable(System.getenv("CRNAS_TORCH")).orElse("/usr/bin/python3");
    Assumptions.assumeTrue(
        OtherProgram.said(python, "-c", "import " + library + "; print('there')").isPresent(),
        "no " + library);
    Path file = Files.writeString(scratch.resolve(library + ".script.py"), script);
    String folder = run.resolve("found-torchvision").toString();
    return new ObjectMapper()
        .readTree(
            OtherProgram.said(python, file.toString(), folder)
                .orElseThrow()
                .lines()
                .toList()
                .getLast());
  }

  private static void assertLevels(String part, JsonNode made) throws IOException {
    try (Backbone backbone = Backbone.load(run.resolve("found-" + part + ".onnx"), options())) {
      int level = 0;
      for (Map.Entry<String, Tensor> expected : backbone.run(images(), 1, 64, 64).entrySet()) {
        assertNear(expected.getKey(), expected.getValue().data(), made.get("levels").get(level++));
      }
    }
  }

  private static void assertNear(String name, float[] expected, JsonNode actual) {
    assertEquals(expected.length, actual.size(), name);
    double scale = 0;
    double difference = 0;
    for (int i = 0; i < expected.length; i++) {
      scale = Math.max(scale, Math.abs(expected[i]));
      difference = Math.max(difference, Math.abs(expected[i] - actual.get(i).asDouble()));
    }
    assertTrue(difference <= 1e-4 * scale, name + ": " + difference + " at scale " + scale);
  }

  @Test
  void thePythonIsAtMostSixtyLines() throws IOException {
    for (String name : List.of("net.py", "mmdetection.py")) {
      Path file = run.resolve("found-torchvision").resolve(name);
      assertTrue(Files.readAllLines(file).size() <= 60, name);
    }
  }

  @Test
  void whatTorchvisionHasNoPartsForIsBadInput() throws IOException {
    Path other = scratch.resolve("other");
    Path descriptor = scratch.resolve("mobile.yaml");
    Files.writeString(
        descriptor,
        """
        name: mobile
        seed: 5
        threads: 1
        device: cpu
        data: {kind: scenes, image-size: 64x64, train: 4, val: 2, test: 2}
        detector: {kind: faster-rcnn, neck: pafpn, fpn-channels: 8, head-width: 16,
          anchor-sizes: [8, 16, 24, 32, 48]}
        space: {backbone: mobilenetv2, width: 0.25}
        budget: {input: 64x64}
        levels: []
        retrain: {steps: 2, recipe: {batch: 2, warmup-steps: 1}}
        """);
    Ending.of("run", descriptor.toString(), "--out", other.toString(), "--quiet").requireStatus(0);
    Ending ending = Ending.of("export", other.toString(), "--torchvision").requireStatus(2);
    assertTrue(ending.complainsOf("space", "a ResNet or ResNeXt"), ending::toString);
    assertTrue(ending.complainsOf("the detector's neck", "pafpn"), ending::toString);
  }
}
