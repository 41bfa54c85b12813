package io.crnas.spaces.evaluator;

/**
 * Settings of an evaluator that has candidates scored by another one, elsewhere or in another way.
 * What is scored is then that other one's: its kind, its seed and its fingerprint, so that its
 * answers count as if it had been asked directly.
 *
 * @param <S> the settings, a record with a component {@code evaluator}
 */
public interface Nesting<S extends Record> {

  /** The one that scores. */
  NestedEvaluator evaluator();

  /** The same settings with another one that scores. */
  S with(NestedEvaluator evaluator);
}
