package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.experiments.journal.RunJournal;
import io.crnas.experiments.results.Results;
import io.crnas.framework.Evaluation;
import io.crnas.framework.journal.Answer;
import io.crnas.framework.journal.Entry;
import io.crnas.framework.journal.Journal;
import io.crnas.framework.space.Preferences;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both levels by preferences that a supernet learns by gradients. */
class LearningRunTest {
  private static final String STAGE =
      "{kind: supernet, steps: 15, learning: {kind: darts, learning-rate: 0.05},";
  private static final String SPATIAL =
      "{kind: supernet, steps: 15, learning: {kind: proxyless, learning-rate: 0.05, every: 1},";

  @TempDir Path folder;

  private static String descriptor(String strategy) {
    String recipe = " recipe: {batch: 2, warmup-steps: 2}, calibration-images: 4, batch: 2}";
    String yaml = TinyRun.yaml("{kind: scenes, image-size: 64x64, train: 12, val: 6, test: 4}");
    return yaml.substring(0, yaml.indexOf("levels:"))
        + """
        levels:
          - {level: stage, evaluator: %s, objective: preference, strategy: %s}
          - {level: spatial, evaluator: %s, objective: preference,
             strategy: {kind: preferred, evaluations: 4}}
        """
            .formatted(STAGE + recipe, strategy, SPATIAL + recipe);
  }

  private Path run(String name, String strategy) throws Exception {
    Path descriptor = Files.writeString(folder.resolve(name + ".yaml"), descriptor(strategy));
    Path run = folder.resolve(name);
    Ending.of("run", descriptor.toString(), "--quiet", "--out", run.toString()).requireStatus(0);
    return run;
  }

  private static List<Answer> answers(Path run, String level) throws Exception {
    try (Journal journal = Journal.open(RunJournal.in(run))) {
      return journal.entries().stream()
          .map(Entry::answer)
          .filter(answer -> answer.level().equals(level))
          .toList();
    }
  }

  @Test
  void whatIsPreferredMostWithinTheBudgetIsFoundWithoutScoringTheOthers() throws Exception {
    Path few = run("few", "{kind: preferred, evaluations: 5}");
    Path all = run("all", "{kind: exhaustive}");
    Results results = Results.read(few.resolve("results.json"));
    assertEquals(Results.read(all.resolve("results.json")).found(), results.found());

    List<Answer> every = answers(all, "stage");
    assertTrue(every.size() > 10, every.size() + " candidates");
    List<Double> best = sorted(every).subList(0, 4);
    assertEquals(5, answers(few, "stage").size());
    assertTrue(sorted(answers(few, "stage")).containsAll(best), "and the baseline");
    Results.Level stage = results.levels().getFirst();
    assertEquals(best.getFirst(), stage.bestMetrics().get(Preferences.METRIC));
    assertTrue(stage.bestMetrics().containsKey("AP"), "the score is there, too");
    String report = Files.readString(few.resolve("report.html"));
    assertTrue(report.contains("How much the supernet learned to prefer a candidate"), report);

    List<Answer> spatial = answers(few, "spatial");
    assertEquals(4, spatial.size());
    assertEquals(
        sorted(spatial).getFirst(),
        results.levels().getLast().bestMetrics().get(Preferences.METRIC));
  }

  @Test
  void budgetsShareWhatIsLearnedOfTheirStages() throws Exception {
    String yaml = descriptor("{kind: preferred, evaluations: 3}");
    Path descriptor =
        Files.writeString(
            folder.resolve("two.yaml"),
            yaml.substring(0, yaml.indexOf("  - {level: spatial"))
                .replace("levels:", "budgets: [2-2-2-2, 1-2-2-1]\nlevels:"));
    Path run = folder.resolve("two");
    Ending.of("run", descriptor.toString(), "--quiet", "--out", run.toString()).requireStatus(0);
    assertTrue(Files.exists(run.resolve("stage-supernet.safetensors")));
    for (String budget : List.of("2-2-2-2", "1-2-2-1")) {
      List<Answer> answers = answers(run, budget + "/stage");
      assertEquals(3, answers.size());
      Results.Level stage =
          Results.read(run.resolve("budgets").resolve(budget).resolve("results.json"))
              .levels()
              .getFirst();
      assertEquals(sorted(answers).getFirst(), stage.bestMetrics().get(Preferences.METRIC), budget);
    }
  }

  private static List<Double> sorted(List<Answer> answers) {
    return answers.stream()
        .map(answer -> ((Evaluation.Scored) answer.evaluation()).metric(Preferences.METRIC))
        .sorted(Comparator.reverseOrder())
        .toList();
  }
}
