package io.crnas.spaces;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.spaces.cost.Cost.Convention;
import io.crnas.spaces.cost.Costs;
import io.crnas.spaces.network.Layer;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Node;
import io.crnas.spaces.network.Parameter;
import io.crnas.spaces.network.Shape;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Families with deformable convolutions. */
class DeformableTest {
  private static final Shape IMAGE = new Shape(3, 96, 128);

  @Test
  void the3x3OfTheNamedLevelsAreDeformable() {
    Backbone deformable = new Deformable(Family.RESNET50.backbone(), List.of(3, 4, 5));
    List<String> names = new ArrayList<>();
    for (Node node : deformable.network(Allocation.of(deformable.baseline())).nodes()) {
      switch (node.layer()) {
        case Layer.DeformConv c -> {
          assertEquals(3, c.plain().kernel());
          assertEquals(18, c.offsets().out());
          names.add(node.name());
        }
        case Layer.Conv c ->
            assertTrue(c.kernel() != 3 || node.name().startsWith("layer1."), node::toString);
        case Layer _ -> {}
      }
    }
    assertEquals(4 + 6 + 3, names.size());
    assertEquals("layer2.0.conv2", names.getFirst());
  }

  /** Names of mmdetection's, and each 3x3 as often again as 18 of its outputs cost. */
  @Test
  void parametersAndCostsAreThoseOfTheOffsetsMore() {
    Backbone plain = Family.RESNET50.backbone();
    Allocation net = Allocation.of(plain.baseline());
    Network without = plain.network(net);
    Network with = new Deformable(plain, List.of(5)).network(net);

    List<String> more = new ArrayList<>(with.parameters().stream().map(Parameter::name).toList());
    more.removeAll(without.parameters().stream().map(Parameter::name).toList());
    assertEquals(
        List.of("layer4.0.conv2.conv_offset.weight", "layer4.0.conv2.conv_offset.bias"),
        more.subList(0, 2));
    assertEquals(6, more.size());
    // Three blocks of 512 channels on 3 x 4 cells.
    long offsets = 3 * 18 * (512 * 9) * (3 * 4);
    assertEquals(
        Costs.operations(without, IMAGE, Convention.MAC) + offsets,
        Costs.operations(with, IMAGE, Convention.MAC));
    assertEquals(
        Costs.operations(without, IMAGE, Convention.THOP) + offsets + 3 * 18 * (3 * 4),
        Costs.operations(with, IMAGE, Convention.THOP));
    assertEquals(Costs.parameters(without) + 3 * 18 * (512 * 9 + 1), Costs.parameters(with));
    assertEquals(
        Costs.of("a", without, IMAGE, Convention.MAC).activations() + 3 * 18 * (3 * 4),
        Costs.of("b", with, IMAGE, Convention.MAC).activations());
  }

  /** Half as many numbers again. */
  @Test
  void masksAreNineNumbersMoreACell() {
    Backbone plain = Family.RESNET50.backbone();
    Allocation net = Allocation.of(plain.baseline());
    Backbone first = new Deformable(plain, List.of(5));
    Backbone second = new Deformable(plain, List.of(5), true);
    assertEquals(
        3 * 9 * (512 * 9 + 1),
        Costs.parameters(second.network(net)) - Costs.parameters(first.network(net)));
    assertEquals(
        3L * 9 * (512 * 9) * (3 * 4),
        Costs.operations(second.network(net), IMAGE, Convention.MAC)
            - Costs.operations(first.network(net), IMAGE, Convention.MAC));
    assertNotEquals(first.canonical(), second.canonical());
    assertEquals(
        "Deformable[levels=[5], plain=" + plain.canonical() + "]", first.canonical(), "as ever");
  }

  @ParameterizedTest
  @EnumSource
  void everyFamilyHasTheSameShapesAndOtherNames(Family family) {
    Backbone plain = family.backbone();
    Backbone deformable = new Deformable(plain, List.of(4, 5));
    Allocation net = Allocation.of(plain.baseline());

    assertEquals(
        plain.network(net).outputShapes(IMAGE), deformable.network(net).outputShapes(IMAGE));
    assertEquals(plain.name(), deformable.name());
    assertNotEquals(plain.canonical(), deformable.canonical());
    assertEquals(
        plain.blocks(plain.baseline(), Sharing.ALONE),
        deformable.blocks(plain.baseline(), Sharing.ALONE));
    assertTrue(
        new GroupNormed(deformable, 32)
            .network(net).nodes().stream()
                .anyMatch(node -> node.layer() instanceof Layer.DeformConv));
  }

  @Test
  void levelsWithoutBlocksAreRefused() {
    Backbone shuffle = Family.SHUFFLENETV2.backbone();
    assertThrows(IllegalArgumentException.class, () -> new Deformable(shuffle, List.of(2, 3)));
    assertThrows(IllegalArgumentException.class, () -> new Deformable(shuffle, List.of()));
    Layer.Conv biased = Layer.Conv.biased(3, 4, 3);
    assertThrows(IllegalArgumentException.class, () -> new Layer.DeformConv(biased));
  }
}
