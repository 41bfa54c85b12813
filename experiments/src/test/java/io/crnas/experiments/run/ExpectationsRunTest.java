package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.experiments.results.Results;
import io.crnas.framework.random.Seeds;
import io.crnas.spaces.Allocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The best chosen by what all scores together say. */
class ExpectationsRunTest {
  private static final String LUCKY = "1-1-2-4";
  private static final String DESCRIPTOR =
      """
      name: lucky
      threads: 1
      space:
        backbone: resnet18
        stages: [[1, 2, 3, 4, 5], [1, 2, 3, 4, 5], [1, 2, 3, 4, 5], [1, 2, 3, 4, 5]]
      budget: {input: 128x128}
      levels:
        - level: stage
          evaluator: {kind: table, file: scores.csv}
          strategy: {kind: exhaustive}
      """;

  @TempDir Path folder;

  /** Blocks of early stages are worth more, and one net that has few of them was lucky. */
  private Results run(String name, String... options) throws IOException {
    RandomGenerator random = Seeds.generator(1, "noise", 0);
    List<String> lines = new ArrayList<>(List.of("candidate,AP"));
    for (int a = 1; a <= 5; a++) {
      for (int b = 1; a + b <= 6; b++) {
        for (int c = 1; a + b + c <= 7; c++) {
          String blocks = a + "-" + b + "-" + c + "-" + (8 - a - b - c);
          double luck = blocks.equals(LUCKY) ? 0.06 : 0.002 * random.nextGaussian();
          lines.add(blocks + "," + (0.5 + 0.01 * a + 0.01 * b + luck));
        }
      }
    }
    Files.write(folder.resolve("scores.csv"), lines);
    Path descriptor = Files.writeString(folder.resolve("lucky.yaml"), DESCRIPTOR);
    Path run = folder.resolve(name);
    List<String> command =
        new ArrayList<>(List.of("run", descriptor.toString(), "--quiet", "--out", run.toString()));
    command.addAll(List.of(options));
    Ending.of(command.toArray(String[]::new)).requireStatus(0);
    return Results.read(run.resolve("results.json"));
  }

  @Test
  void oneLuckyScoreDoesNotWin() throws IOException {
    assertTrue(run("by-score").found().toString().startsWith(LUCKY), "its score is the highest");

    Results results = run("by-expectation", "--set", "levels[0].choose-by=expectation");

    Results.Level level = results.levels().getFirst();
    Allocation found = results.found();
    List<Integer> blocks = found.stages().blocks();
    assertTrue(blocks.get(0) + blocks.get(1) >= 5, found::toString);
    assertEquals(level.best(), found);
    Results.Expectation expectation = level.expectation().orElseThrow();
    assertTrue(expectation.crossValidatedError() < expectation.deviation(), expectation::toString);
    double most =
        level.candidates().stream()
            .mapToDouble(one -> one.expected().orElseThrow())
            .max()
            .orElseThrow();
    assertEquals(most, expectation.expected());
    assertEquals(
        level.candidates().stream()
            .filter(one -> one.allocation().equals(found))
            .findFirst()
            .orElseThrow()
            .score(),
        OptionalDouble.of(level.bestMetrics().get("AP")));
    assertTrue(
        Files.readString(folder.resolve("by-expectation").resolve("report.html"))
            .contains("let expect most"),
        "the report says what it was chosen by");
    assertRanked();
  }

  /** What is expected of candidates can be held against other scores of them. */
  private void assertRanked() {
    String run = folder.resolve("by-expectation").toString();
    String scores = folder.resolve("scores.csv").toString();
    String[] command = {"rank", run, scores, "--objective", "expected"};
    Ending ranked =
        Ending.of(
            Stream.concat(Stream.of(command), Stream.of("--reference-objective", "AP"))
                .toArray(String[]::new));
    ranked.requireStatus(0);
    assertTrue(ranked.out().stream().anyMatch(line -> line.startsWith("stage")), ranked::toString);
    Ending unexpected =
        Ending.of("rank", folder.resolve("by-score").toString(), scores, "--objective", "expected");
    unexpected.requireStatus(2);
    assertTrue(unexpected.complainsOf("choose-by: expectation"), unexpected::toString);
  }
}
