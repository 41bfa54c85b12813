package io.crnas.detection.layout;

import io.crnas.framework.problem.InvalidInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/**
 * YOLO's {@code data.yaml}.
 *
 * @param path what the others are relative to, where it is given
 * @param splits for each split the folders or lists of its images
 * @param names of the classes, in the order of their numbers
 */
record YoloDescription(
    Optional<String> path, SequencedMap<String, List<String>> splits, List<String> names) {
  private static final String EXPECTED =
      "YOLO's description of data: train, val and names, the names of the classes";
  private static final int DEEPEST = 20;

  /**
   * Reads a file.
   *
   * @throws InvalidInputException when it is none
   */
  static YoloDescription read(Path file) {
    Map<?, ?> values = load(file);
    SequencedMap<String, List<String>> splits = new LinkedHashMap<>();
    for (String split : List.of("train", "val", "valid", "test")) {
      List<String> places = texts(values.get(split));
      if (!places.isEmpty()) {
        splits.put(split, places);
      }
    }
    List<String> names = names(values.get("names"));
    if (splits.isEmpty() || names.isEmpty()) {
      throw new InvalidInputException(
          file.toString(),
          splits.isEmpty() ? "neither train nor val nor test" : "no names of classes",
          EXPECTED);
    }
    return new YoloDescription(texts(values.get("path")).stream().findFirst(), splits, names);
  }

  /** Whether a file is meant to be one. */
  static boolean isOne(Path file) {
    try {
      Map<?, ?> values = load(file);
      return values.containsKey("names")
          && (values.containsKey("train") || values.containsKey("val"));
    } catch (InvalidInputException e) {
      return false;
    }
  }

  private static Map<?, ?> load(Path file) {
    String text = Text.read(file, EXPECTED);
    LoadSettings settings = LoadSettings.builder().setLabel(file.toString()).build();
    try {
      requireShallow(file, new Parse(settings).parseString(text));
      if (new Load(settings).loadFromString(text) instanceof Map<?, ?> map) {
        return map;
      }
    } catch (MarkedYamlEngineException e) {
      String line = e.getProblemMark().map(mark -> " line " + (mark.getLine() + 1)).orElse("");
      throw new InvalidInputException(
          file + line, "no YAML: " + Optional.ofNullable(e.getProblem()).orElse(""), EXPECTED);
    } catch (InvalidInputException e) {
      throw e;
    } catch (RuntimeException e) { // the library's own, and others at broken escapes
      throw new InvalidInputException(file.toString(), "no YAML: " + e.getMessage(), EXPECTED);
    }
    throw new InvalidInputException(file.toString(), "no keys and values", EXPECTED);
  }

  /** The library goes down into lists in lists by calling itself. */
  private static void requireShallow(Path file, Iterable<Event> events) {
    int depth = 0;
    for (Event event : events) {
      depth +=
          switch (event.getEventId()) {
            case MappingStart, SequenceStart -> 1;
            case MappingEnd, SequenceEnd -> -1;
            default -> 0;
          };
      if (depth > DEEPEST) {
        throw new InvalidInputException(file.toString(), "lists nested too deeply", EXPECTED);
      }
    }
  }

  private static List<String> texts(@Nullable Object value) {
    return switch (value) {
      case String text -> List.of(text);
      case List<?> list -> list.stream().map(String::valueOf).toList();
      case null, default -> List.of();
    };
  }

  private static List<String> names(@Nullable Object value) {
    return switch (value) {
      case List<?> list -> list.stream().map(String::valueOf).toList();
      case Map<?, ?> map -> {
        var numbered = new TreeMap<Integer, String>();
        map.forEach((number, name) -> {
          if (number instanceof Integer index && index >= 0 && index < 100_000) {
            numbered.put(index, String.valueOf(name));
          }
        });
        int count = numbered.isEmpty() ? 0 : numbered.lastKey() + 1;
        List<String> names = new ArrayList<>(Collections.nCopies(count, ""));
        for (int i = 0; i < count; i++) {
          names.set(i, numbered.getOrDefault(i, Integer.toString(i)));
        }
        yield List.copyOf(names);
      }
      case null, default -> List.of();
    };
  }
}
