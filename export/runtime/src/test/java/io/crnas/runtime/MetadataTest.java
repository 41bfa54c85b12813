package io.crnas.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.crnas.runtime.Metadata.Accuracy;
import io.crnas.runtime.Metadata.Provenance;
import io.crnas.runtime.WrongInputException.Fault;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class MetadataTest {
  private static final Metadata DETECTOR =
      new Metadata(
          Part.DETECTOR,
          Precision.FP32,
          Input.PREPARED,
          Optional.of("faster-rcnn"),
          "resnet50 of width 64",
          "1-3-5-7/1.112.11223.1222333",
          "1,234 macs (detector, 800x1088, mac)",
          new Preprocessing(
              new Resize.KeptAspect(800, 1333),
              32,
              List.of(0.485, 0.456, 0.406),
              List.of(0.229, 0.224, 0.225)),
          List.of(4, 8, 16, 32, 64),
          List.of("person", "a \"quoted\" näme\\\n\t\u0001"),
          Optional.of(new Accuracy(0.512, 1, "test", 73, "ONNX Runtime 1.29.0")),
          new Provenance("0.1.0", "quickstart", -42, "sha256:0123"));

  static List<Metadata> kinds() {
    return List.of(
        DETECTOR,
        new Metadata(
            Part.BACKBONE,
            Precision.INT8,
            Input.PREPARED,
            Optional.empty(),
            "resnet18",
            "1-1-1-1/1.1.1.1",
            "none",
            new Preprocessing(
                new Resize.Stretched(240, 320),
                1,
                List.of(0.0, -1e-7, 123.675),
                List.of(1.0, 2.0, 1e300)),
            List.of(),
            List.of(),
            Optional.empty(),
            new Provenance("", "", Long.MAX_VALUE, "")));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void whatIsWrittenIsRead(Metadata metadata) {
    assertEquals(metadata, Metadata.parse("net.onnx", metadata.properties()));
  }

  @Test
  void propertiesAreTextsAndJson() {
    Map<String, String> properties = DETECTOR.properties();
    assertEquals("detector", properties.get("part"));
    assertEquals("[0.485,0.456,0.406]", properties.get("mean"));
    assertEquals("[4,8,16,32,64]", properties.get("strides"));
    assertEquals("RGB", properties.get("channels"));
    assertEquals("[0,1]", properties.get("value_range"));
    assertEquals(
        "{\"mode\":\"kept_aspect\",\"shorter\":800,\"longer\":1333,\"interpolation\":\"bilinear\","
            + "\"align_corners\":false,\"antialias\":false,\"pad_multiple\":32}",
        properties.get("resize"));
    assertEquals(
        "{\"AP\":0.512,\"AP50\":1.0,\"split\":\"test\",\"images\":73,"
            + "\"measured_by\":\"ONNX Runtime 1.29.0\"}",
        properties.get("accuracy"));
    assertEquals(
        "[\"person\",\"a \\\"quoted\\\" näme\\\\\\n\\t\\u0001\"]", properties.get("classes"));
  }

  @Test
  void everyBadPropertyIsNamed() {
    var properties = new LinkedHashMap<>(DETECTOR.properties());
    properties.remove("cost");
    properties.remove("detector");
    properties.put("precision", "half");
    properties.put("resize", "{\"mode\":\"stretched\",\"height\":0,\"width\":1}");
    properties.put("channels", "BGR");
    properties.put("value_range", "[0,255]");
    properties.put("mean", "[1,2");
    properties.put("std", "[1,2,0]");
    properties.put("strides", "[4.5]");
    properties.put("accuracy", "{\"AP\":51.2}");
    properties.put("seed", "many");
    properties.put("something_else", "stays");
    var e = assertThrows(WrongInputException.class, () -> Metadata.parse("net.onnx", properties));
    assertEquals(
        Stream.of(
                "precision",
                "detector",
                "cost",
                "resize",
                "channels",
                "value_range",
                "mean",
                "std",
                "strides",
                "accuracy",
                "seed")
            .map(key -> "net.onnx, metadata " + key)
            .toList(),
        e.faults().stream().map(Fault::where).toList());
    assertEquals(
        "net.onnx, metadata detector: found nothing, expected text", "" + e.faults().get(1));
  }

  @Test
  void aFileOfBeforePrecisionWasToldIsInSingle() {
    var properties = new LinkedHashMap<>(DETECTOR.properties());
    properties.remove("precision");
    assertEquals(DETECTOR, Metadata.parse("net.onnx", properties));
  }

  @Test
  void theAccuracyOfAFileOfBeforeThatWasToldIsTheEngines() {
    var properties = new LinkedHashMap<>(DETECTOR.properties());
    properties.put("accuracy", "{\"AP\":0.5,\"AP50\":0.7,\"split\":\"test\",\"images\":73}");
    assertEquals(
        new Accuracy(0.5, 0.7, "test", 73, "the training engine"),
        Metadata.parse("net.onnx", properties).accuracy().orElseThrow());
  }

  /** Resizing in another way would give other boxes. */
  @ParameterizedTest
  @CsvSource({
    "bilinear,bicubic",
    "'\"align_corners\":false','\"align_corners\":true'",
    "'\"antialias\":false','\"antialias\":true'",
    "kept_aspect,letterbox",
    "'\"pad_multiple\":32','\"pad_multiple\":0'",
    "'\"shorter\":800','\"shorter\":8e99'"
  })
  void whatItCanNotDoIsRefused(String from, String to) {
    var properties = new LinkedHashMap<>(DETECTOR.properties());
    properties.computeIfPresent("resize", (_, json) -> json.replace(from, to));
    var e = assertThrows(WrongInputException.class, () -> Metadata.parse("net.onnx", properties));
    assertEquals(1, e.faults().size(), e::getMessage);
    assertEquals("net.onnx, metadata resize", e.faults().getFirst().where());
  }

  @Test
  void anotherProducersFileIsToldByItsFirstMissingProperty() {
    var e = assertThrows(WrongInputException.class, () -> Metadata.parse("net.onnx", Map.of()));
    assertEquals(
        "net.onnx, metadata part: found nothing, expected detector, features or backbone, as crnas"
            + " writes it",
        e.getMessage().lines().findFirst().orElseThrow());
  }
}
