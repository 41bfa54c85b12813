package io.crnas.export.parity;

import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * How far an exported file is from its reference.
 *
 * @param tolerance largest relative difference allowed
 * @param device where the file ran, for example {@code cpu}
 * @param comparisons every output of every case, in order
 * @param detections what was found in every case, of a detector
 */
public record ParityReport(
    double tolerance,
    String device,
    List<Comparison> comparisons,
    List<DetectionComparison> detections) {
  private static final JsonFactory JSON = new JsonFactory();

  public ParityReport {
    if (!(tolerance >= 0)) {
      throw new IllegalArgumentException("tolerance " + tolerance + " is not at least 0");
    }
    if (comparisons.isEmpty()) {
      throw new IllegalArgumentException("nothing was compared");
    }
    comparisons = List.copyOf(comparisons);
    detections = List.copyOf(detections);
  }

  /** Of features alone. */
  public ParityReport(double tolerance, String device, List<Comparison> comparisons) {
    this(tolerance, device, comparisons, List.of());
  }

  /** The same with what was found. */
  public ParityReport withDetections(List<DetectionComparison> found) {
    return new ParityReport(tolerance, device, comparisons, found);
  }

  /**
   * Whether every output is finite on both sides and within the tolerance, and every detection is
   * on both sides.
   */
  public boolean passed() {
    return failures().isEmpty() && detections.stream().allMatch(DetectionComparison::passes);
  }

  /** The outputs that are not. */
  public List<Comparison> failures() {
    return comparisons.stream().filter(comparison -> !comparison.passes(tolerance)).toList();
  }

  /** The largest relative difference of finite numbers. */
  public double maxRelative() {
    return comparisons.stream().mapToDouble(Comparison::relative).max().orElseThrow();
  }

  /** Everything as one JSON object; a difference from all zeros has a relative value of null. */
  public String toJson() {
    var text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeBooleanProperty("passed", passed());
      json.writeNumberProperty("tolerance", tolerance);
      number(json, "max_relative", maxRelative());
      json.writeStringProperty("device", device);
      json.writeArrayPropertyStart("comparisons");
      comparisons.forEach(comparison -> write(json, comparison));
      json.writeEndArray();
      if (!detections.isEmpty()) {
        json.writeArrayPropertyStart("detections");
        detections.forEach(found -> write(json, found));
        json.writeEndArray();
      }
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, DetectionComparison found) {
    json.writeStartObject();
    json.writeStringProperty("case", found.testCase());
    json.writeNumberProperty("images", found.images());
    json.writeNumberProperty("matched", found.matched());
    json.writeNumberProperty("near_ties", found.nearTies());
    json.writeNumberProperty("missing", found.missing());
    json.writeNumberProperty("extra", found.extra());
    json.writeNumberProperty("pixels", found.pixels());
    json.writeNumberProperty("score", found.score());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Comparison comparison) {
    json.writeStartObject();
    json.writeStringProperty("case", comparison.testCase());
    json.writeStringProperty("output", comparison.output());
    json.writeNumberProperty("difference", comparison.difference());
    json.writeNumberProperty("scale", comparison.scale());
    number(json, "relative", comparison.relative());
    json.writeNumberProperty("not_finite_in_reference", comparison.notFiniteInReference());
    json.writeNumberProperty("not_finite_in_export", comparison.notFiniteInExport());
    json.writeEndObject();
  }

  private static void number(JsonGenerator json, String name, double value) {
    if (Double.isFinite(value)) {
      json.writeNumberProperty(name, value);
    } else {
      json.writeNullProperty(name);
    }
  }

  /** One line for the whole, then one for each output that fails and each case of a detector. */
  @Override
  public String toString() {
    String head =
        String.format(
            Locale.ROOT,
            "parity %s: largest relative difference %.2e, tolerance %.2e, %d outputs on %s",
            passed() ? "passed" : "failed",
            maxRelative(),
            tolerance,
            comparisons.size(),
            device);
    return Stream.concat(
            Stream.of(head),
            Stream.concat(
                failures().stream().map(ParityReport::failure),
                detections.stream().map(found -> "  " + found)))
        .collect(Collectors.joining("\n"));
  }

  private static String failure(Comparison comparison) {
    String name = "  " + comparison.testCase() + ", " + comparison.output() + ": ";
    return comparison.isFinite()
        ? String.format(
            Locale.ROOT,
            "%sdifference %.2e at scale %.2e, relative %.2e",
            name,
            comparison.difference(),
            comparison.scale(),
            comparison.relative())
        : name
            + comparison.notFiniteInReference()
            + " numbers not finite in the reference, "
            + comparison.notFiniteInExport()
            + " in the exported file";
  }
}
