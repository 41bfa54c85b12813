package io.crnas.framework;

import java.util.List;

/**
 * The plug: how good a candidate is. An implementation is made ready for one level (a supernet is
 * trained there) before it is handed to a search.
 *
 * <p>The answer for a candidate must depend on that candidate alone: not on the others in its
 * batch, nor on their order, nor on what was evaluated before.
 *
 * @param <C> the candidate; its {@code toString} is its name in the journal
 */
public interface Evaluator<C> extends AutoCloseable {

  /**
   * What the answers depend on besides the candidate (weights, data, calibration set), as a short
   * digest. Answers kept under another fingerprint are not reused.
   */
  String fingerprint();

  /** One evaluation for each candidate, in order. */
  List<Evaluation> evaluate(List<C> candidates) throws InterruptedException;

  /** Releases native memory, threads and files. */
  @Override
  void close();
}
