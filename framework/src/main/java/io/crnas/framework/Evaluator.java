package io.crnas.framework;

import io.crnas.framework.space.Preferences;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The plug: how good a candidate is. An implementation is made ready for one level (a supernet is
 * trained there) before it is handed to a search.
 *
 * <p>The answer for a candidate must depend on that candidate alone: not on the others in its
 * batch, nor on their order, nor on what was evaluated before.
 *
 * @param <C> the candidate; its {@code toString} is its name in the journal, and has no " + " in it
 */
public interface Evaluator<C> extends AutoCloseable {

  /**
   * What the answers depend on besides the candidate (weights, data, calibration set), as a short
   * digest. Answers kept under another fingerprint are not reused.
   */
  String fingerprint();

  /** Hears of answers while others of their batch are still worked on. */
  @FunctionalInterface
  interface Listener {
    /**
     * Called by the thread that asked, at most once for each place.
     *
     * @param place of the candidate or group among those that were asked for, from 0
     * @param evaluation what is then returned for it
     */
    void answered(int place, Evaluation evaluation);

    /** Hears nothing. */
    static Listener none() {
      return (_, _) -> {};
    }
  }

  /** One evaluation for each candidate, in order. */
  List<Evaluation> evaluate(List<C> candidates) throws InterruptedException;

  /**
   * The same, and answers that are known before the batch is whole are told at once. A search keeps
   * them: where the rest never comes, they are not asked for again. The default, for evaluators
   * that answer a batch as one, tells none.
   */
  default List<Evaluation> evaluate(List<C> candidates, Listener listener)
      throws InterruptedException {
    return evaluate(candidates);
  }

  /**
   * One evaluation for each group, in order: each group is scored as if it were one candidate.
   *
   * <p>An evaluator that scores a candidate on a series of mini-batches lets the members share
   * them: mini-batch k is answered by member k mod size, and all answers are combined into one
   * evaluation, which costs as much as that of one candidate. So a group of one is scored as its
   * member alone. The default is for evaluators that have nothing to share: {@linkplain
   * Evaluation#mean the mean} of the members' own evaluations.
   *
   * @param groups each of at least one candidate; a candidate may be in several places
   * @param listener is told of groups that are answered before all are
   */
  default List<Evaluation> evaluateTogether(List<List<C>> groups, Listener listener)
      throws InterruptedException {
    var means = new GroupMeans<>(groups, listener);
    return means.of(evaluate(means.members(), means));
  }

  /**
   * How many mini-batches a candidate is scored on, which the members of a group {@linkplain
   * #evaluateTogether share}; empty, the default, where there is nothing to share.
   */
  default OptionalInt miniBatches() {
    return OptionalInt.empty();
  }

  /**
   * What it learned to prefer while it was made ready, for each choice of each gene of its level;
   * empty, the default, of an evaluator that learns no such thing.
   */
  default Optional<Preferences> preferences() {
    return Optional.empty();
  }

  /**
   * How many candidates are worth asking for at a time: more make none of them cheaper. As many as
   * there are, by default.
   */
  default int atOnce() {
    return Integer.MAX_VALUE;
  }

  /** Releases native memory, threads and files. */
  @Override
  void close();
}
