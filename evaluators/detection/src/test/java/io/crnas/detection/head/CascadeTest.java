package io.crnas.detection.head;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.crnas.detection.fixtures.Json;
import io.crnas.detection.fixtures.WithTorch;
import io.crnas.detection.torch.Frozen;
import io.crnas.detection.torch.Normalisation;
import io.crnas.detection.torch.ParameterStore;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.ResNet;
import io.crnas.spaces.Sharing;
import io.crnas.spaces.detector.CascadeRcnn;
import io.crnas.spaces.detector.Detector;
import io.crnas.spaces.detector.FasterRcnn;
import io.crnas.spaces.detector.Head;
import io.crnas.spaces.detector.Sampler;
import io.crnas.spaces.detector.Yields;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Network;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Held against a cascade of torchvision 0.14.1's parts; {@code cascade.json} says how. */
class CascadeTest extends WithTorch {
  private static final JsonNode EXPECTED = Json.read("cascade.json");
  private static final int ALL = 1_000_000;
  private static final Detector CASCADE = cascade();
  private static final Network FEATURES =
      CASCADE.features(
          ResNet.resnet18(64), Allocation.parse("1-1-2-4"), new Graph(), Sharing.NESTED);

  /** Every anchor and every RoI is in the losses, so that nothing depends on chance. */
  private static Detector cascade() {
    var plain =
        new FasterRcnn(
            32,
            64,
            List.of(16, 32, 64, 128, 256),
            List.of(0.5, 1.0, 2.0),
            200,
            60,
            ALL,
            ALL,
            224,
            0,
            0.5,
            30);
    Detector cascade = CascadeRcnn.of(plain).detector(4);
    for (Head head : cascade.heads().subList(1, 4)) {
      cascade = cascade.with(head.withSampler(new Sampler.Balanced(ALL, 0.5)));
    }
    return cascade;
  }

  private static double damping(String name) {
    if (name.startsWith("rpn.head.cls_logits") || name.startsWith("rpn.head.bbox_pred")) {
      return 0.05;
    }
    return name.startsWith("backbone.fpn") || name.startsWith("roi_heads") ? 0.3 : 1;
  }

  private static DetectorModel model(ParameterStore store) {
    store.load(TorchvisionReference.weights(EXPECTED.get("state_dict"), CascadeTest::damping));
    var model = new DetectorModel(CASCADE, store);
    model.require(FEATURES, "the formula");
    return model;
  }

  @Test
  void lossesAndGradientNormsAreThoseOfTheReference() {
    List<Target> targets =
        TorchvisionReference.targets(EXPECTED.get("gt_boxes"), EXPECTED.get("gt_labels"));
    try (var store = new ParameterStore(torch);
        TrainingStep step =
            model(store)
                .step(
                    FEATURES,
                    TorchvisionReference.image(),
                    List.of(targets),
                    new Normalisation.Running(),
                    Frozen.NOTHING,
                    1,
                    0)) {
      JsonNode losses = EXPECTED.get("losses");
      for (int head = 1; head <= 3; head++) {
        for (String loss : List.of("classes_" + head, "boxes_" + head)) {
          TorchvisionReference.assertRelative(losses.get(loss), step.losses().of(loss), 1e-4, loss);
        }
      }
      TorchvisionReference.assertNorms(EXPECTED.get("grad_norms"), step.gradients());
    }
  }

  @Test
  void detectionsAreThoseOfTheReference() throws InterruptedException {
    try (var store = new ParameterStore(torch)) {
      List<DetectedBox> found =
          model(store)
              .detect(FEATURES, TorchvisionReference.image(), new Normalisation.Running())
              .getFirst();
      TorchvisionReference.assertDetections(EXPECTED.get("det"), found, 1e-5);
    }
  }

  /** A target's own box that was sampled teaches its head, and is not handed on. */
  @Test
  void theObjectsOwnBoxesAreNotRefined() {
    var stage = new RoiStage(CASCADE.heads().get(1), 5);
    List<Target> targets =
        TorchvisionReference.targets(EXPECTED.get("gt_boxes"), EXPECTED.get("gt_labels"));
    Boxes proposals = Boxes.of(new float[] {11, 12, 41, 60, 100, 0, 120, 9});

    RoiStage.Chosen chosen = stage.choose(proposals, targets, new Random(1));

    // The proposal on the first object, the three objects, and the one on nothing.
    assertEquals(List.of(0, 0, 1, 2, Matcher.BACKGROUND), chosen.targets());
    assertEquals(List.of(0, 4), chosen.proposed());
  }

  @Test
  void whatIsRefinedHasOneBoxForAllClasses() {
    Detector plain = FasterRcnn.published().detector(4);
    Head box = plain.heads().getLast();
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new Detector(
                "wrong",
                4,
                plain.neck(),
                List.of(plain.heads().getFirst(), box.withYields(new Yields.Refined(1000)))));
  }
}
