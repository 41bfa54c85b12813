package io.crnas.detection.metric;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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

  static CocoEvaluator evaluator() {
    return evaluator(Integer.MAX_VALUE, List.of());
  }

  /** With only the first images and these categories; all of them for an empty list. */
  static CocoEvaluator evaluator(int imageCount, List<Long> only) {
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
              false);
      if (images.contains(truth.image()) && categories.containsKey(truth.category())) {
        truths.add(truth);
      }
    }
    return new CocoEvaluator(images, categories, truths);
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
