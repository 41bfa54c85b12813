package io.crnas.experiments.run;

import io.crnas.experiments.json.Json;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.ParserMessage;
import io.crnas.framework.problem.Problems;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/**
 * The fingerprint of each split when a run began. A run is not continued on other data, because
 * some of its numbers would come from the old and some from the new.
 */
final class KnownData {
  private KnownData() {}

  static void write(Path file, SortedMap<String, String> fingerprints) throws IOException {
    Json.write(file, fingerprints);
  }

  /**
   * Compares with what was written.
   *
   * @throws InvalidInputException naming every split that differs, or where there is no such file
   */
  static void requireSame(Path file, SortedMap<String, String> fingerprints) throws IOException {
    Map<String, String> known = read(file);
    var problems = new Problems();
    fingerprints.forEach((split, fingerprint) -> {
      if (!fingerprint.equals(known.get(split))) {
        problems.add(
            "data, split " + split,
            "other images or annotations than when the run began",
            "the same; bring them back, or begin another run by 'crnas run'");
      }
    });
    problems.throwIfAny();
  }

  private static Map<String, String> read(Path file) throws IOException {
    try {
      return Json.read(file, new TypeReference<Map<String, String>>() {});
    } catch (NoSuchFileException e) {
      throw new InvalidInputException(file.toString(), "no such file", "the run's");
    } catch (JacksonException e) {
      throw new InvalidInputException(
          file.toString(),
          "what is no JSON: " + ParserMessage.of(e.getOriginalMessage()),
          "fingerprints by split");
    }
  }
}
