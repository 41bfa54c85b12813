package io.crnas.framework.search;

import io.crnas.framework.Evaluator;
import io.crnas.framework.journal.Journal;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.progress.Progress;
import io.crnas.framework.space.Level;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.function.DoubleFunction;

/**
 * Searches one level. The result is a function of the level, the strategy, the evaluator's answers
 * and the seed: a search that was killed is resumed by running it again on the same journal, and
 * ends as if it had never been killed.
 *
 * @param <C> the candidate
 */
public final class Search<C> {
  private final Level<C> level;
  private final Strategy strategy;
  private final Evaluator<C> evaluator;
  private final Journal journal;
  private final long seed;
  private final String objective;
  private final Progress progress;

  /**
   * @param evaluator made ready for this level; it stays open
   * @param journal answers known under the evaluator's fingerprint are taken from it
   * @param objective the metric to maximise, for example {@code AP}
   */
  public Search(
      Level<C> level,
      Strategy strategy,
      Evaluator<C> evaluator,
      Journal journal,
      long seed,
      String objective,
      Progress progress) {
    this.level = level;
    this.strategy = strategy;
    this.evaluator = evaluator;
    this.journal = journal;
    this.seed = seed;
    this.objective = objective;
    this.progress = progress;
  }

  /**
   * Runs the search to its end. Whatever the evaluator throws passes through.
   *
   * @throws InterruptedException if the thread was interrupted; what was answered is in the journal
   * @throws InvalidInputException if the evaluator does not report the objective, or could score no
   *     candidate at all
   * @throws IllegalStateException if the evaluator did not answer every candidate
   * @throws UncheckedIOException if the journal can not be written
   */
  public Outcome<C> run() throws InterruptedException {
    return run(score -> String.format(Locale.ROOT, "%.4f", score));
  }

  /**
   * The same.
   *
   * @param text the best score so far, as it is told while this runs
   */
  public Outcome<C> run(DoubleFunction<String> text) throws InterruptedException {
    try (Progress.Task task =
        progress.start(level.name() + " search", strategy.evaluations(level), "candidates")) {
      var answers = new Answers<>(level, evaluator, journal, objective, text, task);
      strategy.search(level, seed, answers);
      task.complete();
      return answers.outcome(strategy.goals());
    }
  }
}
