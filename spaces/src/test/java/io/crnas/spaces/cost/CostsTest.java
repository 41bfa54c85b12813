package io.crnas.spaces.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.spaces.Allocation;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.Family;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.MobileNetV2;
import io.crnas.spaces.ResNet;
import io.crnas.spaces.StageAllocation;
import io.crnas.spaces.cost.Cost.Convention;
import io.crnas.spaces.cost.Cost.Metric;
import io.crnas.spaces.cost.Cost.Scope;
import io.crnas.spaces.detector.Detector;
import io.crnas.spaces.detector.FasterRcnn;
import io.crnas.spaces.detector.MaskRcnn;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class CostsTest {
  private static final ImageSize PAPER = new ImageSize(800, 1088);
  private static final Detector DETECTOR = FasterRcnn.published().detector(80);
  private static final Detector MASKS = new MaskRcnn(FasterRcnn.published()).detector(80);
  private static final Network BOX_HEAD = DETECTOR.heads().get(1).network();
  private static final Network MASK_HEAD = MASKS.heads().getLast().network();

  /** Table 1 of the paper: GFLOPs of Faster R-CNN with FPN on COCO, RoIAlign apart. */
  @ParameterizedTest
  @CsvSource({
    "resnet18, 2-2-2-2, 147.7",
    "resnet50, 3-4-6-3, 192.5",
    "resnet50, 3-4-23-3, 257.3",
  })
  void thePapersDetectorCostsAreReproduced(String family, String allocation, double giga) {
    Backbone backbone = family.equals("resnet18") ? ResNet.resnet18(64) : ResNet.resnet50(64);

    Cost cost = DETECTOR.operations(backbone, Allocation.parse(allocation), PAPER, Convention.THOP);

    assertEquals(giga, cost.giga(), 0.25, cost.toString());
  }

  /** Table 3 of the paper: Mask R-CNN; 100 regions reach the mask head. */
  @ParameterizedTest
  @CsvSource({"RESNET50, 261.2", "RESNET101, 325.9"})
  void thePapersMaskDetectorCostsAreReproduced(Family family, double giga) {
    Backbone backbone = family.backbone();
    Allocation baseline = Allocation.of(backbone.baseline());
    List<Part> parts = MASKS.parts(backbone, baseline, PAPER, Convention.THOP);

    assertEquals(giga, Part.sum("all", parts).operations() / 1e9, 0.3, parts.toString());
  }

  /** Tables 1 and 3; the last convolution, which a detector does not read, is counted. */
  @Test
  void thePapersMobileNetCostsAreReproduced() {
    var backbone = new MobileNetV2(1);
    Allocation baseline = Allocation.of(backbone.baseline());
    List<Part> parts = MASKS.parts(backbone, baseline, PAPER, Convention.THOP);
    long last =
        Costs.operations(
            backbone.lastConvolution(backbone.baseline()), new Shape(320, 25, 34), Convention.THOP);
    double whole = (Part.sum("all", parts).operations() + last) / 1e9;

    assertEquals(189.5, whole, 0.6);
    assertEquals(121.1, whole - parts.getLast().operations() / 1e9, 0.6);
  }

  @Test
  void partsBearTheNamesOfTheStagesAndAddUpToTheWhole() {
    Backbone backbone = Family.MOBILENETV2.backbone();
    Allocation baseline = Allocation.of(backbone.baseline());
    List<Part> parts = DETECTOR.parts(backbone, baseline, PAPER, Convention.MAC);
    var image = new Shape(3, PAPER.height(), PAPER.width());
    Part body = Costs.of("body", backbone.network(baseline), image, Convention.MAC);

    assertEquals(
        List.of(
            "stem",
            "stage1",
            "stage2",
            "stage3",
            "stage4",
            "stage5",
            "stage6",
            "neck",
            "rpn",
            "box head"),
        parts.stream().map(Part::name).toList());
    assertEquals(body, Part.sum("body", parts.subList(0, 7)));
    assertEquals(DETECTOR.parameters(backbone, baseline), Part.sum("", parts).parameters());
  }

  /** 1000 regions of 256 x 7 x 7 through two layers of 1024 to 81 scores and 324 deltas. */
  @Test
  void aHeadCountsOnceForEachRegionAndItsParametersOnce() {
    Part head = Costs.of("head", BOX_HEAD, new Shape(256, 7, 7), Convention.MAC).times(1000);

    long weights = 1024L * (256 * 49) + 1024 * 1024 + 1024 * (81 + 324);
    assertEquals(1000 * weights, head.operations());
    assertEquals(weights + 1024 + 1024 + 81 + 324, head.parameters());
    assertEquals(1000 * (1024 + 1024 + 81 + 324), head.activations());
  }

  @Test
  void aTransposedConvolutionCountsWhatItsConventionSays() {
    Part head = Costs.byOutput(MASK_HEAD, new Shape(256, 14, 14), Convention.MAC).getFirst();
    long convolutions = 4L * 196 * 256 * 256 * 9;
    long logits = 784L * 256 * 81;
    assertEquals(convolutions + 784L * 256 * 256 + logits, head.operations());

    Part paper = Costs.of("mask", MASK_HEAD, new Shape(256, 14, 14), Convention.THOP);
    long biases = 4L * 196 * 256 + 784L * 256 + 784L * 81;
    assertEquals(convolutions + 784L * 256 * 256 * 4 + logits + biases, paper.operations());
  }

  @Test
  void theMaskHeadHasTorchvisionsParameters() throws IOException {
    var settings = FasterRcnn.of(256, 1024, List.of(32, 64, 128, 256, 512), List.of(1.));
    List<String> expected = new ArrayList<>();
    try (InputStream in = getClass().getResourceAsStream("/fixtures/state_dict_keys.json")) {
      for (JsonNode entry : new ObjectMapper().readTree(in).get("maskrcnn_resnet50_fpn")) {
        if (entry.get(0).asString().contains(".mask_")) {
          expected.add(entry.get(0).asString() + " " + entry.get(1));
        }
      }
    }
    assertEquals(
        expected,
        new MaskRcnn(settings)
            .detector(90).heads().getLast().network().parameters().stream()
                .map(p -> p.name() + " " + p.shape().toString().replace(" ", ""))
                .toList());
  }

  /** The well-known numbers of multiply-accumulates without the classifier. */
  @ParameterizedTest
  @CsvSource({"resnet18, 1813561344", "resnet50, 4087136256"})
  void backbonesCostWhatIsKnownOfThemAt224(String family, long expected) {
    ResNet backbone = family.equals("resnet18") ? ResNet.resnet18(64) : ResNet.resnet50(64);
    var network = backbone.network(Allocation.of(backbone.baseline()));

    assertEquals(expected, Costs.operations(network, new Shape(3, 224, 224), Convention.MAC));
  }

  @ParameterizedTest
  @CsvSource({"1-1-2-4, 2-2-2-2", "1-2-3-2, 5-1-1-1"})
  void aBlockCostsTheSameMultiplicationsInEveryStage(String one, String other) {
    assertEquals(operations(one, Convention.MAC), operations(other, Convention.MAC));
  }

  @Test
  void dilationIsFree() {
    assertEquals(
        operations("2-2-2-2", Convention.THOP), operations("2-2-2-2/12.33.21.13", Convention.THOP));
  }

  @Test
  void aBudgetAllowsWhatIsWithinItsToleranceAndRefusesOtherUnits() {
    Cost target = cost(1000, Convention.MAC);
    Budget budget = new Budget(target, 0.01);

    assertTrue(budget.allows(cost(990, Convention.MAC)));
    assertTrue(budget.allows(cost(1010, Convention.MAC)));
    assertFalse(budget.allows(cost(989, Convention.MAC)));
    assertFalse(budget.allows(cost(1011, Convention.MAC)));
    assertThrows(IllegalArgumentException.class, () -> budget.allows(cost(1000, Convention.THOP)));
    assertThrows(IllegalArgumentException.class, () -> new Budget(target, Double.NaN));
  }

  private static Cost cost(long value, Convention convention) {
    return new Cost(value, Metric.MACS, convention, Scope.BACKBONE, PAPER);
  }

  private static long operations(String allocation, Convention convention) {
    var backbone = new ResNet("small", ResNet.Block.BASIC, 16, StageAllocation.of(1, 1, 1, 1));
    return Costs.operations(
        backbone.network(Allocation.parse(allocation)), new Shape(3, 128, 192), convention);
  }
}
