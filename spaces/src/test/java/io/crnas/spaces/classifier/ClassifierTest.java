package io.crnas.spaces.classifier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.crnas.spaces.Allocation;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.Family;
import io.crnas.spaces.ResNet;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Parameter;
import io.crnas.spaces.network.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class ClassifierTest {

  @Test
  void aResNetsNamesShapesAndOrderAreTorchvisions() throws IOException {
    Backbone backbone = ResNet.resnet18(64);
    List<String> expected = new ArrayList<>();
    for (JsonNode entry : fixture("state_dict_keys.json").get("resnet18")) {
      String key = entry.get(0).asString();
      if (!key.endsWith("num_batches_tracked")) {
        expected.add(key + " " + entry.get(1));
      }
    }

    Network network = new Classifier(1000).network(backbone, Allocation.of(backbone.baseline()));

    assertEquals(
        expected,
        network.parameters().stream()
            .map(p -> p.name() + " " + p.shape().toString().replace(" ", ""))
            .toList());
    assertEquals(
        11_689_512,
        network.parameters().stream()
            .filter(parameter -> parameter.role().isTrained())
            .mapToLong(Parameter::size)
            .sum());
  }

  @ParameterizedTest
  @EnumSource
  void everyFamilyTellsClasses(Family family) {
    Backbone backbone = family.backbone();
    Network network = new Classifier(7).network(backbone, Allocation.of(backbone.baseline()));

    assertEquals(Map.of("logits", new Shape(7, 1, 1)), network.outputShapes(new Shape(3, 75, 96)));
  }

  @Test
  void oneClassIsNothingToTell() {
    assertThrows(IllegalArgumentException.class, () -> new Classifier(1));
  }

  private static JsonNode fixture(String name) throws IOException {
    try (InputStream in = ClassifierTest.class.getResourceAsStream("/fixtures/" + name)) {
      return new ObjectMapper().readTree(in);
    }
  }
}
