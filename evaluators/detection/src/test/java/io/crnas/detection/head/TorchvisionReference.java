package io.crnas.detection.head;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crnas.detection.data.Box;
import io.crnas.detection.data.ImageBatch;
import io.crnas.detection.fixtures.Formula;
import io.crnas.detection.fixtures.Json;
import io.crnas.detection.torch.Frozen;
import io.crnas.detection.torch.Gradients;
import io.crnas.detection.torch.Normalisation;
import io.crnas.detection.torch.ParameterStore;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.ResNet;
import io.crnas.spaces.Sharing;
import io.crnas.spaces.detector.Detector;
import io.crnas.spaces.detector.FasterRcnn;
import io.crnas.spaces.detector.Head;
import io.crnas.spaces.detector.Reads;
import io.crnas.spaces.detector.Sampler;
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
import java.util.function.ToDoubleFunction;
import tools.jackson.databind.JsonNode;

/** What torchvision's detectors say of one image, with weights from a formula. */
final class TorchvisionReference {
  private static final int ALL = 1_000_000;

  private TorchvisionReference() {}

  /** The one of {@code detector.json} and {@code cascade.json}, with every anchor in the losses. */
  static FasterRcnn fasterRcnn() {
    return new FasterRcnn(
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
  }

  /** The same with every RoI in the losses, so that nothing depends on chance. */
  static Detector withAllRois(Detector detector) {
    Detector all = detector;
    for (Head head : detector.heads()) {
      if (head.reads() instanceof Reads.Rois) {
        all = all.with(head.withSampler(new Sampler.Balanced(ALL, 0.5)));
      }
    }
    return all;
  }

  /** The pyramid of all fixtures. */
  static Network features(Detector detector) {
    return detector.features(
        ResNet.resnet18(64), Allocation.parse("1-1-2-4"), new Graph(), Sharing.NESTED);
  }

  /**
   * The weights.
   *
   * @param states names and shapes in torch's order
   * @param damping what each parameter is multiplied by
   */
  static Weights weights(JsonNode states, ToDoubleFunction<String> damping) {
    var tensors = new LinkedHashMap<String, Tensor>();
    for (JsonNode entry : states) {
      String name = entry.get(0).stringValue();
      List<Integer> shape = new ArrayList<>();
      entry.get(1).forEach(size -> shape.add(size.intValue()));
      tensors.put(
          name, Formula.parameter(tensors.size(), name, shape, damping.applyAsDouble(name)));
    }
    return new Weights(tensors, Map.of());
  }

  /** What the formula's numbers are multiplied by in a Faster R-CNN, of a parameter's name. */
  static double damping(String name) {
    if (name.startsWith("rpn.head.cls_logits")
        || name.startsWith("rpn.head.bbox_pred")
        || name.startsWith("roi_heads.box_predictor")) {
      return 0.05;
    }
    return name.startsWith("backbone.fpn") || name.startsWith("roi_heads.box_head") ? 0.3 : 1;
  }

  /** A detector with the weights of the formula, whose names are in the fixture. */
  static DetectorModel model(
      Detector detector,
      Network features,
      ParameterStore store,
      JsonNode fixture,
      ToDoubleFunction<String> damping) {
    store.load(weights(fixture.get("state_dict"), damping));
    var model = new DetectorModel(detector, store);
    model.require(features, "the formula");
    return model;
  }

  /** An image of 128x96 pixels with values from 0 to 1. */
  static ImageBatch image() {
    float[] pixels = Formula.pixels(96, 128);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (pixels[i] + 1) / 2;
    }
    var size = new ImageSize(96, 128);
    return ImageBatch.normalised(pixels, size, List.of(size));
  }

  /** The objects in it. */
  static List<Target> targets(JsonNode boxes, JsonNode labels) {
    List<Target> targets = new ArrayList<>();
    for (JsonNode box : boxes) {
      targets.add(new Target(box(Json.floats(box)), labels.get(targets.size()).intValue()));
    }
    return targets;
  }

  /** A step on the image, by running statistics and without chance. */
  static TrainingStep step(DetectorModel model, Network features, List<Target> targets) {
    return model.step(
        model.prepare(features, image(), List.of(targets), 1, 0),
        new Normalisation.Running(),
        Frozen.NOTHING);
  }

  /** What is found in the image. */
  static List<DetectedBox> detect(DetectorModel model, Network features)
      throws InterruptedException {
    return model.detect(features, image(), new Normalisation.Running()).getFirst();
  }

  static Box box(float[] corners) {
    return Boxes.of(corners).get(0);
  }

  static double farthest(Box a, Box b) {
    return Math.max(
        Math.max(Math.abs(a.x1() - b.x1()), Math.abs(a.y1() - b.y1())),
        Math.max(Math.abs(a.x2() - b.x2()), Math.abs(a.y2() - b.y2())));
  }

  static void assertRelative(JsonNode expected, double actual, double tolerance, String what) {
    double value = expected.doubleValue();
    assertEquals(value, actual, tolerance * Math.abs(value), what);
  }

  /** Exactly those parameters have gradients, each of the expected norm within 0.1 %. */
  static void assertNorms(JsonNode norms, Gradients gradients) {
    Set<String> names = new LinkedHashSet<>();
    norms.propertyNames().forEach(names::add);
    assertEquals(names, Set.copyOf(gradients.names()));
    for (String name : names) {
      double sum = 0;
      for (float value : gradients.values(name)) {
        sum += (double) value * value;
      }
      assertRelative(norms.get(name), Math.sqrt(sum), 1e-3, name);
    }
  }

  /** As sets, for scores lie so near each other that the order of the last places differs. */
  static void assertDetections(JsonNode expected, List<DetectedBox> found, double tolerance) {
    assertEquals(expected.get("boxes").size(), found.size());
    List<DetectedBox> left = new ArrayList<>(found);
    int matched = 0;
    for (int i = 0; i < expected.get("boxes").size(); i++) {
      Box box = box(Json.floats(expected.get("boxes").get(i)));
      int label = expected.get("labels").get(i).intValue();
      double score = expected.get("scores").get(i).doubleValue();
      if (left.removeIf(
          d ->
              d.label() == label
                  && Math.abs(d.score() - score) < tolerance
                  && farthest(d.box(), box) < 1e-3)) {
        matched++;
      }
    }
    assertEquals(found.size(), matched);
  }
}
