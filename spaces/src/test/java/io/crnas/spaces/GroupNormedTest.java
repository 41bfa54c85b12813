package io.crnas.spaces;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.spaces.cost.Cost.Convention;
import io.crnas.spaces.cost.CostModel;
import io.crnas.spaces.network.Layer;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Parameter;
import io.crnas.spaces.network.Shape;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GroupNormedTest {

  @ParameterizedTest
  @EnumSource
  void everyFamilyHasTheSameTrainedParametersShapesAndCosts(Family family) {
    Backbone plain = family.backbone();
    Backbone grouped = new GroupNormed(plain, 32);
    Allocation baseline = Allocation.of(plain.baseline());
    var image = new Shape(3, 96, 128);

    assertEquals(trained(plain.network(baseline)), grouped.network(baseline).parameters());
    assertEquals(
        plain.network(baseline).outputShapes(image), grouped.network(baseline).outputShapes(image));
    for (Convention convention : Convention.values()) {
      var size = new ImageSize(96, 128);
      assertEquals(
          CostModel.operations(plain, size, convention).cost(baseline),
          CostModel.operations(grouped, size, convention).cost(baseline));
    }
    assertTrue(
        grouped.network(baseline).nodes().stream()
            .noneMatch(node -> node.layer() instanceof Layer.BatchNorm));
    assertEquals(
        plain.blocks(plain.baseline(), Sharing.ALONE),
        grouped.blocks(grouped.baseline(), Sharing.ALONE));
    assertNotEquals(plain.canonical(), grouped.canonical());
  }

  private static List<Parameter> trained(Network network) {
    return network.parameters().stream().filter(parameter -> parameter.role().isTrained()).toList();
  }

  @Test
  void groupsAreAsPublishedWhereTheyDivideTheChannels() {
    assertEquals(Set.of(32), groups(new GroupNormed(ResNet.resnet50(64), 32)));
    // 24, 48, 96 and 192 channels.
    assertEquals(Set.of(8, 16, 32), groups(new GroupNormed(ResNet.resnet18(24), 32)));
    assertEquals(Set.of(1), groups(new GroupNormed(ResNet.resnet18(24), 1)));
    assertThrows(IllegalArgumentException.class, () -> new GroupNormed(ResNet.resnet18(24), 0));
  }

  private static Set<Integer> groups(Backbone backbone) {
    return backbone.network(Allocation.of(backbone.baseline())).nodes().stream()
        .flatMap(node ->
            node.layer() instanceof Layer.GroupNorm norm
                ? Stream.of(norm.groups())
                : Stream.empty())
        .collect(Collectors.toSet());
  }
}
