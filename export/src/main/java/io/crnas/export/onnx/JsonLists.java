package io.crnas.export.onnx;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Flat JSON arrays. What is none is an {@link IllegalArgumentException} or Jackson's own. */
final class JsonLists {
  private static final JsonFactory JSON = new JsonFactory();

  private JsonLists() {}

  static String ofNumbers(List<Double> values) {
    return write(json -> values.forEach(json::writeNumber));
  }

  static String ofIntegers(List<Integer> values) {
    return write(json -> values.forEach(json::writeNumber));
  }

  static String ofTexts(List<String> values) {
    return write(json -> values.forEach(json::writeString));
  }

  static List<Double> numbers(String text) {
    return read(
        text,
        List.of(JsonToken.VALUE_NUMBER_FLOAT, JsonToken.VALUE_NUMBER_INT),
        JsonParser::getDoubleValue);
  }

  static List<Integer> integers(String text) {
    return read(text, List.of(JsonToken.VALUE_NUMBER_INT), JsonParser::getIntValue);
  }

  static List<String> texts(String text) {
    return read(text, List.of(JsonToken.VALUE_STRING), JsonParser::getString);
  }

  private static String write(Consumer<JsonGenerator> content) {
    var text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartArray();
      content.accept(json);
      json.writeEndArray();
    }
    return text.toString();
  }

  private static <T> List<T> read(
      String text, List<JsonToken> tokens, Function<JsonParser, T> element) {
    List<T> elements = new ArrayList<>();
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
      if (json.nextToken() != JsonToken.START_ARRAY) {
        throw new IllegalArgumentException("no JSON array: " + text);
      }
      for (var token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
        if (token == null || !tokens.contains(token)) {
          throw new IllegalArgumentException("an element of another kind in " + text);
        }
        elements.add(element.apply(json));
      }
    }
    return elements;
  }
}
