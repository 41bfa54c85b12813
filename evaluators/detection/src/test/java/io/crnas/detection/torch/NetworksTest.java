package io.crnas.detection.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crnas.detection.fixtures.Formula;
import io.crnas.detection.fixtures.Json;
import io.crnas.framework.device.Device;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.ResNet;
import io.crnas.spaces.SpatialAllocation;
import io.crnas.spaces.StageAllocation;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Parameter;
import io.crnas.spaces.weights.Tensor;
import io.crnas.spaces.weights.Weights;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
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
  void stagesAreTorchvisions(String name) {
    JsonNode expected = Json.read("networks.json").get(name);
    ResNet backbone = name.startsWith("resnet18") ? ResNet.resnet18(64) : ResNet.resnet50(64);
    Network network = backbone.network(allocation(expected));
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
        Map<String, Value> stages =
            pass.run(network, Map.of("input", pass.input(Formula.image(96, 128))));
        for (int i = 0; i < 4; i++) {
          Value stage = Objects.requireNonNull(stages.get("C" + (i + 2)));
          assertStage(
              expected.get("stages").get(i), stage.shape(), pass.read(List.of(stage)).values());
        }
      }
    }
  }

  private static Allocation allocation(JsonNode expected) {
    List<Integer> blocks = new ArrayList<>();
    expected.get("layers").forEach(n -> blocks.add(n.intValue()));
    var stages = new StageAllocation(blocks);
    if (expected.get("dilations").isNull()) {
      return Allocation.of(stages);
    }
    List<List<Integer>> dilations = new ArrayList<>();
    int n = 0;
    for (int count : blocks) {
      List<Integer> stage = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        stage.add(expected.get("dilations").get(n++).intValue());
      }
      dilations.add(stage);
    }
    return new Allocation(stages, new SpatialAllocation(dilations));
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
