package io.crnas.export.parity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.export.Exports;
import io.crnas.export.Formula;
import io.crnas.export.onnx.OnnxSettings;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problem;
import io.crnas.runtime.Backbone;
import io.crnas.spaces.weights.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The reference is the same network written without folding. */
final class ParityTest {
  private static final double TOLERANCE = 1e-4;

  @TempDir private Path directory;

  @Test
  void aSoundExportPassesAtSeveralSizes() throws IOException {
    ParityReport report =
        check(List.of(reference("small", 32, 32), reference("odd", 97, 131)), TOLERANCE);
    assertTrue(report.passed(), report.toString());
    assertEquals(8, report.comparisons().size());
    assertTrue(report.maxRelative() < 1e-5, report.toString());
    assertEquals("cpu", report.device());
    assertEquals(1, report.toString().lines().count());
  }

  @Test
  void differenceAndScaleAreThoseOfTheOutput() throws IOException {
    ParityCase test = reference("shifted", 64, 64);
    Tensor c4 = test.reference().get("C4");
    double scale = 0;
    for (float value : c4.data()) {
      scale = Math.max(scale, Math.abs(value));
    }
    c4.data()[5] += (float) (0.25 * scale);
    ParityReport report = check(List.of(test), TOLERANCE);
    assertFalse(report.passed());
    assertEquals(1, report.failures().size());
    Comparison failure = report.failures().getFirst();
    assertEquals("C4", failure.output());
    assertEquals(0.25 * scale, failure.difference(), 1e-4 * scale);
    assertTrue(report.toString().contains("shifted, C4: difference"), report.toString());
    assertTrue(check(List.of(test), 0.3).passed());
  }

  @Test
  void aNumberThatIsNotFiniteInTheReferenceFailsByName() throws IOException {
    ParityCase test = reference("broken", 64, 64);
    test.reference().get("C3").data()[7] = Float.NaN;
    test.reference().get("C3").data()[8] = Float.POSITIVE_INFINITY;
    ParityReport report = check(List.of(test), TOLERANCE);
    assertFalse(report.passed());
    assertEquals(
        "  broken, C3: 2 numbers not finite in the reference, 0 in the exported file",
        report.toString().lines().skip(1).findFirst().orElseThrow());
  }

  @Test
  void aNumberThatIsNotFiniteInTheExportFailsByName() throws IOException {
    ParityCase test = reference("overflow", 64, 64);
    // Finite weights whose products are not.
    var weights = Formula.weights(Exports.SMALL);
    Arrays.fill(weights.get("layer4.0.bn2.weight").data(), 3e38f);
    Path file =
        Exports.write(
            directory.resolve("overflow.onnx"), Exports.SMALL, weights, OnnxSettings.defaults());
    try (Backbone backbone = Exports.open(file)) {
      ParityReport report = Parity.check(backbone, List.of(test), TOLERANCE);
      assertFalse(report.passed());
      assertEquals("C5", report.failures().getFirst().output());
      assertTrue(report.failures().getFirst().notFiniteInExport() > 0, report.toString());
      assertTrue(report.toString().contains("overflow, C5"), report.toString());
    }
  }

  @Test
  void anOutputOfAllZerosHasNoToleranceToUse() {
    var same = Comparison.of("zeros", "C2", new float[2], new float[2]);
    assertTrue(same.passes(0));
    var other = Comparison.of("zeros", "C2", new float[2], new float[] {0, 1e-9f});
    assertFalse(other.passes(TOLERANCE));
    JsonNode json =
        new ObjectMapper().readTree(new ParityReport(1, "cpu", List.of(other)).toJson());
    assertTrue(json.get("max_relative").isNull());
  }

  @Test
  void outputsThatDoNotFitAreNamedTogether() throws IOException {
    ParityCase test = reference("other", 64, 64);
    var outputs = new LinkedHashMap<>(test.reference());
    outputs.put("C2", new Tensor(List.of(1), new float[1]));
    outputs.put("P7", new Tensor(List.of(1), new float[1]));
    var e =
        assertThrows(
            InvalidInputException.class,
            () -> check(List.of(new ParityCase("other", test.input(), outputs)), TOLERANCE));
    assertEquals(
        List.of("other, C2", "other, P7"), e.problems().stream().map(Problem::where).toList());
  }

  @Test
  void theReportIsKeptInTheFile() throws IOException {
    ParityReport report = check(List.of(reference("one", 64, 64)), TOLERANCE);
    Path file = directory.resolve("small.onnx");
    long size = Files.size(file);
    Parity.record(file, report);
    Parity.record(file, report);
    assertTrue(Files.size(file) > size);
    try (Backbone backbone = Exports.open(file)) {
      JsonNode json = new ObjectMapper().readTree(backbone.properties().get(Parity.PROPERTY));
      assertTrue(json.get("passed").asBoolean());
      assertEquals(TOLERANCE, json.get("tolerance").asDouble(), 0);
      assertEquals(report.maxRelative(), json.get("max_relative").asDouble(), 0);
      assertEquals(4, json.get("comparisons").size());
      assertEquals("C2", json.get("comparisons").get(0).get("output").asString());
      assertEquals("resnet18", backbone.properties().get("backbone"));
    }
    assertEquals(report, check(List.of(reference("one", 64, 64)), TOLERANCE, file));
  }

  private ParityReport check(List<ParityCase> cases, double tolerance) throws IOException {
    return check(cases, tolerance, Exports.small(directory));
  }

  private static ParityReport check(List<ParityCase> cases, double tolerance, Path file)
      throws IOException {
    try (Backbone backbone = Exports.open(file)) {
      return Parity.check(backbone, cases, tolerance);
    }
  }

  private ParityCase reference(String name, int h, int w) throws IOException {
    Path file =
        Exports.write(
            directory.resolve("reference.onnx"),
            Exports.SMALL,
            OnnxSettings.defaults().withFoldBatchNorm(false));
    float[] input = Formula.input(3 * h * w);
    try (Backbone backbone = Exports.open(file)) {
      SequencedMap<String, Tensor> outputs = Exports.run(backbone, input, 1, h, w);
      return new ParityCase(name, new Tensor(List.of(1, 3, h, w), input), outputs);
    }
  }
}
