package io.crnas.detection.mask;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.detection.fixtures.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Held against pycocotools 2.0. */
final class MaskTest {
  private static final JsonNode FIXTURE = Json.read("rle.json");
  private static final double TOLERANCE = 1e-15;

  static List<JsonNode> cases() {
    return FIXTURE.get("cases").valueStream().toList();
  }

  static List<JsonNode> polygons() {
    return FIXTURE.get("polygons").valueStream().toList();
  }

  static List<JsonNode> boxes() {
    return FIXTURE.get("boxes").valueStream().toList();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void runsTextAreaAndBoundsAreThoseOfPycocotools(JsonNode expected) {
    Mask mask = ofCounts(expected);

    assertSame(expected, mask);
    assertEquals(mask, ofText(expected));
    assertArrayEquals(ints(expected.get("counts_uncompressed")), ofText(expected).counts());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void pixelsAndBackAreTheSameRuns(JsonNode expected) {
    Mask mask = ofCounts(expected);
    boolean[] pixels = mask.pixels();

    assertEquals(mask, Mask.ofPixels(mask.height(), mask.width(), pixels));
    assertEquals(mask.area(), IntStream.range(0, pixels.length).filter(i -> pixels[i]).count());
  }

  @ParameterizedTest
  @MethodSource("polygons")
  void polygonsAreThoseOfPycocotools(JsonNode expected) {
    int[] size = ints(expected.get("size"));

    assertSame(expected, Mask.ofPolygon(size[0], size[1], doubles(expected.get("poly"))));
  }

  @ParameterizedTest
  @MethodSource("boxes")
  void boxesAreThoseOfPycocotools(JsonNode expected) {
    int[] size = ints(expected.get("size"));
    double[] box = doubles(expected.get("box"));

    assertSame(expected, Mask.ofBox(size[0], size[1], box[0], box[1], box[2], box[3]));
  }

  @Test
  void overlapsAreThoseOfPycocotoolsWithAndWithoutCrowds() {
    JsonNode expected = FIXTURE.get("iou_20x30");
    List<Mask> masks =
        expected.get("names").valueStream().map(name -> named(name.asString())).toList();

    for (int d = 0; d < masks.size(); d++) {
      for (int g = 0; g < masks.size(); g++) {
        assertEquals(
            expected.get("iou").get(d).get(g).doubleValue(),
            masks.get(d).overlap(masks.get(g), false),
            TOLERANCE,
            d + " with " + g);
        assertEquals(
            expected.get("iou_all_crowd").get(d).get(g).doubleValue(),
            masks.get(d).overlap(masks.get(g), true),
            TOLERANCE,
            d + " with crowd " + g);
      }
    }
  }

  @Test
  void unionAndIntersectionAreThoseOfPycocotools() {
    List<Mask> masks =
        FIXTURE.get("merge_inputs").valueStream().map(name -> named(name.asString())).toList();

    Mask union = Mask.union(masks);
    Mask intersection =
        Mask.ofText(union.height(), union.width(), FIXTURE.get("merge_intersect").asString());
    assertEquals(FIXTURE.get("merge_union").asString(), union.text());
    assertEquals(
        (double) intersection.area() / union.area(),
        masks.getFirst().overlap(masks.getLast(), false));
  }

  @Test
  void randomMasksMergeAndOverlapAsTheirPixelsDo() {
    var random = new SplittableRandom(3);
    for (int i = 0; i < 200; i++) {
      int height = random.nextInt(1, 12);
      int width = random.nextInt(1, 12);
      boolean[] a = pixels(random, height * width);
      boolean[] b = pixels(random, height * width);
      boolean[] either = new boolean[a.length];
      boolean[] both = new boolean[a.length];
      for (int p = 0; p < a.length; p++) {
        either[p] = a[p] || b[p];
        both[p] = a[p] && b[p];
      }
      List<Mask> masks = List.of(Mask.ofPixels(height, width, a), Mask.ofPixels(height, width, b));
      Mask union = Mask.union(masks);
      Mask intersection = Mask.ofPixels(height, width, both);

      assertEquals(Mask.ofPixels(height, width, either), union);
      assertEquals(
          intersection.area() == 0 ? 0 : (double) intersection.area() / union.area(),
          masks.getFirst().overlap(masks.getLast(), false));
      assertEquals(union, Mask.ofText(height, width, union.text()));
    }
  }

  @Test
  void aWholeImageAndAPolygonAroundItAreTheSame() {
    assertEquals(
        Mask.ofCounts(20, 30, 0, 600), Mask.ofPolygon(20, 30, -9, -9, 99, -9, 99, 99, -9, 99));
  }

  @Test
  void aCornerGivenTwiceChangesNothing() {
    assertEquals(
        Mask.ofPolygon(50, 50, 10, 10, 40, 12, 20, 44),
        Mask.ofPolygon(50, 50, 10, 10, 10, 10, 40, 12, 20, 44, 20, 44));
  }

  @ParameterizedTest
  @ValueSource(strings = {"hb", "hb0 ", "hb01", "gb0", "~", "oooooooooooo"})
  void damagedTextIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> Mask.ofText(20, 30, text));
  }

  @Test
  void whatIsNoMaskIsRefused() {
    assertRefused("a run of -1 pixels", () -> Mask.ofCounts(2, 3, 7, -1));
    assertRefused(
        "runs of 5 pixels in all, expected height 2 x width 3", () -> Mask.ofCounts(2, 3, 5));
    assertRefused("5 pixels for 2 x 3", () -> Mask.ofPixels(2, 3, new boolean[5]));
    assertRefused("an image of height 0 x width 3", () -> Mask.ofCounts(0, 3));
    assertRefused("a polygon of 4 numbers", () -> Mask.ofPolygon(9, 9, 1, 1, 2, 2));
    assertRefused("out of reach", () -> Mask.ofPolygon(9, 9, 1, 1, 2, 2, Double.NaN, 1));
    assertRefused("no mask", () -> Mask.union(List.of()));
    assertRefused(
        "a mask of 3 x 2 beside one of 2 x 3",
        () -> Mask.ofCounts(2, 3, 6).overlap(Mask.ofCounts(3, 2, 6), false));
  }

  private static void assertRefused(String message, Runnable work) {
    var e = assertThrows(IllegalArgumentException.class, work::run);
    assertTrue(String.valueOf(e.getMessage()).contains(message), e.getMessage());
  }

  private static void assertSame(JsonNode expected, Mask mask) {
    Bounds bounds = mask.bounds();
    assertEquals(expected.get("counts").asString(), mask.text());
    assertEquals(expected.get("area").asLong(), mask.area());
    assertArrayEquals(
        doubles(expected.get("bbox")),
        new double[] {bounds.x(), bounds.y(), bounds.width(), bounds.height()});
  }

  private static boolean[] pixels(SplittableRandom random, int size) {
    double share = random.nextDouble();
    boolean[] pixels = new boolean[size];
    for (int i = 0; i < size; i++) {
      pixels[i] = random.nextDouble() < share;
    }
    return pixels;
  }

  private static Mask named(String name) {
    return cases().stream()
        .filter(one -> one.get("name").asString().equals(name))
        .map(MaskTest::ofText)
        .findFirst()
        .orElseThrow();
  }

  private static Mask ofCounts(JsonNode node) {
    int[] size = ints(node.get("size"));
    return Mask.ofCounts(size[0], size[1], ints(node.get("counts_uncompressed")));
  }

  private static Mask ofText(JsonNode node) {
    int[] size = ints(node.get("size"));
    return Mask.ofText(size[0], size[1], node.get("counts").asString());
  }

  private static int[] ints(JsonNode array) {
    return array.valueStream().mapToInt(JsonNode::asInt).toArray();
  }

  private static double[] doubles(JsonNode array) {
    var values = new ArrayList<Double>();
    array.valueStream().forEach(value -> values.add(value.doubleValue()));
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
