package io.crnas.experiments.results;

import io.crnas.experiments.journal.RunJournal;
import io.crnas.experiments.rank.ScoreTable;
import io.crnas.external.Table;
import io.crnas.framework.Evaluation;
import io.crnas.framework.journal.Answer;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads scores from where evaluators leave them. */
public final class ScoreFiles {
  private static final String CANDIDATE = "candidate";

  /** In place of a metric: what all scores of a level together say of a candidate. */
  private static final String EXPECTED = "expected";

  private static final String TABLE = "(?i).*\\.(csv|json)";

  private ScoreFiles() {}

  /**
   * Reads the scores of one evaluator. Candidates that failed or have no such metric are left out,
   * and so are groups that were scored as one.
   *
   * @param place a run's folder, a journal, or a CSV or JSON file of rows with a {@code candidate}
   *     and the metric
   * @param metric the score; of the folder of a run at its end also {@value #EXPECTED}, what all
   *     scores of a level together say of a candidate
   * @param fingerprint how the evaluator's fingerprint begins; needed where a journal has answers
   *     of several on one level
   * @param level the one whose scores are wanted; all where it is not given, and of a file that
   *     knows no levels always all
   * @throws InvalidInputException with every problem; one is that no candidate has the metric
   */
  public static ScoreTable read(
      Path place, String metric, Optional<String> fingerprint, Optional<String> level)
      throws IOException {
    if (metric.equals(EXPECTED) && Files.isDirectory(place)) {
      return expected(place, level);
    }
    return place.toString().matches(TABLE) && !Files.isDirectory(place)
        ? table(place, metric)
        : journal(place, metric, fingerprint, level);
  }

  private static ScoreTable journal(
      Path place, String metric, Optional<String> fingerprint, Optional<String> level) {
    List<Answer> answers =
        RunJournal.answers(place).stream()
            .filter(answer -> answer.fingerprint().startsWith(fingerprint.orElse("")))
            .filter(answer -> level.map(answer.level()::equals).orElse(true))
            .filter(answer -> !answer.isTogether())
            .toList();
    if (answers.isEmpty()) {
      throw new InvalidInputException(
          place.toString(),
          "no answer about a candidate"
              + level.map(name -> " on level " + name).orElse("")
              + fingerprint.map(prefix -> " by an evaluator " + prefix).orElse(""),
          "some");
    }
    requireOneEvaluator(place, answers);
    var levels = new LinkedHashMap<String, SequencedMap<String, Double>>();
    var known = new TreeSet<String>();
    for (Answer answer : answers) {
      SequencedMap<String, Double> scores =
          levels.computeIfAbsent(answer.level(), _ -> new LinkedHashMap<>());
      switch (answer.evaluation()) {
        case Evaluation.Scored scored -> {
          known.addAll(scored.metrics().keySet());
          put(scores, answer.candidate(), scored.metrics().get(metric));
        }
        case Evaluation.Failed _ -> {}
      }
    }
    if (known.isEmpty()) {
      throw new InvalidInputException(
          place.toString(),
          "nothing but failures" + level.map(name -> " on level " + name).orElse(""),
          "candidates with scores");
    }
    if (!known.contains(metric)) {
      throw new InvalidInputException("objective", metric, "one of " + String.join(", ", known));
    }
    return new ScoreTable(metric, place.toString(), levels);
  }

  private static ScoreTable expected(Path run, Optional<String> level) throws IOException {
    Path results = run.resolve(Results.FILE);
    var levels = new LinkedHashMap<String, SequencedMap<String, Double>>();
    if (Files.isRegularFile(results) && !Files.isDirectory(run.resolve(Overview.FOLDER))) {
      for (Results.Level one : Results.read(results).levels()) {
        var scores = new LinkedHashMap<String, Double>();
        for (Results.Candidate candidate : one.candidates()) {
          candidate
              .expected()
              .ifPresent(score -> scores.put(candidate.allocation().toString(), score));
        }
        if (!scores.isEmpty() && level.map(one.name()::equals).orElse(true)) {
          levels.put(one.name(), scores);
        }
      }
    }
    if (levels.isEmpty()) {
      throw new InvalidInputException(
          results.toString(),
          "nothing that is expected of candidates"
              + level.map(name -> " of level " + name).orElse(""),
          "the results of a run with choose-by: expectation");
    }
    return new ScoreTable(EXPECTED, run.toString(), levels);
  }

  private static void put(
      SequencedMap<String, Double> scores, String candidate, @Nullable Double score) {
    if (score != null) {
      scores.put(candidate, score);
    }
  }

  private static void requireOneEvaluator(Path place, List<Answer> answers) {
    var problems = new Problems();
    answers.stream()
        .map(Answer::level)
        .distinct()
        .forEach(level -> {
          List<String> fingerprints =
              answers.stream()
                  .filter(answer -> answer.level().equals(level))
                  .map(Answer::fingerprint)
                  .distinct()
                  .toList();
          if (fingerprints.size() > 1) {
            problems.add(
                place + ", level " + level,
                "answers of " + fingerprints.size() + " evaluators",
                "one, chosen by its fingerprint: "
                    + fingerprints.stream()
                        .map(print -> print.substring(0, Math.min(12, print.length())))
                        .collect(Collectors.joining(", ")));
          }
        });
    problems.throwIfAny();
  }

  private static ScoreTable table(Path file, String metric) throws IOException {
    Table table = Table.read(file, CANDIDATE);
    var scores = new TreeMap<String, Double>();
    var known = new TreeSet<String>();
    table
        .metrics()
        .forEach((candidate, metrics) -> {
          known.addAll(metrics.keySet());
          put(scores, candidate.toString(), metrics.get(metric));
        });
    if (scores.isEmpty()) {
      throw new InvalidInputException(
          file.toString(), "no number in a column " + metric, "one of " + String.join(", ", known));
    }
    var levels = new LinkedHashMap<String, SequencedMap<String, Double>>();
    levels.put(ScoreTable.ANY, scores);
    return new ScoreTable(metric, file.toString(), levels);
  }
}
