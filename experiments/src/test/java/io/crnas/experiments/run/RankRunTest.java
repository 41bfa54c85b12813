package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.experiments.journal.RunJournal;
import io.crnas.experiments.rank.ScoreTable;
import io.crnas.experiments.results.ScoreFiles;
import io.crnas.framework.Evaluation;
import io.crnas.framework.journal.Answer;
import io.crnas.framework.journal.Entry;
import io.crnas.framework.journal.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Candidates of a run are trained by themselves, and its scores are held against that. */
class RankRunTest {
  @TempDir static Path shared;

  /** A run that ended. */
  private static Path ended;

  @TempDir Path scratch;

  private Path run;

  @BeforeAll
  static void run() throws IOException {
    ended = shared.resolve("run");
    Ending.of("run", TinyRun.descriptor(shared).toString(), "--out", ended.toString(), "--quiet")
        .requireStatus(0);
  }

  @BeforeEach
  void copy() throws IOException {
    run = copy(ended, "run");
  }

  private Path copy(Path from, String name) throws IOException {
    return TinyRun.copy(from, scratch.resolve(name));
  }

  private static String[] rank(Path run, String... options) {
    return Stream.concat(
            Stream.of("rank", run.toString(), "--candidates", "4", "--steps", "5"),
            Stream.of(options))
        .toArray(String[]::new);
  }

  private static List<String> names(List<Answer> answers) {
    return answers.stream().map(answer -> answer.level() + " " + answer.candidate()).toList();
  }

  private static List<Answer> answers(Path run) {
    return RunJournal.read(run.resolve("rank")).stream().map(Entry::answer).toList();
  }

  private static double score(Answer answer) {
    return switch (answer.evaluation()) {
      case Evaluation.Scored scored -> scored.metric("AP");
      case Evaluation.Failed failed -> throw new AssertionError(failed.reason());
    };
  }

  @Test
  void eachLevelsCandidatesFromTheBestToTheWorstAreTrainedAndComparedOnce() throws IOException {
    Ending first = Ending.of(rank(run, "--quiet")).requireStatus(0);

    assertEquals(3, first.out().size(), first::toString);
    assertTrue(first.out().get(1).startsWith("stage    4  "), first::toString);
    assertTrue(first.out().get(2).startsWith("spatial  4  "), first::toString);
    List<Answer> answers = answers(run);
    var predicted = ScoreFiles.read(run, "AP", Optional.empty(), Optional.empty());
    assertEquals(
        Stream.of("stage", "spatial")
            .flatMap(level -> predicted.spread(level, 4).stream().map(net -> level + " " + net))
            .toList(),
        names(answers));
    for (String plot : List.of("stage.svg", "spatial.svg")) {
      assertTrue(Files.readString(run.resolve("rank").resolve(plot)).contains("<circle"), plot);
    }
    // What was trained is neither the supernet nor all alike.
    assertNotEquals(1, answers.stream().map(Answer::evaluation).distinct().count());

    Ending again = Ending.of(rank(run, "--quiet")).requireStatus(0);

    assertEquals(first.out(), again.out());
    assertEquals(answers, answers(run));

    // A second seed goes on from there.
    Ending twice = Ending.of(rank(run, "--quiet", "--json", "--seeds", "2")).requireStatus(0);

    assertEquals(answers, answers(run).subList(0, 8));
    List<Answer> second = answers(run).subList(8, answers(run).size());
    assertEquals(names(answers), names(second));
    assertNotEquals(answers.getFirst().fingerprint(), second.getFirst().fingerprint());
    assertNotEquals(
        answers.stream().map(RankRunTest::score).toList(),
        second.stream().map(RankRunTest::score).toList());
    List<JsonNode> rankings =
        rankings(twice).stream().map(line -> JsonMapper.shared().readTree(line)).toList();
    for (int level = 0; level < 2; level++) {
      double squares = 0;
      for (int i = 4 * level; i < 4 * level + 4; i++) {
        squares += Math.pow(score(answers.get(i)) - score(second.get(i)), 2);
      }
      // Of two numbers, the variance is half the square of their difference.
      assertEquals(
          Math.sqrt(squares / 2 / 4),
          rankings.get(level).get("reliability").get("withinDeviation").get("value").doubleValue(),
          1e-12);
    }
    for (String weights : List.of("5-steps", "5-steps-seed-2")) {
      assertEquals(
          names(answers).stream().map(name -> name.replaceFirst(".* ", "")).distinct().count(),
          TinyRun.files(run.resolve("rank").resolve(weights)).size(),
          weights);
    }
    TinyRun.assertSame(ended, copy(run, "without"));
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no such signals")
  void aRankingThatWasKilledGoesOnAndTrainsNoneTwice() throws Exception {
    Path other = copy(ended, "other");
    Ending undisturbed = Ending.of(rank(other, "--json", "--level", "stage")).requireStatus(0);
    String third = answers(other).get(2).candidate();

    try (Child child = killedInTheTrainingOf(third)) {
      // 128 and the number of the signal.
      child.await().requireStatus(128 + 9);
    }
    List<Entry> before = RunJournal.read(run.resolve("rank"));
    assertEquals(2, before.size());

    Ending resumed = Ending.of(rank(run, "--json", "--level", "stage")).requireStatus(0);

    assertEquals(rankings(undisturbed), rankings(resumed));
    assertEquals(before, RunJournal.read(run.resolve("rank")).subList(0, 2));
    assertEquals(
        answers(other).stream().map(Answer::evaluation).toList(),
        answers(run).stream().map(Answer::evaluation).toList());
  }

  private Child killedInTheTrainingOf(String candidate) throws IOException {
    Stream<String> fate = Stream.of("DIE", candidate + " alone", "1", "3");
    Stream<String> command = Stream.of(rank(run, "--quiet", "--level", "stage"));
    String[] arguments = Stream.concat(fate, command).toArray(String[]::new);
    return Child.start(scratch, Child.java(scratch, Doomed.class, arguments));
  }

  @Test
  void eachBudgetOfARunOnSeveralHasItsOwnRanking() throws IOException {
    String yaml =
        TinyRun.yaml("{kind: scenes, image-size: 64x64, train: 16, val: 8, test: 4}")
            .replaceFirst("(?m)^retrain.*", "budgets: [1-2-1-2, resnet18]");
    Path several = scratch.resolve("several");
    Ending.of(
            "run",
            Files.writeString(scratch.resolve("several.yaml"), yaml).toString(),
            "--out",
            several.toString(),
            "--quiet")
        .requireStatus(0);

    String[] command = {
      "rank", several.toString(), "--candidates", "3", "--epochs", "1", "--quiet"
    };
    Ending all = Ending.of(command).requireStatus(0);
    assertTrue(Files.isDirectory(several.resolve("rank/8-steps")), "16 images in batches of 2");

    List<String> levels =
        List.of("1-2-1-2/stage", "1-2-1-2/spatial", "resnet18/stage", "resnet18/spatial");
    assertEquals(levels, answers(several).stream().map(Answer::level).distinct().toList());
    for (int i = 0; i < levels.size(); i++) {
      assertTrue(all.out().get(i + 1).startsWith(levels.get(i) + " "), all::toString);
      Path plot = several.resolve("rank").resolve(levels.get(i).replace('/', '-') + ".svg");
      assertTrue(Files.exists(plot), plot::toString);
    }
    List<Answer> known = answers(several);

    Ending one =
        Ending.of(
                Stream.concat(Stream.of(command), Stream.of("--level", "resnet18/stage"))
                    .toArray(String[]::new))
            .requireStatus(0);
    assertEquals(2, one.out().size(), one::toString);
    assertTrue(one.out().getLast().startsWith("resnet18/stage "), one::toString);
    assertEquals(known, answers(several));
  }

  private static List<String> rankings(Ending ending) {
    return ending.out().stream().filter(line -> line.contains("\"ranking\"")).toList();
  }

  @Test
  void aCandidateOfTwoLevelsThatAreTrainedDifferentlyIsTrainedForBoth() throws IOException {
    String yaml =
        TinyRun.yaml("{kind: scenes, image-size: 64x64, train: 16, val: 8, test: 4}")
            .replaceFirst("(?m)^retrain.*", "")
            .replace(
                "spatial, evaluator: *evaluator",
                "spatial, evaluator: {kind: standalone, steps: 2, recipe: {warmup-steps: 1}}");
    Path other = scratch.resolve("other");
    Ending.of(
            "run",
            Files.writeString(scratch.resolve("other.yaml"), yaml).toString(),
            "--out",
            other.toString(),
            "--quiet")
        .requireStatus(0);

    Ending.of("rank", other.toString(), "--candidates", "99", "--steps", "3", "--quiet")
        .requireStatus(0);

    var common = new HashSet<>(TinyRun.files(other.resolve("rank/3-steps")));
    common.retainAll(TinyRun.files(other.resolve("rank/3-steps-spatial")));
    assertEquals(1, common.size(), common::toString);
    List<Answer> answers = answers(other);
    assertEquals(2, answers.stream().map(Answer::fingerprint).distinct().count());

    // The level by itself finds them there.
    Ending.of("rank", other.toString(), "--candidates", "99", "--steps", "3", "--level", "spatial")
        .requireStatus(0);
    assertEquals(answers, answers(other));
  }

  @Test
  void aLevelWhoseTrainingsAllFailedIsLeftOutAndTheOthersAreCompared() throws IOException {
    Ending.of(rank(run, "--quiet")).requireStatus(0);
    List<Answer> trained = answers(run);
    Path one = failed(trained, "stage");

    Ending ending = Ending.of(rank(one)).requireStatus(0);

    assertTrue(
        ending.out().stream().anyMatch(line -> line.startsWith("stage is left out")),
        ending::toString);
    assertTrue(
        ending.out().stream().anyMatch(line -> line.startsWith("spatial  4 ")), ending::toString);

    Ending neither = Ending.of(rank(failed(trained, "s"))).requireStatus(1);
    assertTrue(neither.complainsOf("no candidate could be trained"), neither::toString);
  }

  /** The run with a ranking in which every training of some levels failed. */
  private Path failed(List<Answer> trained, String levels) throws IOException {
    Path copied = copy(ended, "failed " + levels);
    Files.createDirectory(copied.resolve("rank"));
    try (Journal journal = Journal.open(copied.resolve("rank/journal.sqlite"))) {
      journal.append(
          trained.stream()
              .map(answer ->
                  answer.level().startsWith(levels)
                      ? answer(answer, new Evaluation.Failed("made up"), answer.fingerprint())
                      : answer)
              .toList());
    }
    return copied;
  }

  @Test
  void whereSeveralEvaluatorsScoredALevelOneIsChosenByItsFingerprint() throws IOException {
    List<Answer> answers =
        RunJournal.read(run).stream()
            .map(Entry::answer)
            .filter(answer -> answer.level().equals("stage"))
            .toList();
    try (Journal journal = Journal.open(run.resolve("journal.sqlite"))) {
      journal.append(
          answers.stream().map(answer -> answer(answer, answer.evaluation(), "other")).toList());
    }

    assertTrue(
        Ending.of(rank(run))
            .requireStatus(2)
            .complainsOf("level stage", "2 evaluators", "fingerprint"));
    assertTrue(
        Ending.of(rank(run, "--predictor-fingerprint", "none"))
            .requireStatus(2)
            .complainsOf("--predictor-fingerprint", "none"));
    String first = answers.getFirst().fingerprint().substring(0, 12);
    Ending ending =
        Ending.of(rank(run, "--predictor-fingerprint", first, "--quiet")).requireStatus(0);
    // Of that evaluator are the scores of the stage level alone.
    assertEquals(2, ending.out().size(), ending::toString);
    assertTrue(ending.out().getLast().startsWith("stage  4 "), ending::toString);
    assertTrue(
        Ending.of(rank(run, "--reference-fingerprint", first))
            .requireStatus(2)
            .complainsOf("--reference-fingerprint", "without a REFERENCE"));
  }

  private static Answer answer(Answer like, Evaluation evaluation, String fingerprint) {
    return new Answer(
        like.level(),
        like.candidate(),
        like.generation(),
        like.place(),
        evaluation,
        like.cost(),
        like.milliseconds(),
        fingerprint);
  }

  @Test
  void againstATableALevelThatItKnowsNothingOfIsLeftOutAndSaid() throws IOException {
    ScoreTable scores = ScoreFiles.read(run, "AP", Optional.empty(), Optional.empty());
    // Without a dilation, the best of the stage level is a candidate of the spatial level, too.
    List<String> lines =
        scores.levels().get("stage").entrySet().stream()
            .filter(entry -> !scores.levels().get("spatial").containsKey(entry.getKey()))
            .map(entry -> entry.getKey() + "," + entry.getValue())
            .toList();
    Path table =
        Files.writeString(
            scratch.resolve("measured.csv"), "candidate,measured\n" + String.join("\n", lines));

    Ending ending =
        Ending.of("rank", run.toString(), table.toString(), "--reference-objective", "measured")
            .requireStatus(0);

    assertTrue(
        ending.out().stream().anyMatch(line -> line.startsWith("spatial is left out: ")),
        ending::toString);
    // The same scores: the best of one is the best of the other.
    assertTrue(
        ending.out().getLast().matches("stage +%d  1\\.000 .*".formatted(lines.size())),
        ending::toString);
  }

  @Test
  void wrongOptionsAndRunsAreBadInput() throws IOException {
    assertTrue(
        Ending.of("rank", run.toString(), "--candidates", "2")
            .requireStatus(2)
            .complainsOf("--candidates", "2", "at least 3"));
    assertTrue(
        Ending.of(rank(run, "--seeds", "0")).requireStatus(2).complainsOf("--seeds", "at least 1"));
    assertTrue(
        Ending.of(rank(run, "--level", "joint"))
            .requireStatus(2)
            .complainsOf("joint", "stage, spatial"));
    assertTrue(
        Ending.of("rank", run.toString(), "--steps", "2")
            .requireStatus(2)
            .complainsOf("--steps", "more than the 2"));
    assertTrue(
        Ending.of(rank(run, "--epochs", "2"))
            .requireStatus(2)
            .complainsOf("--epochs", "--steps beside it", "one of them"));
    assertTrue(
        Ending.of("rank", run.toString(), "--epochs", "0")
            .requireStatus(2)
            .complainsOf("--epochs", "0", "at least 1"));
    assertTrue(
        Ending.of("rank", run.toString(), "--epochs", "2000000000")
            .requireStatus(2)
            .complainsOf("--epochs", "2,000,000,000 epochs of 8 steps", "1,000,000,000 steps"));
    assertTrue(
        Ending.of(rank(run, "--objective", "mAP")).requireStatus(2).complainsOf("mAP", "AP50"));
    assertTrue(
        Ending.of(rank(run, "--reference-objective", "APx"))
            .requireStatus(2)
            .complainsOf("--reference-objective", "APx", "AP75"));
    assertEquals(List.of(), answers(run));
    assertTrue(
        Ending.of("rank", scratch.resolve("none").toString())
            .requireStatus(2)
            .complainsOf("descriptor.yaml"));
    Ending both =
        Ending.of(rank(run, "--seeds", "2", "--epochs", "2", run.toString())).requireStatus(2);
    for (String option : List.of("--candidates", "--epochs", "--steps", "--seeds")) {
      assertTrue(both.complainsOf(option, "a REFERENCE"), both::toString);
    }
    TinyRun.assertSame(ended, copy(run, "without"));
  }

  @Test
  void aRunAgainstItselfIsInPerfectOrder() throws IOException {
    Path csv = scratch.resolve("scores.csv");
    List<String> lines =
        Ending.of("journal", run.toString(), "--level", "stage", "--csv").requireStatus(0).out();
    Files.write(csv, lines);

    Ending ending =
        Ending.of(
                "rank", run.toString(), csv.toString(), "--out", scratch.resolve("plot").toString())
            .requireStatus(0);

    assertTrue(
        ending.out().get(1).matches("stage +\\d+  1\\.000 \\[1\\.000, 1\\.000] .*"),
        ending::toString);
    assertTrue(Files.exists(scratch.resolve("plot/stage.svg")));
  }
}
