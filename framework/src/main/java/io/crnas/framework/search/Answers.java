package io.crnas.framework.search;

import io.crnas.framework.Evaluation;
import io.crnas.framework.Evaluator;
import io.crnas.framework.journal.Answer;
import io.crnas.framework.journal.Journal;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.progress.Progress;
import io.crnas.framework.space.Choices;
import io.crnas.framework.space.Level;
import io.crnas.framework.space.Preferences;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The answers of one search, from the journal or else from the evaluator, and what came of them.
 * Every question is a group; a candidate by itself is a group of one.
 */
final class Answers<C> implements Scores {
  private final Level<C> level;
  private final Evaluator<C> evaluator;
  private final Journal journal;
  private final String objective;
  private final DoubleFunction<String> text;
  private final Progress.Task task;
  private final String fingerprint;

  /** What the journal had when the search began. */
  private final Map<String, Evaluation> before;

  /** In the order they were first asked for, which is the same wherever the answers came from. */
  private final Map<List<Choices>, Evaluation> known = new LinkedHashMap<>();

  private final List<Generation> history = new ArrayList<>();
  private @Nullable Best best;

  private record Best(Choices choices, Evaluation.Scored evaluation, double score) {}

  /**
   * Candidates that are scored together, mostly one.
   *
   * @param place among those that are asked for the first time with it
   * @param text their name in the journal
   */
  private record Question<C>(int place, List<Choices> choices, List<C> candidates, String text) {}

  /** Has questions answered, in order. */
  private interface Source<C> {
    List<Evaluation> answer(List<List<C>> groups, Evaluator.Listener listener)
        throws InterruptedException;
  }

  Answers(
      Level<C> level,
      Evaluator<C> evaluator,
      Journal journal,
      String objective,
      DoubleFunction<String> text,
      Progress.Task task) {
    this.level = level;
    this.evaluator = evaluator;
    this.journal = journal;
    this.objective = objective;
    this.text = text;
    this.task = task;
    this.fingerprint = evaluator.fingerprint();
    this.before = journal.evaluations(level.name(), fingerprint);
  }

  @Override
  public double[] of(List<Choices> batch) throws InterruptedException {
    return scores(evaluations(batch));
  }

  @Override
  public List<Evaluation> evaluations(List<Choices> batch) throws InterruptedException {
    return ask(
        batch.stream().map(List::of).toList(),
        (groups, listener) ->
            evaluator.evaluate(groups.stream().map(List::getFirst).toList(), listener));
  }

  @Override
  public double[] together(List<List<Choices>> groups) throws InterruptedException {
    return scores(ask(groups.stream().map(List::copyOf).toList(), evaluator::evaluateTogether));
  }

  @Override
  public Optional<Preferences> preferences() {
    return evaluator.preferences();
  }

  @Override
  public OptionalInt miniBatches() {
    return evaluator.miniBatches();
  }

  private static String said(Evaluation evaluation) {
    return switch (evaluation) {
      case Evaluation.Failed failed -> failed.reason();
      case Evaluation.Scored scored -> scored.metrics().toString();
    };
  }

  /**
   * What was found.
   *
   * @param goals what the front is about; none where there is to be no front
   */
  Outcome<C> outcome(List<Goal> goals) {
    Best found = best;
    if (found == null) {
      String reason =
          known.values().stream()
              .map(Answers::said)
              .findFirst()
              .orElse("the strategy asked for none");
      throw new InvalidInputException(
          "evaluator of level " + level.name(),
          "none of %d candidates scored; first: %s".formatted(known.size(), reason),
          "one that scores candidates");
    }
    return new Outcome<>(
        level.decode(found.choices()),
        found.evaluation(),
        level.feasible().cost(found.choices()),
        history,
        goals.isEmpty() ? List.of() : front(goals));
  }

  private List<Candidate<C>> front(List<Goal> goals) {
    var scored = new ArrayList<Candidate<C>>();
    known.forEach((group, evaluation) -> {
      if (group.size() == 1 && evaluation instanceof Evaluation.Scored scores) {
        Choices choices = group.getFirst();
        scored.add(new Candidate<>(level.decode(choices), scores, level.feasible().cost(choices)));
      }
    });
    return Front.of(scored, goals).stream()
        .sorted(
            Comparator.comparingDouble((Candidate<C> candidate) -> score(candidate.evaluation()))
                .reversed())
        .toList();
  }

  private List<Evaluation> ask(List<List<Choices>> questions, Source<C> source)
      throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("level " + level.name() + " was interrupted");
    }
    if (questions.isEmpty() || questions.stream().anyMatch(List::isEmpty)) {
      throw new IllegalArgumentException("a batch needs a candidate");
    }
    List<Question<C>> open = open(questions);
    List<Question<C>> fresh =
        open.stream().filter(question -> !before.containsKey(question.text())).toList();
    if (fresh.size() < open.size()) {
      task.resume(open.size() - fresh.size());
    }
    Iterator<Evaluation> answers = evaluate(fresh, source).iterator();
    for (Question<C> question : open) {
      Evaluation kept = before.get(question.text());
      remember(question.choices(), kept == null ? answers.next() : kept);
    }
    List<Evaluation> evaluations = questions.stream().map(this::known).toList();
    endGeneration(evaluations);
    return evaluations;
  }

  private Evaluation known(List<Choices> question) {
    Evaluation evaluation = known.get(question);
    if (evaluation == null) {
      throw new AssertionError(question + " was asked and not answered");
    }
    return evaluation;
  }

  /** Those that were not asked before, each once. */
  private List<Question<C>> open(List<List<Choices>> questions) {
    var open = new ArrayList<Question<C>>();
    var seen = new HashSet<List<Choices>>();
    for (List<Choices> question : questions) {
      if (!known.containsKey(question) && seen.add(question)) {
        open.add(question(open.size(), question));
      }
    }
    return open;
  }

  private Question<C> question(int place, List<Choices> group) {
    var candidates = new ArrayList<C>(group.size());
    var text = new StringJoiner(Answer.TOGETHER);
    for (Choices choices : group) {
      C candidate = decode(choices);
      candidates.add(candidate);
      text.add(candidate.toString());
    }
    return new Question<>(place, group, List.copyOf(candidates), text.toString());
  }

  private C decode(Choices choices) {
    if (!level.feasible().contains(choices)) {
      throw new IllegalArgumentException(
          "level " + level.name() + ": the strategy asked for " + choices + ", not feasible");
    }
    return level.decode(choices);
  }

  /** The evaluator's answers, in order, which the journal then has. */
  private List<Evaluation> evaluate(List<Question<C>> fresh, Source<C> source)
      throws InterruptedException {
    if (fresh.isEmpty()) {
      return List.of();
    }
    var arrivals = new Arrivals(fresh);
    List<Evaluation> evaluations =
        List.copyOf(source.answer(fresh.stream().map(Question::candidates).toList(), arrivals));
    if (evaluations.size() != fresh.size()) {
      throw new IllegalStateException(
          "the evaluator gave "
              + evaluations.size()
              + " answers for "
              + fresh.size()
              + " candidates of level "
              + level.name());
    }
    arrivals.keepRest(evaluations);
    return evaluations;
  }

  /** Takes the answers of a batch into the journal as they come. */
  private final class Arrivals implements Evaluator.Listener {
    private final List<Question<C>> asked;
    private final BitSet kept = new BitSet();
    private long since = System.nanoTime();

    Arrivals(List<Question<C>> asked) {
      this.asked = asked;
    }

    @Override
    public void answered(int place, Evaluation evaluation) {
      if (kept.get(place)) {
        throw new IllegalStateException("the evaluator told twice of " + asked.get(place).text());
      }
      keep(List.of(place), List.of(evaluation));
    }

    /** Those that were not told of, at once. */
    void keepRest(List<Evaluation> evaluations) {
      List<Integer> rest =
          IntStream.range(0, asked.size()).filter(i -> !kept.get(i)).boxed().toList();
      keep(rest, rest.stream().map(evaluations::get).toList());
    }

    private void keep(List<Integer> places, List<Evaluation> evaluations) {
      if (places.isEmpty()) {
        return;
      }
      long now = System.nanoTime();
      long milliseconds = TimeUnit.NANOSECONDS.toMillis(now - since) / places.size();
      since = now;
      var answers = new ArrayList<Answer>(places.size());
      for (int place : places) {
        Question<C> question = asked.get(place);
        answers.add(
            new Answer(
                level.name(),
                question.text(),
                history.size(),
                question.place(),
                evaluations.get(answers.size()),
                cost(question.choices()),
                milliseconds,
                fingerprint));
        kept.set(place);
      }
      journal.append(answers);
      task.advance(places.size());
    }
  }

  private long cost(List<Choices> group) {
    BigInteger sum = BigInteger.ZERO;
    for (Choices choices : group) {
      sum = sum.add(BigInteger.valueOf(level.feasible().cost(choices)));
    }
    return sum.divide(BigInteger.valueOf(group.size())).longValueExact();
  }

  private void remember(List<Choices> question, Evaluation evaluation) {
    known.put(question, evaluation);
    double score = score(evaluation);
    if (question.size() == 1
        && evaluation instanceof Evaluation.Scored scored
        && (best == null || score > best.score())) {
      best = new Best(question.getFirst(), scored, score);
      task.detail("best %s %s".formatted(objective, text.apply(score)));
    }
  }

  private double[] scores(List<Evaluation> evaluations) {
    return evaluations.stream().mapToDouble(this::score).toArray();
  }

  private double score(Evaluation evaluation) {
    return switch (evaluation) {
      case Evaluation.Scored scored ->
          scored.require("objective of level " + level.name(), objective);
      case Evaluation.Failed _ -> Double.NEGATIVE_INFINITY;
    };
  }

  private void endGeneration(List<Evaluation> answers) {
    OptionalDouble mean = Arrays.stream(scores(answers)).filter(Double::isFinite).average();
    OptionalDouble bestScore =
        best == null ? OptionalDouble.empty() : OptionalDouble.of(best.score());
    history.add(new Generation(history.size(), known.size(), bestScore, mean));
  }
}
