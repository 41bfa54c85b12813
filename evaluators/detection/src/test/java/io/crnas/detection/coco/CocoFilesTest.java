package io.crnas.detection.coco;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.detection.coco.CocoTruths.Detail;
import io.crnas.detection.fixtures.Json;
import io.crnas.detection.metric.CocoEvaluator;
import io.crnas.detection.metric.CocoMetrics;
import io.crnas.detection.metric.Detection;
import io.crnas.detection.metric.Overlap;
import io.crnas.framework.problem.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CocoFilesTest {
  private static final String TRUTH =
      """
      {"annotations": [ANNOTATIONS],
       "info": {"images": []},
       "images": [{"id": 3, "height": 20, "width": 30}],
       "categories": [{"id": 7, "name": "cell"}]}
      """;
  private static final String OBJECT =
      """
      {"image_id": 3, "category_id": 7, "bbox": [5, 3, 12, 10], "area": 120, "iscrowd": 0,
       "segmentation": {"size": [20, 30], "counts": [103, 10, 487]}}\
      """;

  @TempDir Path folder;

  @Test
  void theFilesOfTheFixtureScoreAsInPycocotools() throws IOException {
    CocoTruths truths = CocoTruths.read(fixture("coco_gt.json"), Set.of(Detail.MASKS), false);
    List<Detection> found =
        CocoResults.read(fixture("coco_dt.json"), truths, false, false).detections();

    CocoMetrics metrics = new CocoEvaluator(truths.truths(), Overlap.BOX).evaluate(found);

    double[] expected =
        Json.read("coco_eval.json")
            .at("/bbox/stats")
            .valueStream()
            .mapToDouble(number -> number.doubleValue())
            .toArray();
    assertArrayEquals(
        expected,
        metrics.toMap().values().stream().mapToDouble(Double::doubleValue).limit(12).toArray(),
        1e-9);
  }

  @Test
  void everyFormOfAMaskIsRead() throws IOException {
    CocoTruths truths = truths(OBJECT);
    Path file =
        write(
            "dt.json",
            """
            [{"image_id": 3, "category_id": 7, "score": 0.9,
              "segmentation": {"size": [20, 30], "counts": [103, 10, 487]}},
             {"image_id": 3, "category_id": 7, "score": 0.8,
              "segmentation": {"size": [20, 30], "counts": "W3:W?"}},
             {"image_id": 3, "category_id": 7, "score": 0.7, "bbox": [5, 3, 1, 10]},
             {"image_id": 3, "category_id": 7, "score": 0.6,
              "segmentation": [[5, 3, 5, 13, 6, 13, 6, 3]]}]
            """);

    List<Detection> found = CocoResults.read(file, truths, true, false).detections();

    assertEquals(List.of(10.0, 10.0, 10.0, 10.0), found.stream().map(Detection::area).toList());
    assertEquals(1, found.stream().map(Detection::mask).collect(Collectors.toSet()).size());
    assertEquals(
        1,
        new CocoEvaluator(truths.truths(), Overlap.MASK).evaluate(found.subList(0, 1)).ap(),
        1e-12);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"image_id\": 3  | \"image_id\": 4     | image_id: found 4, expected an image of the file",
        "\"image_id\": 3  | \"image_id\": \"3\" | image_id: found \"3\", expected a whole number",
        "\"image_id\": 3  | \"image_id\": 3.5   | image_id: found 3.5, expected a whole number",
        "\"image_id\": 3  | \"image_id\": true  | found true, expected a whole number or a text",
        "\"category_id\": 7, |                  | category_id: found nothing",
        "12, 10]          | 12]               | bbox: found [5,3,12], expected [x, y, width",
        "12, 10]          | -12, 10]          | expected a width and a height of 0 or more",
        "[5, 3, 12, 10]   | [1e308, 3, 1e308, 1] | found not a box: x 1.0E308",
        "\"area\": 120,   | \"area\": null,     | area: found null, expected a number",
        "103, 10          | 103.5, 9.5        | segmentation.counts: found 103.5, expected a whole",
        "103, 10          | 103, 11           | segmentation: found runs of 601 pixels in all",
        "[20, 30]         | [30, 20]          | a mask of width 20, height 30, expected the image's width",
        "{\"size\"        | [], \"x\": {\"s\"   | segmentation: found [], expected polygons",
      })
  void aWrongAnnotationIsNamed(String right, String wrong, String problem) {
    String text = OBJECT.replace(right, wrong == null ? "" : wrong);

    var e = assertThrows(InvalidInputException.class, () -> truths(OBJECT + ", " + text));

    assertEquals(1, e.problems().size());
    String told = e.problems().getFirst().toString();
    assertTrue(told.contains("gt.json, annotations 2") && told.contains(problem), told);
  }

  @Test
  void aFileOfAnotherKindIsRefused() throws IOException {
    CocoTruths truths = truths(OBJECT);
    assertProblem("nowhere: found no file", () -> read("nowhere"));
    assertProblem("images: found no list", () -> read(write("a", "{\"annotations\": []}")));
    assertProblem("found a list, expected an object", () -> read(write("b", "[]")));
    assertProblem("found nothing", () -> read(write("c", "")));
    assertProblem("line 3: found no JSON", () -> read(write("d", "{\"images\":\n[],\n\"cat")));
    assertProblem(
        "found an object, expected a list of results",
        () -> CocoResults.read(write("e", "{}"), truths, false, false));
    assertProblem(
        "result 1, score: found \"high\", expected a number",
        () ->
            CocoResults.read(
                write(
                    "f",
                    "[{\"image_id\": 3, \"category_id\": 7, \"bbox\": [1, 2, 3, 4],"
                        + " \"score\": \"high\"}]"),
                truths,
                false,
                false));
  }

  @Test
  void readingEndsAfterTwentyWrongEntries() {
    String many =
        Stream.generate(() -> OBJECT.replace(": 7", ": 8"))
            .limit(50)
            .collect(Collectors.joining(","));

    var e = assertThrows(InvalidInputException.class, () -> truths(many));

    assertEquals(2, e.problems().size(), e::getMessage);
    assertTrue(
        e.problems().getFirst().where().endsWith("annotations 1, category_id (and 19 more)"),
        e::getMessage);
    assertEquals("8", e.problems().getFirst().found());
  }

  private CocoTruths truths(String annotations) throws IOException {
    return CocoTruths.read(
        write("gt.json", TRUTH.replace("ANNOTATIONS", annotations)), Set.of(Detail.MASKS), true);
  }

  private CocoTruths read(String name) throws IOException {
    return read(folder.resolve(name));
  }

  private static CocoTruths read(Path file) throws IOException {
    return CocoTruths.read(file, Set.of(), false);
  }

  private interface Reading {
    Object read() throws IOException;
  }

  private static void assertProblem(String message, Reading reading) {
    var e = assertThrows(InvalidInputException.class, reading::read);
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private Path fixture(String name) throws IOException {
    Path file = folder.resolve(name);
    String resource = "/fixtures/" + name;
    try (InputStream in =
        Objects.requireNonNull(CocoFilesTest.class.getResourceAsStream(resource), resource)) {
      Files.copy(in, file);
    }
    return file;
  }
}
