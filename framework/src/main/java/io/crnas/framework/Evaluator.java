package io.crnas.framework;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

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

  /** One evaluation for each candidate, in order. */
  List<Evaluation> evaluate(List<C> candidates) throws InterruptedException;

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
   */
  default List<Evaluation> evaluateTogether(List<List<C>> groups) throws InterruptedException {
    Set<C> members = new LinkedHashSet<>();
    groups.forEach(members::addAll);
    List<C> asked = List.copyOf(members);
    List<Evaluation> answers = evaluate(asked);
    if (answers.size() != asked.size()) {
      throw new IllegalStateException(
          answers.size() + " answers for " + asked.size() + " candidates");
    }
    Map<C, Evaluation> known = new HashMap<>();
    for (int i = 0; i < asked.size(); i++) {
      known.put(asked.get(i), answers.get(i));
    }
    return groups.stream()
        .map(group -> Evaluation.mean(group.stream().map(known::get).toList()))
        .toList();
  }

  /**
   * How many mini-batches a candidate is scored on, which the members of a group {@linkplain
   * #evaluateTogether share}; empty, the default, where there is nothing to share.
   */
  default OptionalInt miniBatches() {
    return OptionalInt.empty();
  }

  /** Releases native memory, threads and files. */
  @Override
  void close();
}
