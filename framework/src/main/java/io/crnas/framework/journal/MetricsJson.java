package io.crnas.framework.journal;

import java.io.StringWriter;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Metrics as one JSON object; every double comes back with the bits it had. */
final class MetricsJson {
  private static final JsonFactory FACTORY = new JsonFactory();

  private MetricsJson() {}

  static String write(SortedMap<String, Double> metrics) {
    var text = new StringWriter();
    try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
      generator.writeStartObject();
      metrics.forEach(generator::writeNumberProperty);
      generator.writeEndObject();
    }
    return text.toString();
  }

  /** Anything but an object of numbers is a {@link JacksonException}. */
  static SortedMap<String, Double> read(String json) {
    var metrics = new TreeMap<String, Double>();
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        metrics.put(name, parser.getDoubleValue());
      }
    }
    return metrics;
  }
}
