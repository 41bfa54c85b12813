package io.crnas.experiments.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.crnas.experiments.journal.RunJournal;
import io.crnas.experiments.rank.ScoreTable;
import io.crnas.framework.Evaluation;
import io.crnas.framework.journal.Answer;
import io.crnas.framework.journal.Journal;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoreFilesTest {
  @TempDir Path folder;

  private static Answer answer(
      String level, String candidate, Evaluation evaluation, String fingerprint) {
    return new Answer(level, candidate, 0, 0, evaluation, 1, 1, fingerprint);
  }

  private static Evaluation scored(double score) {
    return Evaluation.of(Map.of("AP", score, "AP50", score * 2));
  }

  private ScoreTable table(String... lines) throws IOException {
    Path file = Files.write(folder.resolve("scores.csv"), List.of(lines));
    return ScoreFiles.read(file, "AP", Optional.empty(), Optional.empty());
  }

  private List<Problem> problems(String... lines) {
    return assertThrows(InvalidInputException.class, () -> table(lines)).problems();
  }

  @Test
  void aJournalGivesEachLevelsScoresWithoutFailuresAndGroups() throws IOException {
    try (Journal journal = Journal.open(RunJournal.in(folder))) {
      journal.append(
          List.of(
              answer("stage", "2-2-2-2/11.11.11.11", scored(0.25), "ab12"),
              answer("stage", "1-1-2-4/1.1.11.1111", new Evaluation.Failed("no"), "ab12"),
              answer("stage", "2-2-2-2/11.11.11.11 + 1-1-2-4/1.1.11.1111", scored(0.5), "ab12"),
              answer("spatial", "2-2-2-2/11.11.11.12", scored(0.125), "cd34")));
    }

    ScoreTable scores = ScoreFiles.read(folder, "AP50", Optional.empty(), Optional.empty());

    assertEquals(
        Map.of(
            "stage", Map.of("2-2-2-2/11.11.11.11", 0.5),
            "spatial", Map.of("2-2-2-2/11.11.11.12", 0.25)),
        scores.levels());
    assertEquals(
        List.of("spatial"),
        List.copyOf(
            ScoreFiles.read(folder, "AP", Optional.empty(), Optional.of("spatial"))
                .levels()
                .keySet()));
    assertThrows(
        InvalidInputException.class,
        () -> ScoreFiles.read(folder, "mAP", Optional.empty(), Optional.empty()));
  }

  @Test
  void aCandidateWithoutTheMetricIsLeftOut() throws IOException {
    try (Journal journal = Journal.open(RunJournal.in(folder))) {
      journal.append(
          List.of(
              answer("stage", "2-2-2-2", scored(0.25), "ab12"),
              answer("stage", "1-3-2-2", Evaluation.of(Map.of("AP", 0.3)), "ab12")));
    }

    assertEquals(
        Map.of("2-2-2-2", 0.5),
        ScoreFiles.read(folder, "AP50", Optional.empty(), Optional.empty()).levels().get("stage"));
  }

  @Test
  void ofSeveralEvaluatorsOnALevelOneMustBeChosen() throws IOException {
    String candidate = "2-2-2-2/11.11.11.11";
    try (Journal journal = Journal.open(RunJournal.in(folder))) {
      journal.append(
          List.of(
              answer("stage", candidate, scored(0.25), "ab12"),
              answer("stage", candidate, scored(0.5), "cd34")));
    }

    Problem problem =
        assertThrows(
                InvalidInputException.class,
                () -> ScoreFiles.read(folder, "AP", Optional.empty(), Optional.empty()))
            .problems()
            .getFirst();
    assertEquals(folder + ", level stage", problem.where());
    assertEquals("answers of 2 evaluators", problem.found());
    assertEquals(
        Map.of(candidate, 0.5),
        ScoreFiles.read(folder, "AP", Optional.of("cd"), Optional.empty()).levels().get("stage"));
  }

  @Test
  void aTableHoldsOnEveryLevelWhateverElseIsInIt() throws IOException {
    ScoreTable scores =
        table(
            "note,AP,candidate", "\"a, b\",0.5,2-2-2-2", ",,1-3-2-2", ",0.25,1-1-2-4/1.2.12.1123");

    assertEquals(
        Map.of("2-2-2-2/11.11.11.11", 0.5, "1-1-2-4/1.2.12.1123", 0.25),
        scores.levels().get(ScoreTable.ANY));
    for (String level : List.of("stage", "spatial")) {
      assertEquals(
          List.of("2-2-2-2/11.11.11.11", "1-1-2-4/1.2.12.1123"), scores.spread(level, 9), level);
    }
  }

  @Test
  void aTableWithoutTheObjectiveIsToldWithWhatItHas() {
    Path file = folder.resolve("scores.csv");
    assertEquals(
        List.of(new Problem(file.toString(), "no number in a column AP", "one of AP50, mAP")),
        problems("candidate,mAP,AP50", "2-2-2-2,0.5,0.6"));
    assertEquals(
        file + ":3", problems("candidate,AP", "2-2-2-2,0.5", "1-2-2-3,high").getFirst().where());
  }

  @Test
  void aMissingFileIsBadInput() {
    assertThrows(
        InvalidInputException.class,
        () ->
            ScoreFiles.read(folder.resolve("none.csv"), "AP", Optional.empty(), Optional.empty()));
  }
}
