package io.crnas.experiments.command;

import io.crnas.framework.problem.InvalidInputException;
import io.crnas.spaces.Allocation;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is asked of one candidate.
 *
 * @param candidate which
 * @param level as a candidate of which level, as the journal calls it; empty for the first one
 */
public record Question(Allocation candidate, Optional<String> level) {

  /**
   * Reads what the evaluator {@code command} asks a program; of its keys {@code candidate} and
   * {@code level} matter.
   *
   * @throws InvalidInputException if it is something else
   */
  static Question parse(String json) {
    try {
      JsonNode root = JsonMapper.shared().readTree(json);
      JsonNode candidate = root.path("candidate");
      JsonNode level = root.path("level");
      if (candidate.isString()) {
        return new Question(
            Allocations.parse("candidate", candidate.stringValue()),
            level.isString() ? Optional.of(level.stringValue()) : Optional.empty());
      }
    } catch (JacksonException e) {
      throw new InvalidInputException(
          "standard input", "no JSON: " + e.getOriginalMessage(), expected());
    }
    throw new InvalidInputException(
        "standard input", json.isBlank() ? "nothing" : json, expected());
  }

  private static String expected() {
    return "a candidate as argument, or an object like {\"candidate\": \"1-2-2-3\"}";
  }
}
