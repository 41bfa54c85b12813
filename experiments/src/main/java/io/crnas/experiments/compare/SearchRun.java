package io.crnas.experiments.compare;

import io.crnas.experiments.descriptor.Evaluators;
import io.crnas.experiments.descriptor.Experiment;
import io.crnas.experiments.descriptor.Level;
import io.crnas.experiments.descriptor.Strategy;
import io.crnas.experiments.journal.RunDescriptor;
import io.crnas.experiments.journal.RunJournal;
import io.crnas.experiments.journal.SearchedLevel;
import io.crnas.experiments.results.Results;
import io.crnas.framework.journal.Answer;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The search of one level in a run that has ended.
 *
 * @param folder of the run
 * @param experiment its frozen descriptor
 * @param searched the level that is looked at
 * @param answers about the level's candidates, in the order of asking, at least one
 */
record SearchRun(Path folder, Experiment experiment, SearchedLevel searched, List<Answer> answers) {

  /**
   * Reads a run.
   *
   * @param level its name in the journal; may be left out where the run has one level
   * @throws InvalidInputException if there is no such level, or if the run is not at its end
   */
  static SearchRun read(Path folder, Optional<String> level, Evaluators evaluators)
      throws IOException {
    Experiment experiment = RunDescriptor.read(folder, evaluators);
    if (!Files.isRegularFile(folder.resolve(Results.FILE))) {
      throw new InvalidInputException(
          folder.toString(),
          "a run without results",
          "one that ended; go on with it by 'crnas resume " + folder + "'");
    }
    List<SearchedLevel> all = SearchedLevel.of(experiment);
    List<SearchedLevel> some =
        all.stream().filter(one -> level.map(one.name()::equals).orElse(true)).toList();
    if (some.size() != 1) {
      throw new InvalidInputException(
          folder.toString(),
          level.map(name -> "no level " + name).orElse(some.size() + " levels"),
          "--level with one of "
              + String.join(", ", all.stream().map(SearchedLevel::name).toList()));
    }
    SearchedLevel searched = some.getFirst();
    List<Answer> answers =
        RunJournal.answers(folder).stream()
            .filter(answer -> answer.level().equals(searched.name()))
            .toList();
    if (answers.isEmpty()) {
      throw new InvalidInputException(
          folder.toString(), "no answer on level " + searched.name(), "the journal of the run");
    }
    return new SearchRun(folder, experiment, searched, answers);
  }

  Level level() {
    return searched.level();
  }

  Strategy strategy() {
    return level().strategy();
  }

  Curve curve() {
    return Curve.of(answers, level().objective());
  }

  /** Collects what keeps this from being compared with another run, which stands for the rest. */
  void requireSameTask(SearchRun other, Problems problems) {
    differ("level", searched.name(), other.searched.name(), other, problems);
    differ("objective", level().objective(), other.level().objective(), other, problems);
    differ("space", experiment.space(), other.experiment.space(), other, problems);
    differ("budget", experiment.budget(), other.experiment.budget(), other, problems);
    differ("start of the level", start(), other.start(), other, problems);
    differ("fingerprint of the evaluator", prints(), other.prints(), other, problems);
  }

  private void differ(String what, Object own, Object others, SearchRun other, Problems problems) {
    if (!own.equals(others)) {
      problems.add(folder + ", " + what, own.toString(), others + " as in " + other.folder);
    }
  }

  /** The stages that the spatial level dilates; nothing elsewhere. */
  private String start() {
    return switch (level().level()) {
      case STAGE, JOINT -> "";
      case SPATIAL ->
          answers.stream()
              .filter(answer -> !answer.isTogether())
              .findFirst()
              .map(answer -> RunJournal.candidate(answer).stages().toString())
              .orElse("");
    };
  }

  private List<String> prints() {
    return answers.stream().map(Answer::fingerprint).distinct().sorted().toList();
  }
}
