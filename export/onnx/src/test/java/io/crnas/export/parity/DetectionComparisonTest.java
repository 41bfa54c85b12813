package io.crnas.export.parity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.spaces.detector.Yields;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Detections above 0.05, of which none overlap by more than 0.5, at most four of an image. */
final class DetectionComparisonTest {
  private static final DetectionRules RULES =
      DetectionRules.of(new Yields.Detections(0.05, 100, 0.5, 4));

  private static final FoundBox CELL = box(1, 0.9f, 10, 10, 30, 30);
  private static final FoundBox OTHER = box(0, 0.7f, 50, 50, 80, 90);

  private static FoundBox box(
      int label, float score, float left, float top, float right, float bottom) {
    return new FoundBox(label, score, left, top, right, bottom);
  }

  private static DetectionComparison compare(List<FoundBox> reference, List<FoundBox> export) {
    return DetectionComparison.of("case", List.of(reference), List.of(export), RULES);
  }

  @Test
  void detectionsWithinTheLimitsAreAlikeInAnyOrder() {
    var near = box(1, 0.90005f, 10.05f, 10, 30, 29.95f);

    DetectionComparison found = compare(List.of(CELL, OTHER), List.of(OTHER, near));

    assertTrue(found.passes());
    assertEquals(2, found.matched());
    assertEquals(0, found.nearTies());
    assertEquals(0.05, found.pixels(), 1e-5);
    assertEquals(5e-5, found.score(), 1e-6);
  }

  @Test
  void anotherClassScoreOrPlaceIsAnotherDetection() {
    for (FoundBox unlike :
        List.of(
            box(2, 0.9f, 10, 10, 30, 30),
            box(1, 0.8998f, 10, 10, 30, 30),
            box(1, 0.9f, 10.2f, 10, 30, 30))) {
      DetectionComparison found = compare(List.of(CELL), List.of(unlike));
      assertEquals(0, found.matched(), unlike::toString);
      assertEquals(1, found.missing(), unlike::toString);
      assertEquals(1, found.extra(), unlike::toString);
      assertFalse(found.passes());
    }
  }

  @Test
  void oneMatchesOneAlone() {
    DetectionComparison found = compare(List.of(CELL), List.of(CELL, CELL));
    assertEquals(1, found.matched());
    assertFalse(found.passes());
  }

  @Test
  void whatLiesAtTheLeastScoreIsANearTie() {
    var weak = box(0, 0.05004f, 100, 100, 120, 120);
    DetectionComparison found = compare(List.of(CELL, weak), List.of(CELL));
    assertTrue(found.passes());
    assertEquals(1, found.nearTies());
    var strong = box(0, 0.06f, 100, 100, 120, 120);
    assertFalse(compare(List.of(CELL, strong), List.of(CELL)).passes());
  }

  @Test
  void theEndOfAFullListIsANearTie() {
    var third = box(2, 0.6f, 0, 0, 5, 5);
    var last = box(2, 0.5f, 100, 0, 105, 5);
    var equal = box(2, 0.50005f, 200, 0, 205, 5);
    DetectionComparison found =
        compare(List.of(CELL, OTHER, third, last), List.of(CELL, OTHER, third, equal));
    assertTrue(found.passes());
    assertEquals(2, found.nearTies());
    assertFalse(compare(List.of(CELL, last), List.of(CELL, equal)).passes());
  }

  @Test
  void whatIsSuppressedByAHairIsANearTie() {
    // It is the upper half.
    var rival = box(1, 0.6f, 10, 10, 30, 20);
    DetectionComparison found = compare(List.of(CELL, rival), List.of(CELL));
    assertTrue(found.passes());
    assertEquals(1, found.nearTies());
    var apart = box(1, 0.6f, 10, 10, 30, 18);
    assertFalse(compare(List.of(CELL, apart), List.of(CELL)).passes());
  }

  @Test
  void twoOfOneScoreMaySuppressEachOther() {
    var twin = box(1, 0.90004f, 12, 10, 32, 30);
    DetectionComparison found = compare(List.of(CELL), List.of(twin));
    assertTrue(found.passes());
    assertEquals(2, found.nearTies());
  }

  @Test
  void manyNearTiesAreNone() {
    List<FoundBox> weak =
        IntStream.range(0, 3).mapToObj(i -> box(0, 0.05f, 40 * i, 0, 40 * i + 9, 9)).toList();
    assertTrue(compare(List.of(), weak.subList(0, 2)).passes());
    assertFalse(compare(List.of(), weak).passes());
  }

  @Test
  void otherNumbersOfImagesAreNotCompared() {
    assertThrows(
        IllegalArgumentException.class,
        () -> DetectionComparison.of("case", List.of(List.of()), List.of(), RULES));
  }

  @Test
  void aReportPassesOnlyWithItsDetections() {
    var same = Comparison.of("case", "P2", new float[] {1}, new float[] {1});
    var report = new ParityReport(1e-4, "cpu", List.of(same));
    assertTrue(report.withDetections(List.of(compare(List.of(CELL), List.of(CELL)))).passed());
    var failed = report.withDetections(List.of(compare(List.of(CELL), List.of())));
    assertFalse(failed.passed());
    assertTrue(failed.toString().contains("1 missing"), failed::toString);
    assertTrue(failed.toJson().contains("\"missing\":1"), failed::toJson);
  }
}
