package io.crnas.runtime;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * What a deployment has to know of an exported file; kept in its metadata properties, as text or,
 * where it has parts, as JSON.
 *
 * @param part how much of a detector the file holds
 * @param precision in what numbers its networks compute
 * @param input what it takes
 * @param detector which detector it is or was trained in, for example {@code faster-rcnn}; none for
 *     a backbone by itself
 * @param backbone the family, for example {@code resnet50}
 * @param allocation what the search decided, for example {@code 1-3-5-7/1.112.11223.1222333}
 * @param cost with its metric, scope, input size and convention, for people
 * @param preprocessing what images go through
 * @param strides pixels of the image for one cell of each feature map, in order
 * @param classes names of the object classes trained on, without the background; may be empty
 * @param accuracy where it was measured
 * @param provenance where the weights come from
 */
public record Metadata(
    Part part,
    Precision precision,
    Input input,
    Optional<String> detector,
    String backbone,
    String allocation,
    String cost,
    Preprocessing preprocessing,
    List<Integer> strides,
    List<String> classes,
    Optional<Accuracy> accuracy,
    Provenance provenance) {
  private static final String THREE = "three numbers in a JSON array";
  private static final String CHANNELS = "RGB";
  private static final String RANGE = "[0,1]";

  /**
   * How good the detector is, in COCO's terms.
   *
   * @param ap over IoU 0.50 to 0.95, from 0 to 1
   * @param ap50 at IoU 0.50, from 0 to 1
   * @param split what it was measured on, for example {@code test}
   * @param images how many of them
   * @param measuredBy what ran the detector, for example {@code ONNX Runtime 1.29.0}
   */
  public record Accuracy(double ap, double ap50, String split, int images, String measuredBy) {
    /** What earlier versions measured with and did not tell. */
    private static final String UNTOLD = "the training engine";

    public Accuracy {
      if (!(ap >= 0 && ap <= 1 && ap50 >= 0 && ap50 <= 1) || images < 1) {
        throw new IllegalArgumentException(
            "AP %s, AP50 %s on %d images".formatted(ap, ap50, images));
      }
    }

    Json toJson() {
      var fields = new LinkedHashMap<String, Json>();
      fields.put("AP", Json.of(ap));
      fields.put("AP50", Json.of(ap50));
      fields.put("split", Json.of(split));
      fields.put("images", Json.of(images));
      fields.put("measured_by", Json.of(measuredBy));
      return new Json.Fields(fields);
    }

    static Accuracy parse(String text) {
      Json json = Json.parse(text);
      return new Accuracy(
          json.get("AP").number(),
          json.get("AP50").number(),
          json.get("split").text(),
          json.get("images").integer(),
          json.find("measured_by").map(Json::text).orElse(UNTOLD));
    }
  }

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
   * @throws IllegalArgumentException when a stride is below 1, or there is a part of a detector
   *     without its name
   */
  public Metadata {
    strides = requireStrides(strides);
    classes = List.copyOf(classes);
    if (detector.isEmpty() && part != Part.BACKBONE) {
      throw new IllegalArgumentException("a " + part + " of no detector");
    }
  }

  /** As the properties of an ONNX file. */
  public SequencedMap<String, String> properties() {
    var properties = new LinkedHashMap<String, String>();
    properties.put("part", part.toString());
    properties.put("precision", precision.toString());
    properties.put("input", input.toString());
    detector.ifPresent(name -> properties.put("detector", name));
    properties.put("backbone", backbone);
    properties.put("allocation", allocation);
    properties.put("cost", cost);
    properties.put(
        "resize",
        new Preprocessing.Size(preprocessing.resize(), preprocessing.multiple())
            .toJson()
            .toString());
    properties.put("channels", CHANNELS);
    properties.put("value_range", RANGE);
    properties.put("mean", Json.ofNumbers(preprocessing.mean()).toString());
    properties.put("std", Json.ofNumbers(preprocessing.std()).toString());
    properties.put("strides", Json.ofIntegers(strides).toString());
    properties.put("classes", Json.ofTexts(classes).toString());
    accuracy.ifPresent(measured -> properties.put("accuracy", measured.toJson().toString()));
    properties.put("crnas_version", provenance.version());
    properties.put("run", provenance.run());
    properties.put("seed", String.valueOf(provenance.seed()));
    properties.put("descriptor_digest", provenance.descriptorDigest());
    return properties;
  }

  /**
   * Reads what a file says of itself, without running it.
   *
   * @throws WrongInputException when it is no whole ONNX file, or naming every property that is
   *     missing or can not be read
   * @throws IOException when it can not be read
   */
  public static Metadata read(Path file) throws IOException {
    return parse(file.toString(), ModelFile.properties(file));
  }

  /**
   * Reads the properties of an ONNX file; those of others, {@code parity} for example, are left
   * alone.
   *
   * @param where the file, for messages
   * @throws WrongInputException naming every property that is missing or can not be read
   */
  public static Metadata parse(String where, Map<String, String> properties) {
    var reader = new PropertyReader(where, properties);
    Optional<Part> part =
        reader.read("part", "detector, features or backbone, as crnas writes it", Part::parse);
    // Those that do not tell it are of before there were others.
    Precision precision =
        reader
            .readIfThere("precision", "fp32, fp16 or int8", Precision::parse)
            .orElse(Precision.FP32);
    Input input =
        reader.readIfThere("input", "prepared or pixels", Input::parse).orElse(Input.PREPARED);
    Optional<String> detector =
        part.isEmpty() || part.get() == Part.BACKBONE
            ? reader.readIfThere("detector", "text", text -> text)
            : reader.read("detector");
    Optional<String> backbone = reader.read("backbone");
    Optional<String> allocation = reader.read("allocation");
    Optional<String> cost = reader.read("cost");
    Optional<Preprocessing.Size> size =
        reader.read(
            "resize",
            "a JSON object with mode stretched (height, width) or kept_aspect (shorter, longer),"
                + " interpolation bilinear, align_corners and antialias false, and pad_multiple",
            Preprocessing.Size::parse);
    reader.read("channels", CHANNELS, text -> require(CHANNELS, text));
    reader.read("value_range", RANGE, text -> require(RANGE, Json.parse(text).toString()));
    Optional<List<Double>> mean = reader.read("mean", THREE, Metadata::means);
    Optional<List<Double>> std = reader.read("std", THREE + " above 0", Metadata::deviations);
    Optional<List<Integer>> strides =
        reader.read("strides", "positive integers in a JSON array", Metadata::strides);
    Optional<List<String>> classes =
        reader.read("classes", "texts in a JSON array", Metadata::classes);
    Optional<Accuracy> accuracy =
        reader.readIfThere(
            "accuracy",
            "a JSON object with AP and AP50 from 0 to 1, split and images",
            Accuracy::parse);
    Optional<String> version = reader.read("crnas_version");
    Optional<String> run = reader.read("run");
    Optional<Long> seed = reader.read("seed", "an integer", Long::valueOf);
    Optional<String> digest = reader.read("descriptor_digest");
    reader.throwIfAny();
    return new Metadata(
        part.orElseThrow(),
        precision,
        input,
        detector,
        backbone.orElseThrow(),
        allocation.orElseThrow(),
        cost.orElseThrow(),
        new Preprocessing(
            size.orElseThrow().resize(),
            size.orElseThrow().multiple(),
            mean.orElseThrow(),
            std.orElseThrow()),
        strides.orElseThrow(),
        classes.orElseThrow(),
        accuracy,
        new Provenance(
            version.orElseThrow(), run.orElseThrow(), seed.orElseThrow(), digest.orElseThrow()));
  }

  private static String require(String wanted, String text) {
    if (!wanted.equals(text)) {
      throw new IllegalArgumentException(text);
    }
    return text;
  }

  private static List<Double> means(String json) {
    return Preprocessing.requireMeans(Json.parse(json).array().stream().map(Json::number).toList());
  }

  private static List<Double> deviations(String json) {
    return Preprocessing.requireDeviations(
        Json.parse(json).array().stream().map(Json::number).toList());
  }

  private static List<Integer> strides(String json) {
    return requireStrides(Json.parse(json).array().stream().map(Json::integer).toList());
  }

  private static List<String> classes(String json) {
    return Json.parse(json).array().stream().map(Json::text).toList();
  }

  private static List<Integer> requireStrides(List<Integer> strides) {
    if (strides.stream().anyMatch(stride -> stride < 1)) {
      throw new IllegalArgumentException("a stride is at least 1 pixel: " + strides);
    }
    return List.copyOf(strides);
  }
}
