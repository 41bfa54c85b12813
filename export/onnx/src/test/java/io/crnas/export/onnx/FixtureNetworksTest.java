package io.crnas.export.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crnas.export.Exports;
import io.crnas.export.Fixture;
import io.crnas.export.Formula;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.Family;
import io.crnas.spaces.ResNet;
import io.crnas.spaces.ResNet.Block;
import io.crnas.spaces.Sharing;
import io.crnas.spaces.SpatialAllocation;
import io.crnas.spaces.StageAllocation;
import io.crnas.spaces.Variant;
import io.crnas.spaces.Varied;
import io.crnas.spaces.detector.FasterRcnn;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.weights.Tensor;
import io.crnas.spaces.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Exported networks of full width in ONNX Runtime against torchvision's outputs. */
final class FixtureNetworksTest {
  private static final double TOLERANCE = 1e-4;

  @TempDir private Path directory;

  @Test
  void theFormulaIsThatOfTheFixtures() {
    JsonNode networks = Fixture.read("networks.json");
    for (int i = 0; i < 4; i++) {
      assertEquals(
          networks.get("splitmix_seed5_first4").get(i).asDouble(), Formula.uniform(5, i), 0);
    }
    float[] expected = new float[4];
    for (int i = 0; i < 4; i++) {
      expected[i] = (float) networks.get("input_first4").get(i).asDouble();
    }
    assertArrayEquals(expected, Formula.input(4), 0f);
  }

  @ParameterizedTest
  @CsvSource({
    "resnet18, BASIC, true",
    "resnet18, BASIC, false",
    "resnet18_1124, BASIC, true",
    "resnet18_1124_dilated_conv2, BASIC, true",
    "resnet50, BOTTLENECK, false",
    "resnet50_1357_dilated, BOTTLENECK, true",
    "resnet50_1357_dilated, BOTTLENECK, false"
  })
  void outputsAreThoseOfTorchvision(String name, Block block, boolean fold) throws IOException {
    JsonNode expected = Fixture.read("networks.json").get(name);
    var stages = new StageAllocation(Fixture.integers(expected.get("layers")));
    var network =
        new ResNet(name, block, 64, stages)
            .network(new Allocation(stages, dilations(stages, expected.get("dilations"))));
    Path file =
        Exports.write(
            directory.resolve("net.onnx"),
            network,
            OnnxSettings.defaults().withFoldBatchNorm(fold));
    Map<String, Tensor> outputs = Exports.run(file, 1, 96, 128);
    for (int i = 0; i < 4; i++) {
      Tensor output = outputs.get("C" + (i + 2));
      assertEquals(Fixture.integers(expected.get("shapes").get(i)), output.shape());
      Fixture.assertMatches("C" + (i + 2), expected.get("stages").get(i), output, TOLERANCE);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "RESNEXT50_32X4D, resnext50-32x4d, true",
    "RESNEXT50_32X4D, resnext50-32x4d, false",
    "DETNET59, detnet59-realloc-dilated, true",
    "DETNET59, detnet59-realloc-dilated, false",
    "MOBILENETV2, mobilenetv2-1.4, true",
    "MOBILENETV2, mobilenetv2-1.4, false",
    "SHUFFLENETV2, shufflenetv2-realloc-dilated, true",
    "SHUFFLENETV2, shufflenetv2-realloc-dilated, false"
  })
  void outputsOfTheOtherFamiliesAreThoseOfTorchvision(Family family, String row, boolean fold)
      throws IOException {
    JsonNode expected = Fixture.read("families.json").get(row);
    Backbone backbone =
        expected.has("width")
            ? family.backbone(expected.get("width").asDouble())
            : family.backbone();
    Path file =
        Exports.write(
            directory.resolve("net.onnx"),
            backbone.network(Allocation.parse(expected.get("allocation").asString())),
            OnnxSettings.defaults().withFoldBatchNorm(fold));
    Map<String, Tensor> outputs = Exports.run(file, 1, 64, 96);
    for (int i = 0; i < expected.get("stages").size(); i++) {
      Tensor output = outputs.get("C" + (i + 2));
      assertEquals(Fixture.integers(expected.get("shapes").get(i)), output.shape());
      Fixture.assertMatches("C" + (i + 2), expected.get("stages").get(i), output, TOLERANCE);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"MOBILENETV2", "SHUFFLENETV2", "RESNET18", "RESNEXT50_32X4D"})
  void outputsOfOtherKernelsExpansionsAndKindsAreThoseOfTorchvision(Family family)
      throws IOException {
    JsonNode expected = Fixture.read("varied.json").get(family.toString());
    List<Variant> variants =
        expected
            .get("blocks")
            .valueStream()
            .map(block ->
                new Variant(
                    block.get("kernel").asInt(),
                    Fixture.integers(block.get("dilations")),
                    Optional.of(block.get("expansion").asInt()).filter(factor -> factor > 0),
                    block.get("xception").asBoolean()))
            .toList();
    Backbone backbone = new Varied(family.backbone(expected.get("width").asDouble()), variants);
    Path file =
        Exports.write(
            directory.resolve("net.onnx"),
            backbone.network(Allocation.parse(expected.get("allocation").asString())),
            OnnxSettings.defaults());
    Map<String, Tensor> outputs = Exports.run(file, 1, 64, 96);
    for (int i = 0; i < 4; i++) {
      String name = "C" + (i + 2);
      Fixture.assertMatches(name, expected.get("stages").get(i), outputs.get(name), TOLERANCE);
    }
  }

  @Test
  void theFeaturePyramidIsThatOfTorchvision() throws IOException {
    JsonNode detector = Fixture.read("detector.json");
    var stages = StageAllocation.of(1, 1, 2, 4);
    var rcnn =
        FasterRcnn.of(32, 64, List.of(16, 32, 64, 128, 256), List.of(0.5, 1.0, 2.0)).detector(4);
    Network network =
        rcnn.features(
            new ResNet("resnet18", Block.BASIC, 64, stages),
            Allocation.of(stages),
            new Graph(),
            Sharing.NESTED);
    Path file =
        Exports.write(
            directory.resolve("fpn.onnx"), network, weights(detector), OnnxSettings.defaults());
    float[] image = Formula.input(3 * 96 * 128);
    for (int i = 0; i < image.length; i++) {
      image[i] = (image[i] + 1) / 2;
    }
    try (var backbone = Exports.open(file)) {
      Map<String, Tensor> outputs = Exports.run(backbone, image, 1, 96, 128);
      Map<String, String> levels = Map.of("P2", "0", "P3", "1", "P4", "2", "P5", "3", "P6", "pool");
      assertEquals(levels.keySet(), outputs.keySet());
      levels.forEach((level, key) ->
          Fixture.assertMatches(
              level, detector.get("fpn").get(key), outputs.get(level), TOLERANCE));
    }
  }

  private static Weights weights(JsonNode detector) {
    var shapes = new LinkedHashMap<String, List<Integer>>();
    for (JsonNode entry : detector.get("state_dict")) {
      shapes.put(entry.get(0).asString(), Fixture.integers(entry.get(1)));
    }
    Weights weights = Formula.weights(shapes);
    weights
        .tensors()
        .forEach((name, tensor) -> {
          if (name.startsWith("backbone.fpn")) {
            for (int i = 0; i < tensor.data().length; i++) {
              tensor.data()[i] *= 0.3f;
            }
          }
        });
    return weights;
  }

  private static SpatialAllocation dilations(StageAllocation stages, JsonNode flat) {
    List<Integer> all =
        flat.isNull() ? Collections.nCopies(stages.depth(), 1) : Fixture.integers(flat);
    List<List<Integer>> perStage = new ArrayList<>();
    int start = 0;
    for (int blocks : stages.blocks()) {
      perStage.add(all.subList(start, start + blocks));
      start += blocks;
    }
    return new SpatialAllocation(perStage);
  }
}
