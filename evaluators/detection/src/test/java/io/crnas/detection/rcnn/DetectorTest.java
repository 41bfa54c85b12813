package io.crnas.detection.rcnn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crnas.detection.data.Box;
import io.crnas.detection.fixtures.Formula;
import io.crnas.detection.fixtures.Json;
import io.crnas.detection.torch.Normalisation;
import io.crnas.detection.torch.ParameterStore;
import io.crnas.detection.torch.Pass;
import io.crnas.detection.torch.Torch;
import io.crnas.framework.device.Device;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.ResNet;
import io.crnas.spaces.Sharing;
import io.crnas.spaces.detector.FasterRcnn;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.weights.Tensor;
import io.crnas.spaces.weights.Weights;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The whole detector against torchvision's, with weights from a formula. */
class DetectorTest {
  private static final JsonNode EXPECTED = Json.read("detector.json");
  private static final int ALL = 1_000_000;

  private static final FasterRcnn ARCHITECTURE =
      new FasterRcnn(32, 64, 4, List.of(16, 32, 64, 128, 256), List.of(0.5, 1.0, 2.0));
  private static final DetectorSettings SETTINGS =
      new DetectorSettings(
          new DetectorSettings.Proposals(200, 200, 60, 60, 0.7, 0.7, 0.3, ALL, 0.5),
          new DetectorSettings.Regions(0.5, ALL, 0.5, 2, 0, 0.5, 30));
  private static final Network FEATURES =
      ARCHITECTURE.features(
          ResNet.resnet18(64), Allocation.parse("1-1-2-4"), new Graph(), Sharing.NESTED);

  private static Torch torch;
  private static Detector detector;

  @BeforeAll
  static void loadFormulaWeights() {
    torch = Torch.open(new Device.Cpu(), 1);
    var store = new ParameterStore(torch);
    var tensors = new LinkedHashMap<String, Tensor>();
    for (JsonNode entry : EXPECTED.get("state_dict")) {
      String name = entry.get(0).stringValue();
      List<Integer> shape = new ArrayList<>();
      entry.get(1).forEach(size -> shape.add(size.intValue()));
      tensors.put(name, Formula.parameter(tensors.size(), name, shape, damping(name)));
    }
    store.load(new Weights(tensors, Map.of()));
    detector = new Detector(ARCHITECTURE, SETTINGS, store);
    detector.require(FEATURES, "the formula");
  }

  private static double damping(String name) {
    if (name.startsWith("rpn.head.cls_logits")
        || name.startsWith("rpn.head.bbox_pred")
        || name.startsWith("roi_heads.box_predictor")) {
      return 0.05;
    }
    return name.startsWith("backbone.fpn") || name.startsWith("roi_heads.box_head") ? 0.3 : 1;
  }

  @AfterAll
  static void close() {
    torch.close();
  }

  private static ImageBatch image() {
    Tensor signed = Formula.image(96, 128);
    float[] data = signed.data().clone();
    for (int i = 0; i < data.length; i++) {
      data[i] = (data[i] + 1) / 2;
    }
    return new ImageBatch(new Tensor(signed.shape(), data), List.of(new ImageSize(96, 128)));
  }

  private static List<Target> targets() {
    List<Target> targets = new ArrayList<>();
    for (JsonNode box : EXPECTED.get("gt_boxes")) {
      targets.add(
          new Target(
              box(Json.floats(box)), EXPECTED.get("gt_labels").get(targets.size()).intValue()));
    }
    return targets;
  }

  @Test
  void lossesAndGradientNormsAreTorchvisions() {
    try (TrainingStep step =
        detector.step(FEATURES, image(), List.of(targets()), new Normalisation.Running(), 1, 0)) {
      JsonNode losses = EXPECTED.get("losses");
      assertRelative(losses.get("loss_objectness"), step.losses().objectness(), 1e-4, "objectness");
      assertRelative(
          losses.get("loss_rpn_box_reg"), step.losses().proposalBoxes(), 1e-4, "proposal boxes");
      assertRelative(
          losses.get("loss_classifier"), step.losses().classification(), 1e-4, "classification");
      assertRelative(losses.get("loss_box_reg"), step.losses().boxes(), 1e-4, "boxes");

      JsonNode norms = EXPECTED.get("grad_norms");
      Set<String> names = new LinkedHashSet<>();
      norms.propertyNames().forEach(names::add);
      assertEquals(names, Set.copyOf(step.gradients().names()));
      for (String name : names) {
        assertRelative(norms.get(name), norm(step.gradients().values(name)), 1e-3, name);
      }
    }
  }

  @Test
  void proposalsAreTorchvisions() {
    var normalisation = new Normalisation.Running();
    Boxes found;
    try (Pass pass = Pass.inference(detector.store(), normalisation)) {
      ImageBatch batch = image();
      var pyramid = pass.run(FEATURES, Map.of("input", pass.input(batch.pixels())));
      found =
          detector
              .proposals(pass, batch, pyramid)
              .stage()
              .propose(0, batch.sizes().getFirst(), false);
    }
    JsonNode expected = EXPECTED.get("proposals");
    assertEquals(expected.size(), found.count);
    int matched = 0;
    for (JsonNode box : expected) {
      for (int i = 0; i < found.count; i++) {
        if (farthest(found.get(i), box(Json.floats(box))) < 1e-3) {
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
        detector.detect(FEATURES, image(), new Normalisation.Running()).getFirst();
    JsonNode expected = EXPECTED.get("det");
    assertEquals(expected.get("boxes").size(), found.size());
    // Scores lie within 1e-4 of each other, so the order of the last places is not the same.
    List<DetectedBox> left = new ArrayList<>(found);
    int matched = 0;
    for (int i = 0; i < expected.get("boxes").size(); i++) {
      float[] box = Json.floats(expected.get("boxes").get(i));
      int label = expected.get("labels").get(i).intValue();
      double score = expected.get("scores").get(i).doubleValue();
      if (left.removeIf(
          d ->
              d.label() == label
                  && Math.abs(d.score() - score) < 1e-6
                  && farthest(d.box(), box(box)) < 1e-3)) {
        matched++;
      }
    }
    assertEquals(30, matched);
  }

  private static Box box(float[] corners) {
    return Boxes.of(corners).get(0);
  }

  private static double farthest(Box a, Box b) {
    return Math.max(
        Math.max(Math.abs(a.x1() - b.x1()), Math.abs(a.y1() - b.y1())),
        Math.max(Math.abs(a.x2() - b.x2()), Math.abs(a.y2() - b.y2())));
  }

  private static void assertRelative(
      JsonNode expected, double actual, double tolerance, String what) {
    double value = expected.doubleValue();
    assertEquals(value, actual, tolerance * Math.abs(value), what);
  }

  private static double norm(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }
}
