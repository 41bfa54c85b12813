package io.crnas.detection.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crnas.detection.fixtures.Formula;
import io.crnas.detection.fixtures.Json;
import io.crnas.framework.device.Device;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.Family;
import io.crnas.spaces.SpatialAllocation;
import io.crnas.spaces.StageAllocation;
import io.crnas.spaces.Variant;
import io.crnas.spaces.Varied;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Parameter;
import io.crnas.spaces.weights.Tensor;
import io.crnas.spaces.weights.Weights;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Whole backbones with weights from a formula against torchvision's. */
class NetworksTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "resnet18",
        "resnet50",
        "resnet18_1124",
        "resnet50_1357",
        "resnet50_1357_dilated",
        "resnet18_1124_dilated_conv2"
      })
  void resNetsStagesAreTorchvisions(String name) {
    JsonNode expected = Json.read("networks.json").get(name);
    Family family = name.startsWith("resnet18") ? Family.RESNET18 : Family.RESNET50;
    List<Integer> blocks = integers(expected.get("layers"));
    assertStages(
        expected,
        family.backbone().network(allocation(blocks, integers(expected.get("dilations")))),
        Formula.image(96, 128));
  }

  /** The fixture counts the block of the stem too. */
  @ParameterizedTest
  @ValueSource(strings = {"mobilenet_v2", "mobilenet_v2_realloc", "mobilenet_v2_dilated"})
  void mobileNetsStagesAreTorchvisions(String name) {
    JsonNode expected = Json.read("networks.json").get(name);
    List<Integer> blocks = integers(expected.get("repeats"));
    List<Integer> dilations = integers(expected.get("dilations"));
    assertStages(
        expected,
        Family.MOBILENETV2
            .backbone()
            .network(
                allocation(
                    blocks.subList(1, blocks.size()),
                    dilations.isEmpty() ? dilations : dilations.subList(1, dilations.size()))),
        Formula.image(96, 128));
  }

  @ParameterizedTest
  @CsvSource({
    "RESNET34, resnet34",
    "RESNEXT50_32X4D, resnext50-32x4d",
    "DETNET59, detnet59",
    "DETNET59, detnet59-realloc-dilated",
    "MOBILENETV2, mobilenetv2-0.35",
    "MOBILENETV2, mobilenetv2-1.4",
    "SHUFFLENETV2, shufflenetv2",
    "SHUFFLENETV2, shufflenetv2-realloc-dilated"
  })
  void stagesOfTheOtherFamiliesAreTorchvisions(Family family, String row) {
    JsonNode expected = Json.read("families.json").get(row);
    Backbone backbone =
        expected.has("width")
            ? family.backbone(expected.get("width").doubleValue())
            : family.backbone();
    assertStages(
        expected,
        backbone.network(Allocation.parse(expected.get("allocation").asString())),
        Formula.image(64, 96));
  }

  @ParameterizedTest
  @EnumSource(names = {"MOBILENETV2", "SHUFFLENETV2", "RESNET18", "RESNEXT50_32X4D"})
  void stagesOfOtherKernelsExpansionsAndKindsAreTorchvisions(Family family) {
    JsonNode expected = Json.read("varied.json").get(family.toString());
    assertStages(
        expected,
        varied(family, expected).network(Allocation.parse(expected.get("allocation").asString())),
        Formula.image(64, 96));
  }

  /** Expansion 0 is the family's own. */
  private static Varied varied(Family family, JsonNode row) {
    List<Variant> variants =
        row.get("blocks")
            .valueStream()
            .map(block ->
                new Variant(
                    block.get("kernel").asInt(),
                    integers(block.get("dilations")),
                    Optional.of(block.get("expansion").asInt()).filter(factor -> factor > 0),
                    block.get("xception").asBoolean()))
            .toList();
    return new Varied(family.backbone(row.get("width").asDouble()), variants);
  }

  private static void assertStages(JsonNode expected, Network network, Tensor image) {
    var tensors = new LinkedHashMap<String, Tensor>();
    for (Parameter parameter : network.parameters()) {
      tensors.put(
          parameter.name(),
          Formula.parameter(tensors.size(), parameter.name(), parameter.shape(), 1));
    }
    try (Torch torch = Torch.open(new Device.Cpu(), 1);
        var store = new ParameterStore(torch)) {
      store.load(new Weights(tensors, Map.of()));
      try (Pass pass = Pass.inference(store, new Normalisation.Running())) {
        Map<String, Value> stages = pass.run(network, Map.of("input", pass.input(image)));
        for (int i = 0; i < expected.get("stages").size(); i++) {
          Value stage = Objects.requireNonNull(stages.get("C" + (i + 2)));
          assertStage(
              expected.get("stages").get(i), stage.shape(), pass.read(List.of(stage)).values());
        }
      }
    }
  }

  private static List<Integer> integers(JsonNode array) {
    return array.valueStream().map(JsonNode::asInt).toList();
  }

  /** No dilations are none. */
  private static Allocation allocation(List<Integer> blocks, List<Integer> dilations) {
    var stages = new StageAllocation(blocks);
    if (dilations.isEmpty()) {
      return Allocation.of(stages);
    }
    List<List<Integer>> perStage = new ArrayList<>();
    int n = 0;
    for (int count : blocks) {
      perStage.add(dilations.subList(n, n + count));
      n += count;
    }
    return new Allocation(stages, new SpatialAllocation(perStage));
  }

  /** Relative to the root mean square of the stage's numbers. */
  private static void assertStage(JsonNode expected, List<Integer> shape, float[] channelsLast) {
    int count = expected.get("n").intValue();
    assertEquals(count, channelsLast.length);
    double sum = 0;
    double squares = 0;
    for (float value : channelsLast) {
      sum += value;
      squares += (double) value * value;
    }
    double l2 = expected.get("l2").doubleValue();
    double scale = l2 / Math.sqrt(count);
    assertEquals(l2, Math.sqrt(squares), 1e-5 * l2);
    assertEquals(expected.get("mean").doubleValue(), sum / count, 1e-5 * scale);
    int channels = shape.get(1);
    int pixels = shape.get(2) * shape.get(3);
    for (int i = 0; i < expected.get("at").size(); i++) {
      int at = expected.get("at").get(i).intValue();
      assertEquals(
          expected.get("values").get(i).doubleValue(),
          channelsLast[at % pixels * channels + at / pixels],
          1e-4 * scale);
    }
  }
}
