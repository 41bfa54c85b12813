package io.crnas.detection.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.crnas.detection.data.Box;
import io.crnas.detection.fixtures.Json;
import io.crnas.detection.metric.VocEvaluator.Averaging;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

final class VocEvaluatorTest {
  private static final double TOLERANCE = 1e-12;

  /** Difficult objects, ties, second finds and a category without objects. */
  @ParameterizedTest
  @EnumSource
  void theNumbersAreThoseOfTheDevkitsRules(Averaging averaging) {
    JsonNode fixture = Json.read("voc_ap.json");
    var names = new TreeMap<Long, String>();
    fixture
        .get("categories")
        .valueStream()
        .forEach(name -> names.put((long) names.size(), name.asString()));
    List<GroundTruth> objects =
        fixture
            .get("objects")
            .valueStream()
            .map(o -> truth(o.get("image").asLong(), o, o.get("difficult").asBoolean()))
            .toList();
    List<Detection> detections =
        fixture
            .get("detections")
            .valueStream()
            .map(d ->
                Detection.of(
                    d.get("image").asLong(),
                    d.get("category").asLong(),
                    box(d),
                    d.get("score").asDouble()))
            .toList();
    List<Long> images = LongStream.range(0, fixture.get("images").asInt()).boxed().toList();
    JsonNode expected =
        fixture.get(
            switch (averaging) {
              case ELEVEN_POINTS -> "ap07";
              case AREA -> "ap";
            });

    VocMetrics metrics =
        new VocEvaluator(new GroundTruths(images, names, objects), averaging).evaluate(detections);

    for (int k = 0; k < 3; k++) {
      assertEquals(
          expected.get(k).doubleValue(),
          metrics.categories().get(k).ap().orElseThrow(),
          TOLERANCE,
          names.get((long) k));
    }
    assertEquals(OptionalDouble.empty(), metrics.categories().get(3).ap());
    assertEquals(
        expected.valueStream().filter(JsonNode::isNumber).mapToDouble(JsonNode::doubleValue).sum()
            / 3,
        metrics.mean().orElseThrow(),
        TOLERANCE);
  }

  /** Right, wrong, right of two objects: recall 1/2, 1/2, 1 and precision 1, 1/2, 2/3. */
  @Test
  void theNumbersAreThoseCountedByHand() {
    List<Detection> detections = List.of(found(0, 0.9), found(50, 0.8), found(100, 0.7));
    GroundTruths truths = truths(truth(0, false), truth(100, false));

    assertEquals((6 + 5 * (2 / 3.0)) / 11, ap(truths, Averaging.ELEVEN_POINTS, detections));
    assertEquals(0.5 + 0.5 * (2 / 3.0), ap(truths, Averaging.AREA, detections), TOLERANCE);
  }

  @Test
  void whatMeetsADifficultObjectCountsNeitherForNorAgainst() {
    GroundTruths truths = truths(truth(0, false), truth(100, true));

    assertEquals(1, ap(truths, Averaging.AREA, List.of(found(100, 0.9), found(0, 0.8))));
    assertEquals(
        1, ap(truths, Averaging.AREA, List.of(found(100, 0.9), found(100, 0.9), found(0, 0.8))));
  }

  @Test
  void aSecondFindIsWrongAlsoWhereAnotherObjectIsFree() {
    // Both overlap the first object most; COCO would give the second one to the free neighbour.
    GroundTruths truths = truths(truth(0, false), truth(4, false));
    List<Detection> detections = List.of(found(0, 0.9), found(1, 0.8));

    assertEquals(0.5, ap(truths, Averaging.AREA, detections), TOLERANCE);
    assertEquals(1, new CocoEvaluator(truths, Overlap.BOX).evaluate(detections).ap50(), TOLERANCE);
  }

  @Test
  void nothingFoundIsZeroAndAnUnknownImageIsRefused() {
    assertEquals(0, ap(truths(truth(0, false)), Averaging.AREA, List.of()));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            ap(
                truths(truth(0, false)),
                Averaging.AREA,
                List.of(new Detection(7, 0, 0, 0, 1, 1, 0.5))));
  }

  private static double ap(GroundTruths truths, Averaging averaging, List<Detection> found) {
    return new VocEvaluator(truths, averaging).evaluate(found).mean().orElseThrow();
  }

  private static GroundTruths truths(GroundTruth... objects) {
    return new GroundTruths(List.of(0L), Map.of(0L, "cell"), List.of(objects));
  }

  /** 20 x 10 pixels. */
  private static GroundTruth truth(int left, boolean difficult) {
    return new GroundTruth(0, 0, left, 0, 20, 10, 200, false, difficult);
  }

  private static Detection found(int left, double score) {
    return new Detection(0, 0, left, 0, 20, 10, score);
  }

  private static GroundTruth truth(long image, JsonNode object, boolean difficult) {
    Box box = box(object);
    return new GroundTruth(
        image,
        object.get("category").asLong(),
        box.x1(),
        box.y1(),
        box.width(),
        box.height(),
        box.area(),
        false,
        difficult);
  }

  private static Box box(JsonNode node) {
    JsonNode box = node.get("box");
    return new Box(
        box.get(0).asInt() - 1, box.get(1).asInt() - 1, box.get(2).asInt(), box.get(3).asInt());
  }
}
