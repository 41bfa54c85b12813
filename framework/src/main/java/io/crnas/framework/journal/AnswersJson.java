package io.crnas.framework.journal;

import io.crnas.framework.Evaluation;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/**
 * What the answers of a batch differ in, as an array of objects {@code {"place", "candidate",
 * "cost", "metrics" or "reason"}}; every double comes back with the bits it had. Before answers
 * were written one by one there was no place, because each had that of its object.
 */
final class AnswersJson {
  /** Half a surrogate pair has no bytes of its own in UTF-8, but has an escape. */
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private AnswersJson() {}

  static String write(List<Answer> answers) {
    var text = new StringWriter();
    try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
      generator.writeStartArray();
      answers.forEach(answer -> write(answer, generator));
      generator.writeEndArray();
    }
    return text.toString();
  }

  private static void write(Answer answer, JsonGenerator generator) {
    generator.writeStartObject();
    generator.writeNumberProperty("place", answer.place());
    generator.writeStringProperty("candidate", answer.candidate());
    generator.writeNumberProperty("cost", answer.cost());
    switch (answer.evaluation()) {
      case Evaluation.Scored scored -> {
        generator.writeObjectPropertyStart("metrics");
        scored.metrics().forEach(generator::writeNumberProperty);
        generator.writeEndObject();
      }
      case Evaluation.Failed failed -> generator.writeStringProperty("reason", failed.reason());
    }
    generator.writeEndObject();
  }

  /** An answer by what it differs in from the others of its batch. */
  interface Maker {
    Answer make(int place, String candidate, Evaluation evaluation, long cost);
  }

  /** Reads what {@link #write} wrote, now or before, and nothing else. */
  static List<Answer> read(String json, Maker maker) {
    var answers = new ArrayList<Answer>();
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.START_OBJECT) {
        answers.add(read(parser, answers.size(), maker));
        parser.nextToken();
      }
    }
    return answers;
  }

  private static Answer read(JsonParser parser, int index, Maker maker) {
    int place = index;
    if (value(parser).equals("place")) {
      place = parser.getIntValue();
      value(parser);
    }
    String candidate = parser.getString();
    value(parser);
    long cost = parser.getLongValue();
    Evaluation evaluation =
        value(parser).equals("metrics")
            ? new Evaluation.Scored(metrics(parser))
            : new Evaluation.Failed(parser.getString());
    return maker.make(place, candidate, evaluation, cost);
  }

  /** Goes to the value of the next property, whose name this is. */
  private static String value(JsonParser parser) {
    parser.nextToken();
    String name = parser.currentName();
    parser.nextToken();
    return name;
  }

  private static SortedMap<String, Double> metrics(JsonParser parser) {
    var metrics = new TreeMap<String, Double>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      metrics.put(name, parser.getDoubleValue());
    }
    return metrics;
  }
}
