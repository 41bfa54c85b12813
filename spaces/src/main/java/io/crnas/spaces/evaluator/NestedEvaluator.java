package io.crnas.spaces.evaluator;

/**
 * An evaluator that is described inside the settings of another, as a descriptor describes any. It
 * is one of those that have none inside themselves.
 */
public interface NestedEvaluator {
  /** The name of its kind in a descriptor. */
  String kind();
}
