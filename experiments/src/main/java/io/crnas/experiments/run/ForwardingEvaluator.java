package io.crnas.experiments.run;

import io.crnas.framework.Evaluation;
import io.crnas.framework.Evaluator;
import io.crnas.framework.space.Preferences;
import io.crnas.spaces.Allocation;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Answers as another evaluator does; who implements it says what is to be otherwise. */
interface ForwardingEvaluator extends Evaluator<Allocation> {

  /** Who scores; it is closed with this. */
  Evaluator<Allocation> scores();

  /** That of the scores: what they depend on is the same. */
  @Override
  default String fingerprint() {
    return scores().fingerprint();
  }

  @Override
  default List<Evaluation> evaluate(List<Allocation> candidates) throws InterruptedException {
    return evaluate(candidates, Listener.none());
  }

  @Override
  default List<Evaluation> evaluate(List<Allocation> candidates, Listener listener)
      throws InterruptedException {
    return scores().evaluate(candidates, listener);
  }

  @Override
  default List<Evaluation> evaluateTogether(List<List<Allocation>> groups, Listener listener)
      throws InterruptedException {
    return scores().evaluateTogether(groups, listener);
  }

  @Override
  default Optional<Preferences> preferences() {
    return scores().preferences();
  }

  @Override
  default OptionalInt miniBatches() {
    return scores().miniBatches();
  }

  @Override
  default int atOnce() {
    return scores().atOnce();
  }

  @Override
  default void close() {
    scores().close();
  }
}
