package io.crnas.detection.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.detection.data.Annotation;
import io.crnas.detection.data.Box;
import io.crnas.detection.data.Dataset;
import io.crnas.detection.scenes.Scenes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

final class CocoEvaluatorTest {
  private static final double TOLERANCE = 1e-9;

  /** How pycocotools calls what it compares. */
  private static String key(Overlap overlap) {
    return switch (overlap) {
      case BOX -> "bbox";
      case MASK -> "segm";
    };
  }

  private static JsonNode expected(Overlap overlap) {
    return CocoFixture.read("coco_eval.json").get(key(overlap));
  }

  private static List<Detection> detections(Overlap overlap) {
    return switch (overlap) {
      case BOX -> CocoFixture.detections();
      case MASK -> CocoFixture.masked();
    };
  }

  private static CocoEvaluator boxes(
      List<Long> images, Map<Long, String> categories, List<GroundTruth> truths) {
    return new CocoEvaluator(new GroundTruths(images, categories, truths), Overlap.BOX);
  }

  @ParameterizedTest
  @EnumSource
  void theTwelveNumbersAreThoseOfPycocotools(Overlap overlap) {
    CocoMetrics metrics = CocoFixture.evaluator(overlap).evaluate(detections(overlap));

    assertArrayEquals(numbers(expected(overlap).get("stats")), twelve(metrics), TOLERANCE);
  }

  /** All 72,720 of them: their hash after rounding to six decimals is that of pycocotools. */
  @ParameterizedTest
  @EnumSource
  void thePrecisionArrayIsThatOfPycocotools(Overlap overlap) throws NoSuchAlgorithmException {
    List<Curve> curves = CocoFixture.evaluator(overlap).curves(detections(overlap));
    var bytes = ByteBuffer.allocate(10 * 101 * 6 * 4 * 3 * Double.BYTES);
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    for (int t = 0; t < 10; t++) {
      for (int r = 0; r < 101; r++) {
        for (Curve curve : curves) {
          for (int a = 0; a < 4; a++) {
            for (int m = 0; m < 3; m++) {
              bytes.putDouble(Math.rint(curve.precision()[a][m][t][r] * 1e6) / 1e6);
            }
          }
        }
      }
    }
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes.array());

    assertEquals(
        expected(overlap).get("precision_sha256_round6").asString(),
        HexFormat.of().formatHex(hash));
  }

  @Test
  void someImagesAndCategoriesAreThoseOfPycocotools() {
    List<Long> images = CocoFixture.images(15);
    List<Detection> some =
        CocoFixture.detections().stream()
            .filter(found -> images.contains(found.image()))
            .filter(found -> found.category() == 1 || found.category() == 7)
            .toList();

    CocoMetrics metrics =
        new CocoEvaluator(CocoFixture.truths(15, List.of(1L, 7L)), Overlap.BOX).evaluate(some);

    assertArrayEquals(
        numbers(CocoFixture.read("coco_eval.json").at("/bbox_first15_cats_1_7/stats")),
        twelve(metrics),
        TOLERANCE);
  }

  @Test
  void everyRecallIsThatOfPycocotools() {
    List<Curve> curves = CocoFixture.evaluator(Overlap.BOX).curves(CocoFixture.detections());
    JsonNode expected = CocoFixture.read("coco_eval.json").at("/bbox/recall");

    for (int t = 0; t < expected.size(); t++) {
      for (int k = 0; k < curves.size(); k++) {
        for (int a = 0; a < Protocol.AREAS; a++) {
          for (int m = 0; m < 3; m++) {
            assertEquals(
                expected.get(t).get(k).get(a).get(m).asDouble(),
                curves.get(k).recall()[a][m][t],
                TOLERANCE,
                "threshold %d, category %d, area %d, limit %d".formatted(t, k, a, m));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void thePrecisionsAddUpToThoseOfPycocotools(Overlap overlap) {
    List<Curve> curves = CocoFixture.evaluator(overlap).curves(detections(overlap));
    JsonNode expected = expected(overlap);
    double[] all =
        curves.stream()
            .map(Curve::precision)
            .flatMap(Stream::of)
            .flatMap(Stream::of)
            .flatMap(Stream::of)
            .flatMapToDouble(Arrays::stream)
            .toArray();

    assertEquals(
        expected.get("precision_minus1").asInt(),
        Arrays.stream(all).filter(value -> value == -1).count());
    assertEquals(
        expected.get("precision_sum_valid").asDouble(),
        Arrays.stream(all).filter(value -> value > -1).sum(),
        1e-8);
  }

  @ParameterizedTest
  @EnumSource
  void thePrecisionOfEachCategoryIsThatOfPycocotools(Overlap overlap) {
    List<Curve> curves = CocoFixture.evaluator(overlap).curves(detections(overlap));
    long[] categories = {1, 3, 7, 11, 13, 17};

    for (int k = 0; k < categories.length; k++) {
      for (var at : Map.of("50", 0, "75", 5).entrySet()) {
        String path = "/precision_iou%s_all_100/%d".formatted(at.getKey(), categories[k]);
        double[] expected = numbers(expected(overlap).at(path));
        double[] curve = curves.get(k).precision()[0][2][at.getValue()];
        double[] everyTenth = IntStream.range(0, 11).mapToDouble(i -> curve[10 * i]).toArray();
        assertArrayEquals(expected, everyTenth, TOLERANCE, path);
      }
    }
  }

  @Test
  void anAbsentCategoryIsMinusOneByName() {
    Map<String, Double> map =
        CocoFixture.evaluator(Overlap.BOX).evaluate(CocoFixture.detections()).toMap();

    assertEquals(-1, map.get("AP/never"));
    assertEquals(-1, map.get("AP50/only_in_dt"));
    assertEquals(
        List.of(
            "AP", "AP50", "AP75", "APs", "APm", "APl", "AR1", "AR10", "AR100", "ARs", "ARm", "ARl",
            "AP/a", "AP50/a"),
        map.keySet().stream().limit(14).toList());
    map.keySet().forEach(name -> assertTrue(CocoMetrics.has(name), name));
    List.of("score", "mAP", "APe", "latency").forEach(name -> assertFalse(CocoMetrics.has(name)));
  }

  @Test
  void detectionsInAnotherOrderOfImagesScoreTheSame() {
    List<Detection> detections = CocoFixture.detections();
    List<Detection> byCategory =
        LongStream.of(17, 13, 11, 7, 3, 1)
            .mapToObj(k -> detections.stream().filter(found -> found.category() == k).toList())
            .flatMap(Collection::stream)
            .toList();

    assertEquals(
        CocoFixture.evaluator(Overlap.BOX).evaluate(detections),
        CocoFixture.evaluator(Overlap.BOX).evaluate(byCategory));
  }

  @Test
  void foundBoxesEqualToTheTruthScoreOneAndNoneScoreZero() {
    var box = new Box(10, 20, 60, 90);
    var truth = new GroundTruth(7, 2, 10, 20, 50, 70, 3500, false, false);
    var evaluator = boxes(List.of(7L, 8L), Map.of(2L, "cell"), List.of(truth));

    CocoMetrics all = evaluator.evaluate(List.of(Detection.of(7, 2, box, 0.4)));
    CocoMetrics none = evaluator.evaluate(List.of());

    assertEquals(1, all.ap(), TOLERANCE);
    assertEquals(1, all.apMedium(), TOLERANCE);
    assertEquals(-1, all.apSmall());
    assertEquals(0, none.ap());
    assertEquals(0, none.ar100());
  }

  @Test
  void theAnnotationsOfADatasetScoreOneAgainstItself() {
    Dataset scenes = Scenes.of(128, 128, 3).split("val", 40);
    var found = new ArrayList<Detection>();
    for (int i = 0; i < scenes.size(); i++) {
      for (Annotation annotation : scenes.samples().get(i).annotations()) {
        found.add(Detection.of(i, annotation.category(), annotation.box(), 0.5));
      }
    }

    CocoMetrics metrics = CocoEvaluator.of(scenes).evaluate(found);

    assertEquals(1, metrics.ap(), TOLERANCE);
    assertEquals(1, metrics.toMap().get("AP/key"), TOLERANCE);
    assertEquals(
        scenes.categories(),
        metrics.categories().stream().map(CocoMetrics.Category::name).toList());
  }

  @Test
  void anIgnoredObjectCountsNeitherForNorAgainst() {
    var easy = new GroundTruth(1, 0, 0, 0, 10, 10, 100, false, false);
    var hard = new GroundTruth(1, 0, 50, 50, 10, 10, 100, false, true);
    var evaluator = boxes(List.of(1L), Map.of(0L, "cell"), List.of(easy, hard));
    Detection first = Detection.of(1, 0, new Box(50, 50, 60, 60), 0.9);
    Detection second = Detection.of(1, 0, new Box(0, 0, 10, 10), 0.8);

    assertEquals(1, evaluator.evaluate(List.of(second)).ap(), TOLERANCE);
    assertEquals(1, evaluator.evaluate(List.of(first, second)).ap(), TOLERANCE);
    assertEquals(
        0.5, evaluator.evaluate(List.of(first, first, second)).ap(), TOLERANCE, "second find");
  }

  @Test
  void aDetectionOfAnUnknownImageIsRefused() {
    var evaluator = boxes(List.of(1L), Map.of(0L, "cell"), List.of());

    assertThrows(
        IllegalArgumentException.class,
        () -> evaluator.evaluate(List.of(Detection.of(2, 0, new Box(0, 0, 1, 1), 0.5))));
    assertThrows(
        IllegalArgumentException.class, () -> Detection.of(1, 0, new Box(0, 0, 1, 1), Double.NaN));
  }

  @Test
  void sixtyThousandFormulaDetectionsScoreAsInPycocotools() {
    var set = new FormulaSet(300, 7, 2_500, 60_000);
    // pycocotools 2.0.11 on the same formula
    double[] expected = {
      0.2838727301391996, 0.3627653101743557, 0.3158714632354093, 0.3011272752569775,
      0.28899456940764084, 0.30760301115010846, 0.3484806633394605, 0.8690605712983107,
      0.9306517538638934, 0.9138241412552777, 0.946697584061024, 0.9547144766997709
    };

    CocoMetrics metrics = set.evaluator().evaluate(set.detections());

    assertArrayEquals(expected, twelve(metrics), TOLERANCE);
  }

  private static double[] twelve(CocoMetrics metrics) {
    return metrics.toMap().values().stream().mapToDouble(Double::doubleValue).limit(12).toArray();
  }

  private static double[] numbers(JsonNode array) {
    return IntStream.range(0, array.size()).mapToDouble(i -> array.get(i).asDouble()).toArray();
  }
}
