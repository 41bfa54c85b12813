package io.crnas.detection.head;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.detection.fixtures.Json;
import io.crnas.detection.fixtures.WithTorch;
import io.crnas.detection.torch.Normalisation;
import io.crnas.detection.torch.ParameterStore;
import io.crnas.spaces.detector.Detector;
import io.crnas.spaces.detector.Fcos;
import io.crnas.spaces.detector.Retinanet;
import io.crnas.spaces.network.Network;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** RetinaNet and FCOS as a whole against torchvision 0.14.1's, with weights from a formula. */
class DenseDetectorsTest extends WithTorch {
  private static final JsonNode EXPECTED = Json.read("dense.json");

  /** torchvision's losses by our names. */
  private static final Map<String, String> LOSSES =
      Map.of("classes", "classification", "boxes", "bbox_regression", "centreness", "bbox_ctrness");

  private static Detector detector(String name) {
    return name.equals("fcos")
        ? new Fcos(64, 4, 1.5, 200, 0.05, 0.6, 30).detector(4)
        : new Retinanet(
                64,
                4,
                List.of(16, 32, 64, 128, 256),
                List.of(0.5, 1.0, 2.0),
                0.5,
                0.4,
                0.25,
                2,
                200,
                0.05,
                0.5,
                30)
            .detector(4);
  }

  private static double damping(String detector, String name) {
    if (name.contains("bbox_reg")) {
      return detector.equals("fcos") ? 0.5 : 0.05;
    }
    if (name.contains("cls_logits") || name.contains("bbox_ctrness")) {
      return 0.5;
    }
    return name.startsWith("backbone.fpn") || name.startsWith("head.") ? 0.3 : 1;
  }

  private static DetectorModel model(String name, ParameterStore store) {
    JsonNode states = EXPECTED.get(name).get("state_dict");
    store.load(TorchvisionReference.weights(states, parameter -> damping(name, parameter)));
    var model = new DetectorModel(detector(name), store);
    model.require(TorchvisionReference.features(detector(name)), "the formula");
    return model;
  }

  @ParameterizedTest
  @ValueSource(strings = {"retinanet", "fcos"})
  void lossesAndGradientNormsAreTorchvisions(String name) {
    List<Target> targets =
        TorchvisionReference.targets(EXPECTED.get("gt_boxes"), EXPECTED.get("gt_labels"));
    try (var store = new ParameterStore(torch);
        TrainingStep step =
            TorchvisionReference.step(
                model(name, store), TorchvisionReference.features(detector(name)), targets)) {
      JsonNode expected = EXPECTED.get(name);
      step.losses()
          .values()
          .forEach((loss, value) ->
              TorchvisionReference.assertRelative(
                  expected.get("losses").get(LOSSES.get(loss)), value, 1e-4, loss));
      TorchvisionReference.assertNorms(expected.get("grad_norms"), step.gradients());
    }
  }

  /** The loss of a box without a size is 1, and has no gradient behind a closed ReLU. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void boxesOfFcosHaveASizeBeforeAnythingIsLearnt(long seed) {
    List<Target> targets =
        TorchvisionReference.targets(EXPECTED.get("gt_boxes"), EXPECTED.get("gt_labels"));
    Network features = TorchvisionReference.features(detector("fcos"));
    try (var store = new ParameterStore(torch)) {
      var model = new DetectorModel(detector("fcos"), store);
      model.initialise(features, seed);
      try (TrainingStep step = TorchvisionReference.step(model, features, targets)) {
        double loss = step.losses().values().get("boxes");
        assertTrue(loss < 0.9, () -> "loss of the boxes " + loss);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"retinanet", "fcos"})
  void detectionsAreTorchvisions(String name) throws InterruptedException {
    try (var store = new ParameterStore(torch)) {
      List<DetectedBox> found =
          model(name, store)
              .detect(
                  TorchvisionReference.features(detector(name)),
                  TorchvisionReference.image(),
                  new Normalisation.Running())
              .getFirst();
      TorchvisionReference.assertDetections(EXPECTED.get(name).get("det"), found, 1e-5);
    }
  }
}
