package io.crnas.detection.head;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crnas.detection.data.ImageBatch;
import io.crnas.detection.fixtures.Json;
import io.crnas.detection.torch.Frozen;
import io.crnas.detection.torch.Normalisation;
import io.crnas.detection.torch.ParameterStore;
import io.crnas.detection.torch.Pass;
import io.crnas.detection.torch.Torch;
import io.crnas.framework.device.Device;
import io.crnas.spaces.detector.Detector;
import io.crnas.spaces.detector.FasterRcnn;
import io.crnas.spaces.network.Network;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The whole detector against torchvision's, with weights from a formula. */
class DetectorTest {
  private static final JsonNode EXPECTED = Json.read("detector.json");
  private static final Detector ARCHITECTURE =
      TorchvisionReference.withAllRois(TorchvisionReference.fasterRcnn().detector(4));
  private static final Network FEATURES = TorchvisionReference.features(ARCHITECTURE);

  private static Torch torch;
  private static DetectorModel detector;

  @BeforeAll
  static void loadFormulaWeights() {
    torch = Torch.open(new Device.Cpu(), 1);
    var store = new ParameterStore(torch);
    detector =
        TorchvisionReference.model(
            ARCHITECTURE, FEATURES, store, EXPECTED, TorchvisionReference::damping);
  }

  @AfterAll
  static void close() {
    torch.close();
  }

  private static List<Target> targets() {
    return TorchvisionReference.targets(EXPECTED.get("gt_boxes"), EXPECTED.get("gt_labels"));
  }

  @Test
  void lossesAndGradientNormsAreTorchvisions() {
    try (TrainingStep step =
        detector.step(
            detector.prepare(FEATURES, TorchvisionReference.image(), List.of(targets()), 1, 0),
            new Normalisation.Running(),
            Frozen.NOTHING)) {
      JsonNode losses = EXPECTED.get("losses");
      TorchvisionReference.assertRelative(
          losses.get("loss_objectness"), step.losses().of("objectness"), 1e-4, "objectness");
      TorchvisionReference.assertRelative(
          losses.get("loss_rpn_box_reg"), step.losses().of("proposals"), 1e-4, "proposal boxes");
      TorchvisionReference.assertRelative(
          losses.get("loss_classifier"), step.losses().of("classes"), 1e-4, "classification");
      TorchvisionReference.assertRelative(
          losses.get("loss_box_reg"), step.losses().of("boxes"), 1e-4, "boxes");
      TorchvisionReference.assertNorms(EXPECTED.get("grad_norms"), step.gradients());
    }
  }

  @Test
  void proposalsAreTorchvisions() {
    var normalisation = new Normalisation.Running();
    Boxes found;
    try (Pass pass = Pass.inference(detector.store(), normalisation)) {
      ImageBatch batch = TorchvisionReference.image();
      var pyramid = pass.run(FEATURES, Map.of("input", pass.input(batch)));
      var anchors = AnchorGrid.of(ARCHITECTURE, batch.padded(), PyramidReadout.grids(pyramid));
      var sources = new RoiSources();
      sources.add(
          ARCHITECTURE.head(FasterRcnn.RPN).orElseThrow(),
          PyramidReadout.of(ARCHITECTURE, pass, batch, pyramid, anchors),
          batch,
          false,
          List.of(),
          1);
      found = sources.of(FasterRcnn.RPN, 0);
    }
    JsonNode expected = EXPECTED.get("proposals");
    assertEquals(expected.size(), found.count);
    int matched = 0;
    for (JsonNode box : expected) {
      for (int i = 0; i < found.count; i++) {
        if (TorchvisionReference.farthest(found.get(i), TorchvisionReference.box(Json.floats(box)))
            < 1e-3) {
          matched++;
          break;
        }
      }
    }
    assertEquals(expected.size(), matched);
  }

  @Test
  void detectionsAreTorchvisions() throws InterruptedException {
    List<DetectedBox> found =
        detector
            .detect(FEATURES, TorchvisionReference.image(), new Normalisation.Running())
            .getFirst();
    TorchvisionReference.assertDetections(EXPECTED.get("det"), found, 1e-6);
  }
}
