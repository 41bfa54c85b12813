package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.experiments.results.Results;
import io.crnas.framework.Evaluation;
import io.crnas.framework.journal.Answer;
import io.crnas.framework.journal.Entry;
import io.crnas.framework.journal.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that trains nothing needs no images and no engine. */
class CheapRunTest {
  private static final String TINY = "population: 4, generations: 3";

  @TempDir Path scratch;

  private Results run(Path descriptor, String... options) throws IOException {
    Path folder = scratch.resolve("run");
    var command = new ArrayList<>(List.of("run", descriptor.toString(), "--quiet"));
    command.addAll(List.of("--out", folder.toString()));
    command.addAll(List.of(options));
    Ending.of(command.toArray(String[]::new)).requireStatus(0);
    return Results.read(folder.resolve("results.json"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kind: evolution, " + TINY,
        "kind: evolution, selection: {kind: linear-rank}, " + TINY,
        "kind: greedy, keep: 2, completions: 2",
        "kind: random, evaluations: 5",
        "kind: local-search, first: 2, evaluations: 5, batch: 2",
        "kind: reinforce, evaluations: 8, batch: 3",
        "kind: reinforce, evaluations: 8, batch: 3, controller-units: 20",
        "kind: exhaustive",
        "kind: pareto, " + TINY,
      })
  void bothLevelsAreSearchedByAnyStrategy(String strategy) throws IOException {
    Results results = run(CheapRun.descriptor(scratch, strategy, "stage", "spatial"));

    assertEquals(
        Set.of(
            "data.json",
            "descriptor.yaml",
            "journal.sqlite",
            "journal.sqlite.lock",
            "report.html",
            "results.json",
            "timings.json"),
        TinyRun.files(scratch.resolve("run")));
    assertEquals(Set.of("crnas", "java"), results.software().keySet());
    assertTrue(results.retrained().isEmpty());
    assertEquals(2, results.levels().size());
    Results.Level stage = results.levels().getFirst();
    Results.Level spatial = results.levels().getLast();
    assertEquals("table", stage.evaluator());
    assertEquals(stage.best().stages(), spatial.best().stages());
    assertEquals(spatial.best(), results.found());
    for (Results.Level level : results.levels()) {
      double best = level.bestMetrics().getOrDefault("AP", -1.0);
      level.candidates().forEach(candidate -> assertTrue(candidate.score().orElseThrow() <= best));
      assertTrue(level.baselineScore().orElseThrow() <= best);
    }
  }

  @Test
  void aBatchThatWasLostInTheMiddleIsAskedForAgainAndChangesNothing() throws IOException {
    run(CheapRun.descriptor(scratch, "kind: evolution, " + TINY, "stage", "spatial"));
    Path folder = scratch.resolve("run");
    String whole = Files.readString(folder.resolve("results.json"));
    Path file = folder.resolve("journal.sqlite");
    List<Answer> answers = Journal.read(file).stream().map(Entry::answer).toList();
    Files.delete(file);
    List<Answer> kept = answers.stream().filter(answer -> answer.generation() != 1).toList();
    assertTrue(kept.size() < answers.size());
    try (Journal journal = Journal.open(file)) {
      journal.append(kept);
    }
    Files.delete(folder.resolve("results.json"));
    Files.delete(folder.resolve("report.html"));

    Ending.of("resume", folder.toString(), "--quiet").requireStatus(0);

    assertEquals(whole, Files.readString(folder.resolve("results.json")));
    assertNotEquals(answers, Journal.read(file).stream().map(Entry::answer).toList());
  }

  @Test
  void jointlyAndExhaustivelyTheBestOfTheWholeTableIsFound() throws IOException {
    Path descriptor = CheapRun.descriptor(scratch, "kind: exhaustive, limit: 1000000", "joint");
    Results results = run(descriptor);

    String best =
        Files.readAllLines(scratch.resolve("scores.csv")).stream()
            .skip(1)
            .max(Comparator.comparingDouble(line -> Double.parseDouble(line.split(",", -1)[1])))
            .orElseThrow();
    assertEquals(best.split(",", -1)[0], results.found().toString());
  }

  @Test
  void aFrontHasWhatNoCandidateIsBetterThanInBoth() throws IOException {
    Results results =
        run(
            CheapRun.descriptor(
                scratch, "kind: pareto, cost: parameters, population: 8, generations: 8", "stage"));

    Results.Level level = results.levels().getFirst();
    List<Results.Compromise> front = level.front().orElseThrow().candidates();
    assertTrue(front.size() > 1, front::toString);
    assertEquals(level.best(), front.getFirst().allocation());
    // The costs of all that was evaluated are in the journal.
    Journal.read(scratch.resolve("run").resolve("journal.sqlite")).stream()
        .map(entry -> (Evaluation.Scored) entry.answer().evaluation())
        .forEach(other ->
            front.forEach(one -> {
              double score = one.score();
              double cost = one.cost();
              assertFalse(
                  (other.metric("AP") > score && other.metric("parameters") <= cost)
                      || (other.metric("AP") >= score && other.metric("parameters") < cost),
                  () -> other + " is better than " + one);
            }));
    var byCost = new TreeSet<Double>();
    front.forEach(one -> assertTrue(byCost.add(-one.cost())));
    assertEquals(
        byCost.stream().map(cost -> -cost).toList(),
        front.stream().map(Results.Compromise::cost).toList());
  }

  @Test
  void aMeasuredLatencyIsKeptWhenTheRunGoesOn() throws IOException {
    Path descriptor =
        CheapRun.descriptor(
            scratch, "kind: pareto, cost: latency, population: 4, generations: 1", "stage");
    Path folder = scratch.resolve("run");
    var doomed = new Doomed(Doomed.Fate.THROW, "stage search", 1, 5);
    Ending.of(doomed, "run", descriptor.toString(), "--out", folder.toString()).requireStatus(1);
    var before = Journal.read(folder.resolve("journal.sqlite"));
    assertFalse(before.isEmpty());

    Ending.of("resume", folder.toString(), "--quiet").requireStatus(0);

    var after = Journal.read(folder.resolve("journal.sqlite"));
    assertEquals(before, after.subList(0, before.size()));
    Results.Front front =
        Results.read(folder.resolve("results.json")).levels().getFirst().front().orElseThrow();
    assertEquals("latency", front.against());
    front.candidates().forEach(one -> assertTrue(one.cost() > 0, one::toString));
  }

  @ParameterizedTest
  @CsvSource({
    "AP, 0.5, 50.0, 0.25, 25.0",
    "score, 0.5, 0.5, 0.25, 0.25",
    "milliseconds, -27.5, -27.5, -40.0, -40",
  })
  void onlyCocosFractionsAreShownInPoints(
      String objective, double found, String shownFound, double baseline, String shownBaseline)
      throws IOException {
    Path descriptor = CheapRun.descriptor(scratch, "kind: random, evaluations: 5", "stage");
    Files.writeString(descriptor, "    objective: " + objective + "\n", StandardOpenOption.APPEND);
    Path scores = scratch.resolve("scores.csv");
    Files.write(
        scores,
        Files.readAllLines(scores).stream()
            .map(line -> line.substring(0, line.indexOf(',')))
            .map(candidate ->
                candidate.equals("candidate")
                    ? candidate + "," + objective
                    : candidate + "," + (candidate.startsWith("2-2-2-2/") ? baseline : found))
            .toList());
    Path folder = scratch.resolve("run");

    Ending ending =
        Ending.of("run", descriptor.toString(), "--out", folder.toString()).requireStatus(0);

    String line = "with " + objective + " " + shownFound + " (baseline " + shownBaseline + ")";
    assertTrue(ending.out().stream().anyMatch(one -> one.endsWith(line)), ending::toString);
    String report = Files.readString(folder.resolve("report.html"));
    for (String shown : List.of(shownFound, shownBaseline)) {
      assertTrue(report.contains("<td>" + shown + "</td>"), shown);
      assertTrue(report.contains(": " + shown + "</title>"), shown);
    }
    Results.Level level = Results.read(folder.resolve("results.json")).levels().getFirst();
    assertEquals(Map.of(objective, found), level.bestMetrics());
    assertEquals(OptionalDouble.of(baseline), level.baselineScore());
  }

  @Test
  void whatIsWrongWithTheTableLeavesNoRunBehind() throws IOException {
    Path descriptor = CheapRun.descriptor(scratch, "kind: exhaustive", "stage");
    Path folder = scratch.resolve("run");
    Path scores = scratch.resolve("scores.csv");
    byte[] right = Files.readAllBytes(scores);
    Files.writeString(scores, "candidate,AP\n1-1,0.5\n");
    String[] command = {"run", descriptor.toString(), "--out", folder.toString(), "--quiet"};

    Ending ending = Ending.of(command).requireStatus(2);

    assertTrue(ending.complainsOf("scores.csv", "1-1"), ending::toString);
    assertFalse(Files.exists(folder.resolve("descriptor.yaml")));
    Files.write(scores, right);
    Ending.of(command).requireStatus(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"validate", "run --dry-run", "run"})
  void whatTheEvaluatorsOfAllLevelsMissIsToldAtOnceAndBeforeTheFirst(String command)
      throws IOException {
    Path descriptor = CheapRun.descriptor(scratch, "kind: random", "stage", "spatial");
    String yaml = Files.readString(descriptor);
    Path folder = scratch.resolve("run");
    List<String> words = new ArrayList<>(List.of(command.split(" ", -1)));
    words.add(descriptor.toString());
    if (command.equals("run")) {
      words.addAll(List.of("--out", folder.toString()));
    }
    String table = "{kind: table, file: scores.csv}";
    int second = yaml.lastIndexOf(table);

    for (String program : List.of("./score.sh", "crnas-no-such-program")) {
      Files.writeString(
          descriptor,
          yaml.substring(0, second).replace("scores.csv", "stage.csv")
              + yaml.substring(second)
                  .replace(table, "{kind: command, command: [" + program + ", now]}"));
      Ending ending = Ending.of(words.toArray(String[]::new)).requireStatus(2);
      assertTrue(
          ending.complainsOf("levels[0].evaluator", "stage.csv", "no such"), ending::toString);
      assertTrue(
          ending.complainsOf("levels[1].evaluator", "command", program.replace("./", "")),
          ending::toString);
    }
    Files.writeString(
        descriptor,
        yaml.substring(0, second)
            + yaml.substring(second).replace(table, table + "\n    objective: mAP"));
    Ending ending = Ending.of(words.toArray(String[]::new)).requireStatus(2);
    assertTrue(
        ending.complainsOf("levels[1].evaluator", "scores.csv", "AP", "objective mAP"),
        ending::toString);
    assertFalse(ending.complainsOf("levels[0]"), ending::toString);
    assertFalse(Files.exists(folder));
  }

  @Test
  void aRunWhoseLastTableIsGoneIsNotGoneOnWith() throws IOException {
    Path descriptor = CheapRun.descriptor(scratch, "kind: random", "stage", "spatial");
    Path folder = scratch.resolve("run");
    var doomed = new Doomed(Doomed.Fate.THROW, "stage search", 1, 5);
    Ending.of(doomed, "run", descriptor.toString(), "--out", folder.toString()).requireStatus(1);
    var before = Journal.read(folder.resolve("journal.sqlite"));
    Files.delete(scratch.resolve("scores.csv"));

    Ending ending = Ending.of("resume", folder.toString()).requireStatus(2);

    assertTrue(ending.complainsOf("levels[1].evaluator", "scores.csv"), ending::toString);
    assertEquals(before, Journal.read(folder.resolve("journal.sqlite")));
  }

  @Test
  void theReportIsWrittenAnewFromTheFolderAlone() throws IOException {
    run(CheapRun.descriptor(scratch, "kind: random", "joint"));
    Path report = scratch.resolve("run").resolve("report.html");
    byte[] first = Files.readAllBytes(report);
    Files.delete(report);

    Ending.of("report", scratch.resolve("run").toString()).requireStatus(0);

    assertArrayEquals(first, Files.readAllBytes(report));
  }
}
