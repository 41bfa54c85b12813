package io.crnas.external;

import io.crnas.external.Row.Cell;
import io.crnas.framework.problem.ParserMessage;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/** Reads a JSON list of objects, each a row; a null is an empty cell. */
final class JsonRows {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private JsonRows() {}

  /** Adds all rows up to the first place that is no JSON. */
  static void read(String json, Rows rows) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
      try {
        if (parser.nextToken() != JsonToken.START_ARRAY) {
          rows.broken(line(parser), "no list", "a list of objects");
          return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          element(parser, rows);
        }
        if (parser.nextToken() != null) {
          rows.problem(line(parser), "more behind the list", "the list alone");
        }
      } catch (JacksonException e) {
        TokenStreamLocation at = e.getLocation();
        int line = at == null ? line(parser) : at.getLineNr();
        rows.broken(line, "no JSON (" + ParserMessage.of(e.getOriginalMessage()) + ")", "JSON");
      }
    }
  }

  private static void element(JsonParser parser, Rows rows) {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      rows.problem(line(parser), "something else than an object", "an object for each candidate");
      parser.skipChildren();
      return;
    }
    Map<String, Cell> cells = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String column = parser.currentName();
      switch (parser.nextToken()) {
        case VALUE_NULL -> {}
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
          double value = parser.getDoubleValue();
          String text = parser.getString();
          cells.put(
              column, Double.isFinite(value) ? new Row.Numeric(text, value) : new Row.Text(text));
        }
        case START_OBJECT, START_ARRAY -> {
          rows.problem(
              line(parser), column + " is a list or an object", "a number, a text or null");
          parser.skipChildren();
        }
        case VALUE_STRING, VALUE_TRUE, VALUE_FALSE ->
            cells.put(column, new Row.Text(parser.getString()));
        case END_ARRAY, END_OBJECT, NOT_AVAILABLE, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT ->
            throw new AssertionError("a value is none of " + parser.currentToken());
      }
    }
    rows.add(new Row(line(parser), cells));
  }

  private static int line(JsonParser parser) {
    return parser.currentTokenLocation().getLineNr();
  }
}
