package io.crnas.experiments.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.experiments.descriptor.Descriptor;
import io.crnas.experiments.journal.RunJournal;
import io.crnas.experiments.run.Ending;
import io.crnas.framework.Evaluation;
import io.crnas.framework.journal.Answer;
import io.crnas.framework.journal.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code crnas compare} says of runs. */
class StrategyComparisonTest {
  private static final String STAGE = "{kind: evolution, population: 4}";
  private static final String LARGE = "{kind: evolution, population: 8}";

  @TempDir Path folder;

  private static String yaml(String strategy, int seed, String size) {
    return """
    name: compared
    seed: %d
    space: {backbone: resnet18, stages: [[1, 2, 3], [1, 2, 3], [1, 2, 3], [1, 2, 3]]}
    budget: {input: %s}
    levels:
      - {level: stage, evaluator: {kind: table, file: scores.csv}, strategy: %s}
    """
        .formatted(seed, size, strategy);
  }

  /** A run that ended, with these scores in the order of asking. */
  private Path run(String name, String yaml, String fingerprint, double... scores)
      throws IOException {
    return run(name, yaml, "stage", fingerprint, scores);
  }

  private Path run(String name, String yaml, String level, String fingerprint, double... scores)
      throws IOException {
    Path run = Files.createDirectories(folder.resolve(name));
    Files.writeString(
        run.resolve("descriptor.yaml"), Descriptor.write(Descriptor.parse(name, yaml)));
    Files.writeString(run.resolve("results.json"), "{}");
    try (Journal journal = Journal.open(RunJournal.in(run))) {
      List<Answer> answers = new ArrayList<>();
      for (double score : scores) {
        answers.add(
            new Answer(
                level,
                "2-2-2-" + (answers.size() + 1),
                0,
                answers.size(),
                Evaluation.of(Map.of("AP", score)),
                1,
                1,
                fingerprint));
      }
      journal.append(answers);
    }
    return run;
  }

  private static Ending compare(Stream<Object> arguments) {
    return Ending.of(
        Stream.concat(Stream.of("compare"), arguments.map(Object::toString))
            .toArray(String[]::new));
  }

  @Test
  void runsAreGroupedByStrategyAndSummedUpOverSeeds() throws IOException {
    Path first = run("a", yaml(STAGE, 1, "64x64"), "ab", 0.1, 0.5, 0.4);
    Path second = run("b", yaml(STAGE, 2, "64x64"), "ab", 0.1, 0.3, 0.2, 0.4);
    Path third = run("c", yaml(LARGE, 1, "64x64"), "ab", 0.2, 0.1, 0.1, 0.1, 0.5);
    Path plot = folder.resolve("compared.svg");

    Ending ending = compare(Stream.of(first, third, second, "--out", plot)).requireStatus(0);

    List<String> rows =
        ending.out().stream().map(line -> line.trim().replaceAll(" +", " ")).toList();
    assertEquals("evolution, population 4 2 4 0.4250 0.4500 0.4750 1 of 2 2", rows.get(1));
    assertEquals("evolution, population 8 1 5 0.5000 0.5000 0.5000 1 of 1 5", rows.get(2));
    assertEquals("wrote " + plot, rows.get(3));
    String svg = Files.readString(plot);
    assertEquals(2, svg.split("<polyline", -1).length - 1);
    assertTrue(svg.contains("evolution, population 4 (2)"), svg);

    JsonNode json =
        JsonMapper.shared()
            .readTree(
                compare(Stream.of(first, second, "--json")).requireStatus(0).out().getFirst());
    assertEquals("evolution", json.get("strategy").asString());
    assertEquals(0.45, json.get("median").doubleValue(), 1e-12);
    assertEquals(2, json.get("evaluationsToBest").doubleValue());
  }

  @Test
  void runsThatDidNotSearchTheSameAreRefusedWithEverythingThatDiffers() throws IOException {
    Path first = run("a", yaml(STAGE, 1, "64x64"), "ab", 0.1);
    Path other = run("b", yaml(LARGE, 1, "32x64"), "cd", 0.1);
    Path again = run("c", yaml(STAGE, 1, "64x64"), "ab", 0.1);

    Ending ending = compare(Stream.of(first, other, again)).requireStatus(2);

    assertTrue(
        ending.complainsOf(other + ", budget", "32x64", "64x64 as in".substring(0, 5)),
        ending::toString);
    assertTrue(ending.complainsOf(other + ", fingerprint", "[cd]", "[ab]"), ending::toString);
    assertTrue(
        ending.complainsOf(again.toString(), "strategy and seed of " + first), ending::toString);
    assertEquals(4, ending.err().size(), ending::toString);
  }

  @Test
  void ofRunsOnSeveralBudgetsOneIsCompared() throws IOException {
    String budgets = "budgets: [resnet18, 1-2-1-2]\n";
    Path first = run("a", yaml(STAGE, 1, "64x64") + budgets, "resnet18/stage", "ab", 0.1, 0.5);
    Path second = run("b", yaml(STAGE, 2, "64x64") + budgets, "resnet18/stage", "ab", 0.1, 0.3);

    String row =
        compare(Stream.of(first, second, "--level", "resnet18/stage"))
            .requireStatus(0)
            .out()
            .getLast();

    assertTrue(row.matches("evolution +2 +2 +0\\.3500 +0\\.4000 .*"), row);
    assertTrue(
        compare(Stream.of(first, second))
            .requireStatus(2)
            .complainsOf("2 levels", "resnet18/stage, 1-2-1-2/stage"));
    // The same level within another budget is another task.
    Path large =
        run("c", yaml(STAGE, 1, "64x64") + "budgets: [resnet18]\n", "resnet18/stage", "ab", 0.1);
    Path small =
        run("d", yaml(STAGE, 2, "64x64") + "budgets: [1-2-1-2]\n", "1-2-1-2/stage", "ab", 0.1);
    assertTrue(
        compare(Stream.of(large, small))
            .requireStatus(2)
            .complainsOf(small + ", level", "1-2-1-2/stage", "resnet18/stage as in"));
  }

  /** As experiments/benchmarks/strategies.sh does. */
  private Path search(String name, String strategy, int seed) throws IOException {
    Path table = Path.of("table.yaml");
    String yaml =
        Files.readString(table).replaceFirst("strategy: .*", "strategy: " + strategy)
            + "base: "
            + table.toAbsolutePath().getParent();
    Path descriptor = Files.writeString(folder.resolve(name + ".yaml"), yaml);
    Path run = folder.resolve(name);
    Ending.of(
            "run",
            descriptor.toString(),
            "--seed",
            Integer.toString(seed),
            "--out",
            run.toString(),
            "--quiet")
        .requireStatus(0);
    return run;
  }

  @Test
  void theExhaustiveSearchOfATableFindsTheBestThatAnyStrategyCanFind() throws IOException {
    Path whole = search("whole", "{kind: exhaustive}", 1);
    Path one = search("one", "{kind: random, evaluations: 40}", 1);
    Path other = search("other", "{kind: random, evaluations: 40}", 2);
    Path greedy = search("greedy", "{kind: greedy, completions: 2}", 1);

    List<JsonNode> strategies =
        compare(Stream.of(whole, one, other, greedy, "--json")).requireStatus(0).out().stream()
            .map(line -> JsonMapper.shared().readTree(line))
            .toList();

    // 0.3841 is the greatest score in table.csv; the others need not find it.
    JsonNode exhaustive = strategies.getFirst();
    assertEquals(153, exhaustive.get("evaluations").intValue());
    assertEquals(0.3841, exhaustive.get("median").doubleValue());
    assertEquals(1, exhaustive.get("foundBest").intValue());
    assertEquals(
        List.of("exhaustive", "random", "greedy"),
        strategies.stream().map(strategy -> strategy.get("strategy").asString()).toList());
    assertEquals(2, strategies.get(1).get("runs").intValue());
    for (JsonNode strategy : strategies) {
      assertTrue(strategy.get("median").doubleValue() <= 0.3841, strategy::toString);
    }
  }

  @Test
  void onlyRunsThatEndedAndHaveTheLevelAreCompared() throws IOException {
    Path run = run("a", yaml(STAGE, 1, "64x64"), "ab", 0.1);
    assertTrue(
        compare(Stream.of(run, "--level", "spatial"))
            .requireStatus(2)
            .complainsOf("no level spatial", "stage"));
    Files.delete(run.resolve("results.json"));
    assertTrue(compare(Stream.of(run)).requireStatus(2).complainsOf("resume " + run));
    compare(Stream.of(folder.resolve("none"))).requireStatus(2);
  }

  /** Greedy search asks for candidates together before it asks for any alone. */
  @Test
  void dilationsOfTheSameStagesAreComparedWhereGroupsCameFirst() throws IOException {
    Path one = dilated("one", 1, "2-2-2-2/11.11.11.12", "2-2-2-2/11.11.11.11");
    Path other = dilated("other", 2, "2-2-2-2/12.11.11.11", "2-2-2-2/11.12.11.11");
    Path deeper = dilated("deeper", 3, "1-3-2-2/1.112.11.11", "1-3-2-2/1.111.11.11");

    compare(Stream.of(one, other)).requireStatus(0);
    assertTrue(
        compare(Stream.of(one, deeper))
            .requireStatus(2)
            .complainsOf("start of the level", "1-3-2-2", "2-2-2-2"));
  }

  private Path dilated(String name, int seed, String first, String second) throws IOException {
    Path run =
        run(name, yaml(STAGE, seed, "64x64").replace("level: stage", "level: spatial"), "ab");
    try (Journal journal = Journal.open(RunJournal.in(run))) {
      for (String candidate : List.of(first + Answer.TOGETHER + second, first, second)) {
        journal.append(
            List.of(
                new Answer(
                    "spatial", candidate, 0, 0, Evaluation.of(Map.of("AP", 0.5)), 1, 1, "ab")));
      }
    }
    return run;
  }
}
