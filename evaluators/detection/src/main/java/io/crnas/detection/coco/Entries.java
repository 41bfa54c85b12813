package io.crnas.detection.coco;

import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.ParserMessage;
import io.crnas.framework.problem.Problem;
import io.crnas.framework.problem.Problems;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Goes through a file with one entry in memory at a time, and collects what is wrong. */
public final class Entries {
  /** After an entry the list goes on. */
  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  /** After so many wrong entries the file is plainly another one. */
  private static final int MOST_WRONG = 20;

  private final Path file;
  private final Problems problems = new Problems();
  private int wrong;

  /** Of a file, which is opened when it is read. */
  public Entries(Path file) {
    this.file = file;
  }

  /** The entries of the lists under these keys of the file's one object. */
  public void read(Map<String, Consumer<Entry>> lists) throws IOException {
    var missing = new TreeMap<>(lists);
    String expected = "an object with the lists " + String.join(", ", missing.keySet());
    read(
        JsonToken.START_OBJECT,
        expected,
        json -> {
          while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = json.currentName();
            JsonToken value = json.nextToken();
            Consumer<Entry> each = missing.get(key);
            if (each != null && value == JsonToken.START_ARRAY) {
              missing.remove(key);
              list(json, key, each);
            } else {
              json.skipChildren();
            }
          }
          missing.keySet().forEach(key -> problems.add(file + ", " + key, "no list", "a list"));
        });
  }

  /** The entries of the file's one list. */
  public void read(Consumer<Entry> each) throws IOException {
    read(JsonToken.START_ARRAY, "a list of results", json -> list(json, "result", each));
  }

  private void read(JsonToken first, String expected, Consumer<JsonParser> rest)
      throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException(file.toString(), "no file", expected);
    }
    try (InputStream in = Files.newInputStream(file);
        JsonParser json = JSON.createParser(in)) {
      JsonToken found = json.nextToken();
      if (found != first) {
        throw new InvalidInputException(file.toString(), otherThan(found, json), expected);
      }
      rest.accept(json);
      requireEnd(json, expected);
    } catch (JacksonException e) {
      var at = e.getLocation();
      throw new InvalidInputException(
          at == null ? file.toString() : file + " line " + at.getLineNr(),
          "no JSON: " + ParserMessage.of(e.getOriginalMessage()),
          expected);
    }
    if (!problems.all().isEmpty()) {
      throw new InvalidInputException(Alike.shortened(problems.all()));
    }
  }

  private void requireEnd(JsonParser json, String expected) {
    boolean more;
    try {
      more = json.nextToken() != null;
    } catch (JacksonException _) {
      more = true;
    }
    if (more) {
      throw new InvalidInputException(
          file + " line " + json.currentLocation().getLineNr(),
          "something behind the end of the JSON",
          expected + " and nothing else");
    }
  }

  private static String otherThan(@Nullable JsonToken found, JsonParser json) {
    if (found == null) {
      return "nothing";
    }
    boolean object = found == JsonToken.START_OBJECT;
    boolean list = found == JsonToken.START_ARRAY;
    json.skipChildren();
    if (object && json.nextToken() == JsonToken.START_OBJECT) {
      return "one JSON object a line";
    }
    return object ? "an object" : list ? "a list" : "a single value";
  }

  private void list(JsonParser json, String what, Consumer<Entry> each) {
    int place = 0;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      JsonNode node = JSON.readTree(json);
      place++;
      var entry = new Entry(file + ", " + what + " " + place, node);
      try {
        each.accept(entry);
      } catch (InvalidInputException e) {
        problems.addAll(e.problems());
        wrong++;
      } catch (IllegalArgumentException e) {
        // What its numbers make together, as a box that ends beyond all numbers.
        problems.add(entry.where(), String.valueOf(e.getMessage()), "an entry of COCO's");
        wrong++;
      }
      if (wrong == MOST_WRONG) {
        List<Problem> told = Alike.shortened(problems.all());
        throw new InvalidInputException(
            Stream.concat(
                    told.stream(),
                    Stream.of(
                        new Problem(
                            file.toString(), MOST_WRONG + " wrong entries and maybe more", "none")))
                .toList());
      }
    }
  }
}
