package io.crnas.framework.search;

import io.crnas.framework.Evaluation;
import io.crnas.framework.Evaluator;
import io.crnas.framework.journal.Answer;
import io.crnas.framework.journal.Journal;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.progress.Progress;
import io.crnas.framework.space.Choices;
import io.crnas.framework.space.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The answers of one search, from the journal or else from the evaluator, and what came of them.
 */
final class Answers<C> implements Scores {
  private final Level<C> level;
  private final Evaluator<C> evaluator;
  private final Journal journal;
  private final String objective;
  private final Progress.Task task;
  private final String fingerprint;

  /** In the order they were first asked for, which is the same wherever the answers came from. */
  private final Map<Choices, Evaluation> known = new LinkedHashMap<>();

  private final List<Generation> history = new ArrayList<>();
  private @Nullable Best best;

  private record Best(Choices choices, Evaluation.Scored evaluation, double score) {}

  Answers(
      Level<C> level,
      Evaluator<C> evaluator,
      Journal journal,
      String objective,
      Progress.Task task) {
    this.level = level;
    this.evaluator = evaluator;
    this.journal = journal;
    this.objective = objective;
    this.task = task;
    this.fingerprint = evaluator.fingerprint();
  }

  @Override
  public double[] of(List<Choices> batch) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("level " + level.name() + " was interrupted");
    }
    if (batch.isEmpty()) {
      throw new IllegalArgumentException("a batch needs a candidate");
    }
    List<Choices> asked =
        batch.stream().distinct().filter(choices -> !known.containsKey(choices)).toList();
    Map<Choices, Evaluation> answered = answer(asked);
    for (Choices choices : asked) {
      Evaluation evaluation = answered.get(choices);
      if (evaluation == null) {
        throw new AssertionError(choices + " was asked and not answered");
      }
      remember(choices, evaluation);
    }
    double[] scores = batch.stream().mapToDouble(this::score).toArray();
    endGeneration(scores);
    task.advance(asked.size());
    return scores;
  }

  Outcome<C> outcome() {
    Best found = best;
    if (found == null) {
      String reason =
          known.values().stream()
              .map(Evaluation::toString)
              .findFirst()
              .orElse("the strategy asked for none");
      throw new IllegalStateException(
          "level "
              + level.name()
              + ": none of "
              + known.size()
              + " candidates was scored; first: "
              + reason);
    }
    return new Outcome<>(
        level.decode(found.choices()),
        found.evaluation(),
        level.feasible().cost(found.choices()),
        history);
  }

  private Map<Choices, Evaluation> answer(List<Choices> asked) throws InterruptedException {
    var answered = new LinkedHashMap<Choices, Evaluation>();
    var fresh = new LinkedHashMap<Choices, C>();
    for (Choices choices : asked) {
      if (!level.feasible().contains(choices)) {
        throw new IllegalArgumentException(
            "level " + level.name() + ": the strategy asked for " + choices + ", not feasible");
      }
      C candidate = level.decode(choices);
      journal
          .find(level.name(), candidate.toString(), fingerprint)
          .ifPresentOrElse(
              evaluation -> answered.put(choices, evaluation), () -> fresh.put(choices, candidate));
    }
    if (!fresh.isEmpty()) {
      answered.putAll(evaluate(fresh));
    }
    return answered;
  }

  private Map<Choices, Evaluation> evaluate(Map<Choices, C> fresh) throws InterruptedException {
    long start = System.nanoTime();
    List<Evaluation> evaluations = List.copyOf(evaluator.evaluate(List.copyOf(fresh.values())));
    long milliseconds = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    if (evaluations.size() != fresh.size()) {
      throw new IllegalStateException(
          "the evaluator gave "
              + evaluations.size()
              + " answers for "
              + fresh.size()
              + " candidates of level "
              + level.name());
    }
    var answered = new LinkedHashMap<Choices, Evaluation>();
    var rows = new ArrayList<Answer>();
    fresh.forEach((choices, candidate) -> {
      Evaluation evaluation = evaluations.get(rows.size());
      answered.put(choices, evaluation);
      rows.add(
          new Answer(
              level.name(),
              candidate.toString(),
              history.size(),
              evaluation,
              level.feasible().cost(choices),
              milliseconds / fresh.size(),
              fingerprint));
    });
    journal.append(rows);
    return answered;
  }

  private void remember(Choices choices, Evaluation evaluation) {
    known.put(choices, evaluation);
    double score = score(choices);
    if (evaluation instanceof Evaluation.Scored scored && (best == null || score > best.score())) {
      best = new Best(choices, scored, score);
      task.detail(String.format(Locale.ROOT, "best %s %.4f", objective, score));
    }
  }

  private double score(Choices choices) {
    return switch (known.get(choices)) {
      case Evaluation.Scored scored -> {
        Double score = scored.metrics().get(objective);
        if (score == null) {
          throw new InvalidInputException(
              "objective of level " + level.name(),
              objective,
              "one of " + String.join(", ", scored.metrics().keySet()));
        }
        yield score;
      }
      case Evaluation.Failed _ -> Double.NEGATIVE_INFINITY;
      case null -> throw new AssertionError(choices + " was not asked");
    };
  }

  private void endGeneration(double[] scores) {
    OptionalDouble mean = Arrays.stream(scores).filter(Double::isFinite).average();
    OptionalDouble bestScore =
        best == null ? OptionalDouble.empty() : OptionalDouble.of(best.score());
    history.add(new Generation(history.size(), known.size(), bestScore, mean));
  }
}
