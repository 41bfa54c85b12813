package io.crnas.export.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.export.Exports;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.spaces.ResNet;
import io.crnas.spaces.Sharing;
import io.crnas.spaces.detector.Detector;
import io.crnas.spaces.detector.Fcos;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.weights.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GraphOutputsTest {
  private static final Detector DETECTOR = Fcos.published(8).detector(4);
  private static final Network FEATURES =
      DETECTOR.features(ResNet.resnet18(8), Exports.ALLOCATION, new Graph(), Sharing.NESTED);

  @TempDir private Path directory;

  private Path detector() throws IOException {
    return Exports.write(
        directory.resolve("detector.onnx"),
        FEATURES,
        DETECTOR,
        Exports.weights(FEATURES, DETECTOR),
        OnnxSettings.defaults().withExternalDataAbove(0));
  }

  @Test
  void theLevelsInsideADetectorWithItsParametersBesideItAreThoseOfFeatures() throws IOException {
    Path file = detector();
    var levels = new LinkedHashMap<String, String>();
    FEATURES.outputs().forEach((name, node) -> levels.put(name, node.name()));
    Path folder = Files.createDirectory(directory.resolve("elsewhere"));
    Path inside = folder.resolve("inside.onnx");
    byte[] before = Files.readAllBytes(file);

    GraphOutputs.write(file, inside, levels);

    assertArrayEquals(before, Files.readAllBytes(file));
    Path features =
        Exports.write(
            directory.resolve("features.onnx"),
            FEATURES,
            Exports.weights(FEATURES, DETECTOR),
            OnnxSettings.defaults());
    Map<String, Tensor> expected = Exports.run(features, 1, 65, 97);
    Map<String, Tensor> found = Exports.run(inside, 1, 65, 97);
    assertEquals(expected.keySet(), found.keySet());
    for (String level : expected.keySet()) {
      assertEquals(0, Exports.distance(expected.get(level), found.get(level)), 1e-6, level);
    }
  }

  @Test
  void whatTheGraphDoesNotHaveIsRefused() throws IOException {
    Path file = detector();
    Path none = directory.resolve("none.onnx");
    var wanted = new LinkedHashMap<>(Map.of("P3", "backbone.fpn.nowhere"));
    var e = assertThrows(InvalidInputException.class, () -> GraphOutputs.write(file, none, wanted));
    assertTrue(e.getMessage().contains("'backbone.fpn.nowhere'"), e::getMessage);
    assertFalse(Files.exists(none));
  }

  @Test
  void aFileSaysWhatIsInIt() throws IOException {
    OnnxFile file = OnnxFile.read(detector());
    assertEquals("crnas 0.1.0", file.producer());
    assertEquals(17, file.opset());
    assertEquals(8, file.irVersion());
    assertEquals("[input float [batch, 3, height, width]]", file.inputs().toString());
    assertEquals(
        "[dets float [batch, 100, 5], labels int64 [batch, 100]]", file.outputs().toString());
    assertEquals("detector", file.properties().get("part"));
    Path beside = MetadataFile.write(directory.resolve("detector.onnx"));
    assertEquals(directory.resolve("detector.json"), beside);
    assertTrue(Files.readString(beside).contains("\"classes\":[\"person\",\"a \\\"quoted"));
  }
}
