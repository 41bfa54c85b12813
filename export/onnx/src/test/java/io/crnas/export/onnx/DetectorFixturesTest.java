package io.crnas.export.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import io.crnas.export.Exports;
import io.crnas.export.Fixture;
import io.crnas.export.Formula;
import io.crnas.export.Found;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.ResNet;
import io.crnas.spaces.Sharing;
import io.crnas.spaces.detector.CascadeRcnn;
import io.crnas.spaces.detector.Detector;
import io.crnas.spaces.detector.FasterRcnn;
import io.crnas.spaces.detector.Fcos;
import io.crnas.spaces.detector.MaskRcnn;
import io.crnas.spaces.detector.Retinanet;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Whole detectors in ONNX Runtime against torchvision 0.14.1's, with weights from a formula. */
final class DetectorFixturesTest {
  private static final List<Integer> SIZES = List.of(16, 32, 64, 128, 256);
  private static final List<Double> RATIOS = List.of(0.5, 1.0, 2.0);
  private static final int HEIGHT = 96;
  private static final int WIDTH = 128;
  private static final int CELLS = 28 * 28;

  @TempDir private Path directory;

  private static Detector detector(String name) {
    return detector(name, name.endsWith("rcnn") ? 0 : 0.05);
  }

  private static Detector detector(String name, double least) {
    return switch (name) {
      case "fcos" -> new Fcos(64, 4, 1.5, 200, least, 0.6, 30).detector(4);
      case "retinanet" ->
          new Retinanet(64, 4, SIZES, RATIOS, 0.5, 0.4, 0.25, 2, 200, least, 0.5, 30).detector(4);
      case "cascade-rcnn" -> CascadeRcnn.of(fasterRcnn(least)).detector(4);
      case "mask-rcnn" -> new MaskRcnn(fasterRcnn(least)).detector(4);
      default -> fasterRcnn(least).detector(4);
    };
  }

  private static FasterRcnn fasterRcnn(double least) {
    return new FasterRcnn(32, 64, SIZES, RATIOS, 200, 60, 256, 512, 224, least, 0.5, 30);
  }

  private static double damping(String detector, String name) {
    if (detector.equals("cascade-rcnn") && name.startsWith("roi_heads")) {
      return 0.3;
    }
    if (name.contains("bbox_reg")) {
      return detector.equals("fcos") ? 0.5 : 0.05;
    }
    if (name.startsWith("rpn.head.cls_logits")
        || name.startsWith("rpn.head.bbox_pred")
        || name.startsWith("roi_heads.box_predictor")) {
      return 0.05;
    }
    if (name.contains("cls_logits") || name.contains("bbox_ctrness")) {
      return 0.5;
    }
    return name.startsWith("backbone.fpn")
            || name.startsWith("head.")
            || name.startsWith("roi_heads.box_head")
        ? 0.3
        : 1;
  }

  private static JsonNode expected(String name) {
    return switch (name) {
      case "faster-rcnn" -> Fixture.read("detector.json");
      case "cascade-rcnn" -> Fixture.read("cascade.json");
      case "mask-rcnn" -> Fixture.read("mask.json");
      default -> Fixture.read("dense.json").get(name);
    };
  }

  private static Weights weights(String name) {
    var shapes = new LinkedHashMap<String, List<Integer>>();
    expected(name)
        .get("state_dict")
        .forEach(entry -> shapes.put(entry.get(0).asString(), Fixture.integers(entry.get(1))));
    return Formula.weights(shapes, parameter -> damping(name, parameter));
  }

  private Path write(String name, OnnxSettings settings) throws IOException {
    return write(name, detector(name), settings);
  }

  private Path write(String name, Detector detector, OnnxSettings settings) throws IOException {
    return Exports.write(
        directory.resolve(name + ".onnx"),
        detector.features(
            ResNet.resnet18(64), Allocation.parse("1-1-2-4"), new Graph(), Sharing.NESTED),
        detector,
        weights(name),
        settings);
  }

  /** Values from 0 to 1. */
  private static float[] image() {
    float[] image = Formula.input(3 * HEIGHT * WIDTH);
    for (int i = 0; i < image.length; i++) {
      image[i] = (image[i] + 1) / 2;
    }
    return image;
  }

  @ParameterizedTest
  @CsvSource({
    "retinanet, 17, 8",
    "fcos, 17, 8",
    "faster-rcnn, 17, 8",
    "cascade-rcnn, 17, 8",
    "mask-rcnn, 17, 8",
    "retinanet, 22, 10",
    "fcos, 22, 10",
    "faster-rcnn, 21, 10",
    "mask-rcnn, 21, 10"
  })
  void detectionsAreTorchvisions(String name, int opset, int irVersion)
      throws IOException, OrtException {
    Path file = write(name, OnnxSettings.defaults().withVersions(opset, irVersion));
    List<Found> found = Found.in(file, image(), 1, HEIGHT, WIDTH).getFirst();
    assertDetections(expected(name).get("det"), found, name.equals("faster-rcnn") ? 1e-6 : 1e-5);
  }

  /** Of the first detections, which lie apart; behind the last one there are zeros. */
  @Test
  void masksAreTorchvisions() throws IOException, OrtException {
    Path file = write("mask-rcnn", detector("mask-rcnn", 0.205), OnnxSettings.defaults());
    JsonNode expected = expected("mask-rcnn");
    float[] both = Arrays.copyOf(image(), 2 * 3 * HEIGHT * WIDTH);
    List<List<Found>> found = Found.in(file, both, 2, HEIGHT, WIDTH);
    int most = 30;
    float[] masks = Found.masks(file, both, 2, HEIGHT, WIDTH);
    assertEquals(2 * most * CELLS, masks.length);
    int count = found.getFirst().size();
    assertTrue(count >= 3 && count < most, "" + count);
    for (int i = 0; i < expected.get("mask_probabilities").size(); i++) {
      JsonNode box = expected.get("det").get("boxes").get(i);
      int place = i;
      assertEquals(box.get(0).floatValue(), found.getFirst().get(i).left(), 1e-3);
      for (int cell = 0; cell < CELLS; cell++) {
        float value = expected.get("mask_probabilities").get(i).get(cell).floatValue();
        assertEquals(value, masks[i * CELLS + cell], 1e-4, () -> "mask " + place);
      }
    }
    for (int i = count * CELLS; i < most * CELLS; i++) {
      assertEquals(0, masks[i]);
    }
    float[] alone = Found.masks(file, image(), 1, HEIGHT, WIDTH);
    assertArrayEquals(alone, Arrays.copyOf(masks, most * CELLS), 1e-6f);
  }

  /** As sets, for scores lie so near each other that the order of the last places differs. */
  private static void assertDetections(JsonNode expected, List<Found> found, double tolerance) {
    assertEquals(expected.get("boxes").size(), found.size());
    List<Found> left = new ArrayList<>(found);
    for (int i = 0; i < expected.get("boxes").size(); i++) {
      JsonNode box = expected.get("boxes").get(i);
      double score = expected.get("scores").get(i).doubleValue();
      var one =
          new Found(
              box.get(0).floatValue(),
              box.get(1).floatValue(),
              box.get(2).floatValue(),
              box.get(3).floatValue(),
              (float) score,
              expected.get("labels").get(i).intValue() - 1);
      assertTrue(
          left.removeIf(other ->
              other.label() == one.label()
                  && Math.abs(other.score() - score) < tolerance
                  && other.farthest(one) < 1e-3),
          () -> one + " is not among " + left);
    }
  }

  @ParameterizedTest
  @CsvSource({"retinanet", "fcos", "faster-rcnn", "cascade-rcnn", "mask-rcnn"})
  void anImageInABatchIsAsAlone(String name) throws IOException, OrtException {
    Path file = write(name, OnnxSettings.defaults());
    float[] first = image();
    float[] second = image();
    for (int i = 0; i < second.length; i++) {
      second[i] = 1 - second[second.length - 1 - i] * 0.5f;
    }
    float[] both = Arrays.copyOf(first, 2 * first.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    List<List<Found>> together = Found.in(file, both, 2, HEIGHT, WIDTH);
    assertEquals(together.getFirst(), Found.in(file, first, 1, HEIGHT, WIDTH).getFirst());
    assertEquals(together.getLast(), Found.in(file, second, 1, HEIGHT, WIDTH).getFirst());
  }

  @ParameterizedTest
  @CsvSource({"retinanet", "fcos", "faster-rcnn", "cascade-rcnn", "mask-rcnn"})
  void nothingReachesIntoThePadding(String name) throws IOException, OrtException {
    Path file = write(name, OnnxSettings.defaults());
    float[] padded = image();
    int right = 101;
    int bottom = 67;
    for (int i = 0; i < padded.length; i++) {
      if (i % WIDTH >= right || i / WIDTH % HEIGHT >= bottom) {
        padded[i] = 0;
      }
    }
    float[] both = Arrays.copyOf(padded, 2 * padded.length);
    System.arraycopy(image(), 0, both, padded.length, padded.length);

    List<List<Found>> found = Found.in(file, both, 2, HEIGHT, WIDTH);

    assertFalse(found.getFirst().isEmpty());
    for (Found one : found.getFirst()) {
      assertTrue(one.right() <= right && one.bottom() <= bottom, one::toString);
    }
    assertTrue(
        found.getLast().stream().anyMatch(one -> one.right() > right || one.bottom() > bottom),
        name);
  }

  @ParameterizedTest
  @CsvSource({"retinanet", "fcos", "faster-rcnn", "cascade-rcnn", "mask-rcnn"})
  void whereNothingIsFoundThereIsPaddingAlone(String name) throws IOException, OrtException {
    Path file = write(name, detector(name, 0.999), OnnxSettings.defaults());
    assertEquals(
        List.of(List.of(), List.of()), Found.in(file, new float[2 * 3 * 33 * 47], 2, 33, 47));
  }
}
