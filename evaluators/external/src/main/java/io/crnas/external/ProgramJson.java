package io.crnas.external;

import io.crnas.framework.Evaluation;
import io.crnas.framework.problem.ParserMessage;
import io.crnas.spaces.Allocation;
import java.io.StringWriter;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/** What a program is asked and what it answers, as JSON. */
final class ProgramJson {
  /** NaN and Infinity are no JSON, but many programs write them, and the reason should say so. */
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  private static final int QUOTED = 100;

  private ProgramJson() {}

  static String question(Allocation candidate, String level, long seed) {
    var text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeStringProperty("candidate", candidate.toString());
      json.writeArrayPropertyStart("stages");
      candidate.stages().blocks().forEach(json::writeNumber);
      json.writeEndArray();
      json.writeArrayPropertyStart("dilations");
      candidate
          .dilations()
          .dilations()
          .forEach(stage -> {
            json.writeStartArray();
            stage.forEach(json::writeNumber);
            json.writeEndArray();
          });
      json.writeEndArray();
      json.writeStringProperty("level", level);
      json.writeNumberProperty("seed", seed);
      json.writeEndObject();
    }
    return text + "\n";
  }

  /** The metrics that a program said, or what it said instead. */
  static Evaluation metrics(String output) {
    if (output.isBlank()) {
      return new Evaluation.Failed("nothing on standard output");
    }
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), output)) {
      return parser.nextToken() == JsonToken.START_OBJECT
          ? object(parser, output)
          : no("one JSON object of numbers", output);
    } catch (JacksonException e) {
      return no("JSON (" + ParserMessage.of(e.getOriginalMessage()) + ")", output);
    }
  }

  private static Evaluation object(JsonParser parser, String output) {
    Map<String, Double> metrics = new TreeMap<>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      if (!parser.nextToken().isNumeric()) {
        return no("a number for " + name, output);
      }
      metrics.put(name, parser.getDoubleValue());
    }
    if (parser.nextToken() != null) {
      return no("one JSON object and nothing behind it", output);
    }
    return metrics.isEmpty() ? no("any number", output) : Evaluation.of(metrics);
  }

  private static Evaluation no(String expected, String output) {
    String said = output.strip().replaceAll("\\s+", " ");
    String quoted = said.length() > QUOTED ? said.substring(0, QUOTED) + "..." : said;
    return new Evaluation.Failed("standard output is not " + expected + ": " + quoted);
  }
}
