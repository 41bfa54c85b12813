package io.crnas.spaces.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.spaces.Allocation;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.MobileNetV2;
import io.crnas.spaces.ResNet;
import io.crnas.spaces.Sharing;
import io.crnas.spaces.StageAllocation;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Parameter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PretrainedTest {
  private static final String BODY = "backbone.body.";
  private static final Backbone RESNET = ResNet.resnet18(8);
  private static final Backbone MOBILENET = new MobileNetV2(0.25);

  @ParameterizedTest
  @ValueSource(strings = {"", BODY})
  void theBaselineTakesEverythingByTheSameNames(String prefix) {
    Weights source = weights(MOBILENET, prefix);

    Transfer transfer = transfer(MOBILENET, source, MOBILENET.baseline(), Sharing.ALONE);

    assertEquals(source.tensors().size(), transfer.values().size());
    transfer
        .values()
        .forEach((name, tensor) ->
            assertSame(source.get(prefix + name.substring(BODY.length())), tensor));
    assertEquals(List.of(), transfer.fresh());
    assertEquals(List.of(), transfer.unused());
  }

  /** As timm, mmdetection, DataParallel, Lightning and whole checkpoints have them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "module.",
        "backbone.",
        "model.",
        "module.backbone.",
        "model.backbone.body.",
        "x.y."
      })
  void everyPrefixIsFound(String prefix) {
    var tensors = new LinkedHashMap<>(weights(RESNET, prefix).tensors());
    tensors.put(prefix + "fc.weight", new Tensor(List.of(1), new float[1]));
    tensors.put("ema.conv1.weight", new Tensor(List.of(1), new float[1]));

    Transfer transfer =
        transfer(RESNET, new Weights(tensors, Map.of()), RESNET.baseline(), Sharing.ALONE);

    assertEquals(List.of(), transfer.fresh());
    assertEquals(List.of(prefix + "fc.weight", "ema.conv1.weight"), transfer.unused());
    var pretrained =
        new Pretrained(new Weights(tensors, Map.of()), RESNET, RESNET.baseline(), BODY);
    assertEquals(prefix + "bn1.bias", pretrained.nameInSource(BODY + "bn1.bias"));
  }

  @Test
  void whatIsBesideTheBodyHasThePrefixOfTheWholeDetector() {
    Weights source = weights(RESNET, "module." + BODY);

    var pretrained = new Pretrained(source, RESNET, RESNET.baseline(), BODY);

    assertEquals("module.rpn.head.conv.weight", pretrained.nameInSource("rpn.head.conv.weight"));
  }

  /** Names shift in torchvision's MobileNetV2 when a stage grows; places do not. */
  @Test
  void aLongerStageTakesTheBlocksThatAreThereAndTheRestIsFresh() {
    Weights source = weights(MOBILENET, "");

    Transfer transfer =
        transfer(MOBILENET, source, StageAllocation.parse("4-3-4-2-3-1"), Sharing.ALONE);

    assertSame(
        source.get("features.4.conv.0.0.weight"),
        transfer.values().get(BODY + "features.6.conv.0.0.weight"));
    assertEquals(List.of(), transfer.mismatches());
    assertTrue(
        transfer.fresh().stream()
            .allMatch(name ->
                name.startsWith(BODY + "features.4.") || name.startsWith(BODY + "features.5.")),
        transfer.fresh()::toString);
    assertTrue(
        transfer.unused().stream().allMatch(name -> name.startsWith("features.13.")),
        transfer.unused()::toString);
  }

  @Test
  void everyBranchOfASupernetGetsItsCopyAndNestedBlocksTheSource() {
    Weights source = weights(RESNET, "");
    StageAllocation net = StageAllocation.parse("3-1-2-2");

    Transfer branch = transfer(RESNET, source, net, Sharing.BRANCH);
    Transfer nested = transfer(RESNET, source, net, Sharing.NESTED);

    assertSame(
        source.get("layer1.1.conv1.weight"),
        branch.values().get(BODY + "layer1of3.1.conv1.weight"));
    assertSame(
        source.get("layer2.0.bn1.running_var"),
        branch.values().get(BODY + "layer2of1.0.bn1.running_var"));
    assertTrue(branch.fresh().contains(BODY + "layer1of3.2.conv1.weight"));
    assertSame(
        source.get("layer1.1.conv1.weight"), nested.values().get(BODY + "layer1.1.conv1.weight"));
    assertTrue(nested.fresh().contains(BODY + "layer1.2.conv1.weight"));
    assertTrue(nested.unused().contains("layer2.1.conv1.weight"));
  }

  @Test
  void headsAndOtherShapesAreListedNotTaken() {
    var tensors = new LinkedHashMap<>(weights(RESNET, "").tensors());
    tensors.put("fc.weight", new Tensor(List.of(1), new float[1]));
    tensors.put("conv1.weight", new Tensor(List.of(2), new float[2]));

    Transfer transfer =
        transfer(RESNET, new Weights(tensors, Map.of()), RESNET.baseline(), Sharing.ALONE);

    assertEquals(List.of("fc.weight"), transfer.unused());
    assertEquals(
        List.of(
            new Transfer.Mismatch(
                BODY + "conv1.weight", List.of(8, 3, 7, 7), "conv1.weight", List.of(2))),
        transfer.mismatches());
    assertTrue(!transfer.values().containsKey(BODY + "conv1.weight"));
  }

  private static Transfer transfer(
      Backbone backbone, Weights source, StageAllocation net, Sharing sharing) {
    return new Pretrained(source, backbone, backbone.baseline(), BODY)
        .transfer(
            backbone.network(Allocation.of(net), new Graph().under(BODY), sharing).parameters(),
            List.of(net),
            sharing);
  }

  private static Weights weights(Backbone backbone, String prefix) {
    var tensors = new LinkedHashMap<String, Tensor>();
    for (Parameter parameter : backbone.network(Allocation.of(backbone.baseline())).parameters()) {
      tensors.put(
          prefix + parameter.name(),
          new Tensor(parameter.shape(), new float[Math.toIntExact(parameter.size())]));
    }
    return new Weights(tensors, Map.of());
  }
}
