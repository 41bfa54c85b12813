package io.crnas.detection.coco;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.detection.coco.CocoTruths.Detail;
import io.crnas.detection.metric.CocoEvaluator;
import io.crnas.detection.metric.CocoMetrics;
import io.crnas.detection.metric.Overlap;
import io.crnas.framework.problem.InvalidInputException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * Files as people reported them against other tools, held against pycocotools 2.0.11 ({@code
 * cases/eval/expected.py} wrote its numbers).
 */
final class OddFilesTest {
  private record Measured(CocoMetrics metrics, List<String> warnings) {
    double[] twelve() {
      return metrics.toMap().values().stream().mapToDouble(x -> x).limit(12).toArray();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "e00-base       | bbox |",
        "e00-base       | segm |",
        "e06-floatid    | bbox | dt.json, ids written as fractions, as 1.0: 96; the first: result 1,",
        "e06-floatid    | segm | the first: result 1, image_id, found 1.0",
        "e09-nosize     | bbox | gt.json, images without width and height, which boxes do not need: 6",
        "e32-bboxempty  | segm | dt.json, empty boxes beside a mask, whose own box is taken: 48",
        "e34b-odd       | bbox |",
        "e34b-odd       | segm | gt.json, polygons of an odd number of coordinates, the last one",
        "e34c-part4     | segm | gt.json, polygons of fewer than three corners, without a pixel: 1",
        "e40-dupname    | bbox | gt.json, categories of a name that another one has, told apart by",
        "e51-dtmorecats | bbox | dt.json, entries of categories that the annotations' file does not",
        "e51-dtmorecats | segm | list, not counted: 24; the first: result 7, category_id, found 2",
        "e53-gtunkimg   | bbox | annotations of images that the file does not list, not counted: 1",
        "e53-gtunkimg   | segm | the first: annotations 3, image_id, found 99",
        "e60-textid     | bbox | dt.json, ids that are texts: 48",
        "e60-textid     | segm | gt.json, ids that are texts: 30",
        "e61-gtmorecats | bbox | gt.json, entries of categories that the annotations' file does not",
        "e62-firstnobox | segm |",
        "e63-first5     | segm | gt.json, polygons of fewer than three corners, without a pixel: 1",
        "e65-second0    | segm | gt.json, polygons of fewer than three corners, without a pixel: 1",
      })
  void whatHasOneMeaningScoresAsInPycocotools(String name, String type, String warning)
      throws IOException {
    Measured measured = measure(name, type, false);

    double[] expected =
        expected(name).get(type).valueStream().mapToDouble(JsonNode::doubleValue).toArray();
    assertArrayEquals(expected, measured.twelve(), 1e-9);
    String warnings = String.join("\n", measured.warnings());
    assertTrue(warnings.contains(warning == null ? "" : warning), warnings);
    assertEquals(warning == null, warnings.isEmpty(), warnings);
    if (warning != null) {
      var e = assertThrows(InvalidInputException.class, () -> measure(name, type, true));
      assertTrue(e.getMessage().contains(".json, "), e.getMessage());
    }
  }

  /** pycocotools does not take a match with an annotation of id 0 for one. */
  @ParameterizedTest
  @CsvSource({"e02-annid0, 0.4499", "e03-dupall0, 0.0"})
  void idsOfAnnotationsChangeNothing(String name, double there) throws IOException {
    assertArrayEquals(
        measure("e00-base", "bbox", true).twelve(), measure(name, "bbox", true).twelve(), 0);
    assertEquals(there, expected(name).get("bbox").get(0).doubleValue(), 1e-4);
  }

  @Test
  void categoriesOfOneNameKeepTheirOwnNumbers() throws IOException {
    CocoMetrics metrics = measure("e40-dupname", "bbox", false).metrics();

    List<String> names =
        metrics.toMap().keySet().stream().filter(name -> name.startsWith("AP/")).toList();

    assertEquals(List.of("AP/cell (1)", "AP/cell (2)"), names);
    assertEquals(
        metrics.ap(),
        names.stream()
            .mapToDouble(name -> metrics.toMap().getOrDefault(name, 0.0))
            .average()
            .orElseThrow(),
        1e-12);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "e09-nosize  | segm | segmentation (and 19 more): found an image without width and height",
        "e64-first4  | segm | annotations 3, segmentation: found [[1,1,2,2]], expected a polygon of",
        "e20-ndjson  | bbox | dt.json: found one JSON object a line, expected a list",
        "e21-concat  | bbox | dt.json line 2: found something behind the end of the JSON",
        "e22-trailing | bbox | dt.json line 1: found something behind the end of the JSON",
        "e23-gtconcat | bbox | gt.json line 2: found something behind the end of the JSON",
      })
  void whatHasNoneIsRefused(String name, String type, String problem) {
    var e = assertThrows(InvalidInputException.class, () -> measure(name, type, false));

    assertTrue(e.getMessage().contains(problem), e.getMessage());
  }

  private static Measured measure(String name, String type, boolean strict) throws IOException {
    boolean masks = type.equals("segm");
    Path folder = folder().resolve(name);
    CocoTruths truths =
        CocoTruths.read(folder.resolve("gt.json"), masks ? Set.of(Detail.MASKS) : Set.of(), strict);
    CocoResults results = CocoResults.read(folder.resolve("dt.json"), truths, masks, strict);
    var warnings = new ArrayList<>(truths.warnings());
    warnings.addAll(results.warnings());
    return new Measured(
        new CocoEvaluator(truths.truths(), masks ? Overlap.MASK : Overlap.BOX)
            .evaluate(results.detections()),
        warnings);
  }

  private static JsonNode expected(String name) throws IOException {
    return new ObjectMapper()
        .readTree(Files.readString(folder().resolve("expected.json")))
        .get(name);
  }

  private static Path folder() {
    try {
      return Path.of(Objects.requireNonNull(OddFilesTest.class.getResource("/cases/eval")).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
