package io.crnas.export.onnx;

import io.crnas.spaces.Allocation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * What a deployment has to know of an exported backbone; kept in the file's metadata properties,
 * lists as JSON.
 *
 * @param backbone the family, for example {@code resnet50}
 * @param allocation what the search decided
 * @param cost with its metric, scope, input size and convention, for people
 * @param mean subtracted from the R, G and B values, which lie in [0, 1]
 * @param std what they are divided by afterwards
 * @param strides pixels of the image for one cell of each output, in the outputs' order
 * @param classes names of the object classes trained on, without the background; may be empty
 * @param provenance where the weights come from
 */
public record OnnxMetadata(
    String backbone,
    Allocation allocation,
    String cost,
    List<Double> mean,
    List<Double> std,
    List<Integer> strides,
    List<String> classes,
    Provenance provenance) {
  private static final String THREE = "three numbers in a JSON array";

  /**
   * Where weights come from.
   *
   * @param version of crnas
   * @param run the run's name
   * @param seed of the run
   * @param descriptorDigest digest of the run's frozen descriptor, for example its SHA-256
   */
  public record Provenance(String version, String run, long seed, String descriptorDigest) {}

  /**
   * @throws IllegalArgumentException when there are not three means and three positive deviations
   */
  public OnnxMetadata {
    mean = requireMeans(mean);
    std = requireDeviations(std);
    strides = requireStrides(strides);
    classes = List.copyOf(classes);
  }

  /** As the properties of an ONNX file. */
  SequencedMap<String, String> properties() {
    var properties = new LinkedHashMap<String, String>();
    properties.put("backbone", backbone);
    properties.put("allocation", allocation.toString());
    properties.put("cost", cost);
    properties.put("mean", JsonLists.ofNumbers(mean));
    properties.put("std", JsonLists.ofNumbers(std));
    properties.put("strides", JsonLists.ofIntegers(strides));
    properties.put("classes", JsonLists.ofTexts(classes));
    properties.put("crnas_version", provenance.version());
    properties.put("run", provenance.run());
    properties.put("seed", String.valueOf(provenance.seed()));
    properties.put("descriptor_digest", provenance.descriptorDigest());
    return properties;
  }

  /**
   * Reads the properties of an ONNX file; those of others, {@code parity} for example, are left
   * alone.
   *
   * @param where the file, for messages
   * @throws io.crnas.framework.problem.InvalidInputException naming every property that is missing
   *     or can not be read
   */
  public static OnnxMetadata parse(String where, Map<String, String> properties) {
    var reader = new PropertyReader(where, properties);
    Optional<String> backbone = reader.read("backbone");
    Optional<Allocation> allocation =
        reader.read("allocation", "an allocation such as 1-1-2-4/1.1.11.1111", Allocation::parse);
    Optional<String> cost = reader.read("cost");
    Optional<List<Double>> mean = reader.read("mean", THREE, OnnxMetadata::means);
    Optional<List<Double>> std = reader.read("std", THREE + " above 0", OnnxMetadata::deviations);
    Optional<List<Integer>> strides =
        reader.read("strides", "positive integers in a JSON array", OnnxMetadata::strides);
    Optional<List<String>> classes =
        reader.read("classes", "texts in a JSON array", JsonLists::texts);
    Optional<String> version = reader.read("crnas_version");
    Optional<String> run = reader.read("run");
    Optional<Long> seed = reader.read("seed", "an integer", Long::valueOf);
    Optional<String> digest = reader.read("descriptor_digest");
    reader.throwIfAny();
    return new OnnxMetadata(
        backbone.orElseThrow(),
        allocation.orElseThrow(),
        cost.orElseThrow(),
        mean.orElseThrow(),
        std.orElseThrow(),
        strides.orElseThrow(),
        classes.orElseThrow(),
        new Provenance(
            version.orElseThrow(), run.orElseThrow(), seed.orElseThrow(), digest.orElseThrow()));
  }

  private static List<Double> means(String json) {
    return requireMeans(JsonLists.numbers(json));
  }

  private static List<Double> deviations(String json) {
    return requireDeviations(JsonLists.numbers(json));
  }

  private static List<Integer> strides(String json) {
    return requireStrides(JsonLists.integers(json));
  }

  private static List<Double> requireMeans(List<Double> mean) {
    if (mean.size() != 3) {
      throw new IllegalArgumentException("expected three means, got " + mean);
    }
    return List.copyOf(mean);
  }

  private static List<Double> requireDeviations(List<Double> std) {
    if (std.size() != 3 || std.stream().anyMatch(s -> !(s > 0))) {
      throw new IllegalArgumentException("expected three deviations above 0, got " + std);
    }
    return List.copyOf(std);
  }

  private static List<Integer> requireStrides(List<Integer> strides) {
    if (strides.stream().anyMatch(stride -> stride < 1)) {
      throw new IllegalArgumentException("a stride is at least 1 pixel: " + strides);
    }
    return List.copyOf(strides);
  }
}
