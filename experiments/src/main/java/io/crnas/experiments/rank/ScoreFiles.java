package io.crnas.experiments.rank;

import io.crnas.experiments.journal.RunJournal;
import io.crnas.external.Table;
import io.crnas.framework.Evaluation;
import io.crnas.framework.journal.Answer;
import io.crnas.framework.journal.Entry;
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

/** Reads scores from where evaluators leave them. */
public final class ScoreFiles {
  private static final String CANDIDATE = "candidate";
  private static final String TABLE = "(?i).*\\.(csv|json)";

  private ScoreFiles() {}

  /**
   * Reads the scores of one evaluator. Candidates that failed are left out, and so are groups that
   * were scored as one.
   *
   * @param place a run's folder, a journal, or a CSV or JSON file of rows with a {@code candidate}
   *     and the objective
   * @param objective the metric that is the score
   * @param fingerprint how the evaluator's fingerprint begins; needed where a journal has answers
   *     of several on one level
   * @throws InvalidInputException with every problem
   */
  public static ScoreTable read(Path place, String objective, Optional<String> fingerprint)
      throws IOException {
    return place.toString().matches(TABLE) && !Files.isDirectory(place)
        ? table(place, objective)
        : journal(place, objective, fingerprint);
  }

  private static ScoreTable journal(Path place, String objective, Optional<String> fingerprint) {
    List<Answer> answers =
        RunJournal.read(place).stream()
            .map(Entry::answer)
            .filter(answer -> answer.fingerprint().startsWith(fingerprint.orElse("")))
            .filter(answer -> !answer.isTogether())
            .toList();
    if (answers.isEmpty()) {
      throw new InvalidInputException(
          place.toString(),
          "no answer about a candidate"
              + fingerprint.map(prefix -> " by the evaluator " + prefix).orElse(""),
          "some");
    }
    requireOneEvaluator(place, answers);
    var levels = new LinkedHashMap<String, SequencedMap<String, Double>>();
    for (Answer answer : answers) {
      SequencedMap<String, Double> scores =
          levels.computeIfAbsent(answer.level(), _ -> new LinkedHashMap<>());
      switch (answer.evaluation()) {
        case Evaluation.Scored scored -> scores.put(answer.candidate(), score(scored, objective));
        case Evaluation.Failed _ -> {}
      }
    }
    return new ScoreTable(place.toString(), levels);
  }

  private static double score(Evaluation.Scored scored, String objective) {
    Double score = scored.metrics().get(objective);
    if (score == null) {
      throw new InvalidInputException(
          "--objective", objective, "one of " + String.join(", ", scored.metrics().keySet()));
    }
    return score;
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
                "one, chosen by --predictor or --reference: "
                    + fingerprints.stream()
                        .map(print -> print.substring(0, Math.min(12, print.length())))
                        .collect(Collectors.joining(", ")));
          }
        });
    problems.throwIfAny();
  }

  private static ScoreTable table(Path file, String objective) throws IOException {
    Table table = Table.read(file, CANDIDATE);
    var scores = new TreeMap<String, Double>();
    var known = new TreeSet<String>();
    table
        .metrics()
        .forEach((candidate, metrics) -> {
          known.addAll(metrics.keySet());
          Double score = metrics.get(objective);
          if (score != null) {
            scores.put(candidate.toString(), score);
          }
        });
    if (scores.isEmpty()) {
      throw new InvalidInputException(
          file.toString(),
          "no number in a column " + objective,
          "one of " + String.join(", ", known));
    }
    var levels = new LinkedHashMap<String, SequencedMap<String, Double>>();
    levels.put(ScoreTable.ANY, scores);
    return new ScoreTable(file.toString(), levels);
  }
}
