package io.crnas.experiments.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problem;
import io.crnas.spaces.Allocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  @TempDir Path folder;

  /** As files hold allocations. */
  record Scored(Allocation allocation, OptionalDouble score, List<Double> scores) {}

  @Test
  void anAllocationStandsAsItsTextAndIsReadAgain() throws IOException {
    var scored =
        new Scored(Allocation.parse("1-2/1.13"), OptionalDouble.of(0.5), List.of(0.25, 0.75));
    Path file = folder.resolve("one.json");

    Json.write(file, scored);

    assertEquals(
        """
        {
          "allocation" : "1-2/1.13",
          "score" : 0.5,
          "scores" : [ 0.25, 0.75 ]
        }
        """,
        Files.readString(file));
    assertEquals(scored, Json.read(file, Scored.class, "score", "a score"));
  }

  @Test
  void whatEarlierVersionsDidNotWriteIsEmpty() throws IOException {
    Path file = Files.writeString(folder.resolve("one.json"), "{\"allocation\": \"1-2\"}");

    assertEquals(
        new Scored(Allocation.parse("1-2/1.11"), OptionalDouble.empty(), List.of()),
        Json.read(file, Scored.class, "score", "a score"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"allocation\": \"1-2/1\"}", "{\"allocation\": {}}", "{\"allo", "7"})
  void whatIsNoneIsToldWithTheFile(String json) throws IOException {
    Path file = Files.writeString(folder.resolve("one.json"), json);

    Problem problem =
        assertThrows(
                InvalidInputException.class,
                () -> Json.read(file, Scored.class, "score", "a score"))
            .problems()
            .getFirst();

    assertEquals(file.toString(), problem.where());
    assertTrue(problem.found().startsWith("what is no score: "), problem::found);
    assertEquals("a score", problem.expected());
  }
}
