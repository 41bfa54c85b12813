package io.crnas.detection.head;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.crnas.detection.fixtures.Json;
import io.crnas.detection.fixtures.WithTorch;
import io.crnas.detection.torch.ParameterStore;
import io.crnas.spaces.detector.CascadeRcnn;
import io.crnas.spaces.detector.Detector;
import io.crnas.spaces.detector.FasterRcnn;
import io.crnas.spaces.detector.Head;
import io.crnas.spaces.detector.Yields;
import io.crnas.spaces.network.Network;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Held against a cascade of torchvision 0.14.1's parts; {@code cascade.json} says how. */
class CascadeTest extends WithTorch {
  private static final JsonNode EXPECTED = Json.read("cascade.json");
  private static final Detector CASCADE =
      TorchvisionReference.withAllRois(
          CascadeRcnn.of(TorchvisionReference.fasterRcnn()).detector(4));
  private static final Network FEATURES = TorchvisionReference.features(CASCADE);

  private static double damping(String name) {
    if (name.startsWith("rpn.head.cls_logits") || name.startsWith("rpn.head.bbox_pred")) {
      return 0.05;
    }
    return name.startsWith("backbone.fpn") || name.startsWith("roi_heads") ? 0.3 : 1;
  }

  private static DetectorModel model(ParameterStore store) {
    return TorchvisionReference.model(CASCADE, FEATURES, store, EXPECTED, CascadeTest::damping);
  }

  @Test
  void lossesAndGradientNormsAreThoseOfTheReference() {
    List<Target> targets =
        TorchvisionReference.targets(EXPECTED.get("gt_boxes"), EXPECTED.get("gt_labels"));
    try (var store = new ParameterStore(torch);
        TrainingStep step = TorchvisionReference.step(model(store), FEATURES, targets)) {
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
      List<DetectedBox> found = TorchvisionReference.detect(model(store), FEATURES);
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
