package io.crnas.framework.evolution;

import io.jenetics.Alterer;
import io.jenetics.IntegerGene;
import io.jenetics.MultiPointCrossover;
import io.jenetics.SinglePointCrossover;
import io.jenetics.UniformCrossover;

/** Which genes of a chromosome two parents exchange. */
public enum Crossover {
  /** Each with probability one half. */
  UNIFORM,
  /** All behind a point drawn uniformly. */
  SINGLE_POINT,
  /** All between two points drawn uniformly. */
  MULTI_POINT;

  <C extends Comparable<? super C>> Alterer<IntegerGene, C> alterer(double probability) {
    return switch (this) {
      case UNIFORM -> new UniformCrossover<>(probability);
      case SINGLE_POINT -> new SinglePointCrossover<>(probability);
      case MULTI_POINT -> new MultiPointCrossover<>(probability, 2);
    };
  }
}
