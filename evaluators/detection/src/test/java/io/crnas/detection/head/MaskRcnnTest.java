package io.crnas.detection.head;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.detection.data.Box;
import io.crnas.detection.data.BoxMask;
import io.crnas.detection.data.PreparedMask;
import io.crnas.detection.fixtures.Json;
import io.crnas.detection.fixtures.WithTorch;
import io.crnas.detection.mask.CompressedMask;
import io.crnas.detection.mask.Mask;
import io.crnas.detection.torch.Normalisation;
import io.crnas.detection.torch.ParameterStore;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.detector.Detector;
import io.crnas.spaces.detector.FasterRcnn;
import io.crnas.spaces.detector.MaskRcnn;
import io.crnas.spaces.detector.Yields;
import io.crnas.spaces.network.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Mask R-CNN as a whole against torchvision 0.14.1's; {@code mask.json} says how. */
class MaskRcnnTest extends WithTorch {
  private static final JsonNode EXPECTED = Json.read("mask.json");
  private static final ImageSize SIZE = new ImageSize(96, 128);
  private static final Detector DETECTOR =
      TorchvisionReference.withAllRois(new MaskRcnn(TorchvisionReference.fasterRcnn()).detector(4));
  private static final Network FEATURES = TorchvisionReference.features(DETECTOR);

  private static DetectorModel model(ParameterStore store) {
    return TorchvisionReference.model(
        DETECTOR, FEATURES, store, EXPECTED, TorchvisionReference::damping);
  }

  private static Mask mask(JsonNode counts) {
    return Mask.ofCounts(SIZE.height(), SIZE.width(), counts(counts));
  }

  private static int[] counts(JsonNode counts) {
    return counts.valueStream().mapToInt(JsonNode::intValue).toArray();
  }

  private static List<Target> targets() {
    List<Target> targets = new ArrayList<>();
    for (Target plain :
        TorchvisionReference.targets(EXPECTED.get("gt_boxes"), EXPECTED.get("gt_labels"))) {
      Mask mask = mask(EXPECTED.get("gt_masks").get(targets.size()));
      var prepared = PreparedMask.of(CompressedMask.of(mask));
      targets.add(new Target(plain.box(), plain.label(), Optional.of(prepared)));
    }
    return targets;
  }

  @Test
  void lossesAndGradientNormsAreTorchvisions() {
    Map<String, String> names =
        Map.of(
            "loss_objectness", "objectness",
            "loss_rpn_box_reg", "proposals",
            "loss_classifier", "classes",
            "loss_box_reg", "boxes",
            "loss_mask", "masks");
    try (var store = new ParameterStore(torch);
        TrainingStep step = TorchvisionReference.step(model(store), FEATURES, targets())) {
      names.forEach((theirs, ours) ->
          TorchvisionReference.assertRelative(
              EXPECTED.get("losses").get(theirs), step.losses().of(ours), 1e-4, ours));
      TorchvisionReference.assertNorms(EXPECTED.get("grad_norms"), step.gradients());
    }
  }

  @Test
  void detectionsAndTheirMasksAreTorchvisions() throws InterruptedException {
    try (var store = new ParameterStore(torch)) {
      List<DetectedBox> found = TorchvisionReference.detect(model(store), FEATURES);
      TorchvisionReference.assertDetections(EXPECTED.get("det"), found, 1e-5);
      for (int i = 0; i < EXPECTED.get("pasted").size(); i++) {
        Box box = TorchvisionReference.box(Json.floats(EXPECTED.get("det").get("boxes").get(i)));
        int label = EXPECTED.get("det").get("labels").get(i).intValue();
        DetectedBox own =
            found.stream()
                .filter(one -> one.label() == label)
                .filter(one -> TorchvisionReference.farthest(one.box(), box) < 1e-3)
                .findFirst()
                .orElseThrow();
        BoxMask mask = own.mask().orElseThrow();
        float[] expected = Json.floats(EXPECTED.get("mask_probabilities").get(i));
        assertEquals(28, mask.side());
        for (int cell = 0; cell < expected.length; cell++) {
          assertEquals(expected[cell], mask.at(cell % 28, cell / 28), 1e-4);
        }
        Mask pasted = mask(EXPECTED.get("pasted").get(i));
        assertTrue(mask.in(box, SIZE).overlap(pasted, false) > 0.998);
      }
    }
  }

  @Test
  void whereNothingIsFoundThereAreNoMasks() throws InterruptedException {
    Detector strict =
        DETECTOR.with(
            DETECTOR
                .head(FasterRcnn.BOX_HEAD)
                .orElseThrow()
                .withYields(new Yields.Detections(0.999, Yields.Detections.ALL, 0.5, 30)));
    try (var store = new ParameterStore(torch)) {
      model(store);
      List<List<DetectedBox>> found =
          new DetectorModel(strict, store)
              .detect(FEATURES, TorchvisionReference.image(), new Normalisation.Running());
      assertEquals(List.of(List.of()), found);
    }
  }

  /** Without an object there is nothing to learn for the mask head. */
  @Test
  void anImageWithoutObjectsIsNoMatter() {
    try (var store = new ParameterStore(torch);
        TrainingStep step = TorchvisionReference.step(model(store), FEATURES, List.of())) {
      assertEquals(0, step.losses().of("masks"));
      assertTrue(step.losses().of("classes") > 0);
      for (String name : step.gradients().names()) {
        for (float value : step.gradients().values(name)) {
          assertTrue(Float.isFinite(value), name);
        }
      }
      assertTrue(
          step.gradients().names().contains("roi_heads.mask_predictor.mask_fcn_logits.weight"));
    }
  }

  @Test
  void projectionIsTorchvisions() {
    JsonNode expected = EXPECTED.get("projection");
    List<Target> targets = targets();
    List<Target> objects =
        expected.get("objects").valueStream().map(i -> targets.get(i.intValue())).toList();
    float[] corners = new float[16];
    for (int i = 0; i < 16; i++) {
      corners[i] = expected.get("boxes").get(i / 4).get(i % 4).floatValue();
    }

    float[] filled = MaskStage.filled(4, Boxes.of(corners), objects);

    for (int roi = 0; roi < 4; roi++) {
      float[] own = Json.floats(expected.get("values").get(roi));
      float[] actual = Arrays.copyOfRange(filled, 16 * roi, 16 * (roi + 1));
      assertArrayEquals(own, actual, 1e-5f);
    }
  }

  @Test
  void pastingIsTorchvisions() {
    JsonNode paste = EXPECTED.get("paste");
    var mask = new BoxMask(28, Json.floats(paste.get("probabilities")));
    for (int i = 0; i < paste.get("boxes").size(); i++) {
      Box box = TorchvisionReference.box(Json.floats(paste.get("boxes").get(i)));
      assertEquals(mask(paste.get("counts").get(i)), mask.in(box, SIZE), box.toString());
    }
  }

  @Test
  void resizingIsTorchs() {
    JsonNode resize = EXPECTED.get("resize");
    Mask odd = Mask.ofCounts(7, 11, counts(resize.get("counts")));
    for (JsonNode to : resize.get("to")) {
      int height = to.get("size").get(0).intValue();
      int width = to.get("size").get(1).intValue();
      Mask expected = Mask.ofCounts(height, width, counts(to.get("counts")));
      assertArrayEquals(expected.resized(height, width), odd.resized(height, width));
    }
  }
}
