package io.crnas.detection.metric;

import io.crnas.detection.mask.Mask;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** A COCO set and what pycocotools 2.0 says about it. */
final class CocoFixture {
  private CocoFixture() {}

  static JsonNode read(String name) {
    try (InputStream in =
        Objects.requireNonNull(CocoFixture.class.getResourceAsStream("/fixtures/" + name), name)) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static CocoEvaluator evaluator(Overlap overlap) {
    return new CocoEvaluator(truths(Integer.MAX_VALUE, List.of()), overlap);
  }

  /** With only the first images and these categories; all of them for an empty list. */
  static GroundTruths truths(int imageCount, List<Long> only) {
    JsonNode root = read("coco_gt.json");
    List<Long> images = images(imageCount);
    var categories = new TreeMap<Long, String>();
    for (JsonNode category : root.get("categories")) {
      long id = category.get("id").asLong();
      if (only.isEmpty() || only.contains(id)) {
        categories.put(id, category.get("name").asString());
      }
    }
    var truths = new ArrayList<GroundTruth>();
    for (JsonNode annotation : root.get("annotations")) {
      JsonNode box = annotation.get("bbox");
      var truth =
          new GroundTruth(
              annotation.get("image_id").asLong(),
              annotation.get("category_id").asLong(),
              box.get(0).asDouble(),
              box.get(1).asDouble(),
              box.get(2).asDouble(),
              box.get(3).asDouble(),
              annotation.get("area").asDouble(),
              annotation.get("iscrowd").asInt() == 1,
              false,
              Optional.of(mask(annotation.get("segmentation"))));
      if (images.contains(truth.image()) && categories.containsKey(truth.category())) {
        truths.add(truth);
      }
    }
    return new GroundTruths(images, categories, truths);
  }

  /** A polygon or run lengths; every image has 640 x 480 pixels. */
  private static Mask mask(JsonNode segmentation) {
    if (segmentation.isObject()) {
      int[] counts = segmentation.get("counts").valueStream().mapToInt(JsonNode::asInt).toArray();
      return Mask.ofCounts(480, 640, counts);
    }
    return Mask.union(
        segmentation
            .valueStream()
            .map(polygon -> polygon.valueStream().mapToDouble(JsonNode::asDouble).toArray())
            .map(polygon -> Mask.ofPolygon(480, 640, polygon))
            .toList());
  }

  /** With the masks that the fixture was made with: an octagon in the box, not left of 0. */
  static List<Detection> masked() {
    return detections().stream().map(CocoFixture::masked).toList();
  }

  private static Detection masked(Detection found) {
    double[] corners = new double[16];
    for (int i = 0; i < 8; i++) {
      double angle = i * Math.PI / 4;
      corners[2 * i] = Math.max(0, found.x() + found.width() / 2 * (1 + Math.cos(angle)));
      corners[2 * i + 1] = Math.max(0, found.y() + found.height() / 2 * (1 + Math.sin(angle)));
    }
    Mask mask = Mask.ofPolygon(480, 640, corners);
    return new Detection(
        found.image(),
        found.category(),
        found.x(),
        found.y(),
        found.width(),
        found.height(),
        mask.area(),
        Optional.of(mask),
        found.score());
  }

  static List<Detection> detections() {
    var detections = new ArrayList<Detection>();
    for (JsonNode result : read("coco_dt.json")) {
      JsonNode box = result.get("bbox");
      detections.add(
          new Detection(
              result.get("image_id").asLong(),
              result.get("category_id").asLong(),
              box.get(0).asDouble(),
              box.get(1).asDouble(),
              box.get(2).asDouble(),
              box.get(3).asDouble(),
              result.get("score").asDouble()));
    }
    return detections;
  }

  /** The numbers of the first images in the file. */
  static List<Long> images(int count) {
    var images = new ArrayList<Long>();
    for (JsonNode image : read("coco_gt.json").get("images")) {
      images.add(image.get("id").asLong());
    }
    return images.subList(0, Math.min(count, images.size()));
  }
}
