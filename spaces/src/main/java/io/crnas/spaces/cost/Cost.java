package io.crnas.spaces.cost;

import io.crnas.spaces.ImageSize;
import java.util.Locale;

/**
 * A cost with what it takes to compare it: the same net has many numbers of FLOPs.
 *
 * @param value in units of the metric
 * @param metric what is counted
 * @param convention how it is counted
 * @param scope of what
 * @param input the size of the image
 */
public record Cost(long value, Metric metric, Convention convention, Scope scope, ImageSize input) {

  /** What is counted. */
  public enum Metric {
    /** Multiply-accumulate operations for one image. */
    MACS,
    /** Trained parameters. */
    PARAMETERS,
    /** Numbers that the convolutions and linear layers give out for one image. */
    ACTIVATIONS
  }

  /** How operations are counted. */
  public enum Convention {
    /** A convolution and a linear layer cost their multiplications, all else nothing. */
    MAC,
    /**
     * The one that reproduces the paper's tables: a convolution's bias counts one an element, a
     * linear layer 2 * in - 1 an output, batch normalisation 4 an element; a transposed convolution
     * counts as if every tap of its kernel reached every cell of its output.
     */
    THOP
  }

  /** Of what. */
  public enum Scope {
    BACKBONE,
    DETECTOR
  }

  /** A number of trained parameters, which no convention or image size changes. */
  public static Cost parameters(long count, Scope scope, ImageSize input) {
    return new Cost(count, Metric.PARAMETERS, Convention.MAC, scope, input);
  }

  /** A number of activations for one image, which no convention changes. */
  public static Cost activations(long count, Scope scope, ImageSize input) {
    return new Cost(count, Metric.ACTIVATIONS, Convention.MAC, scope, input);
  }

  /** In units of 10^9. */
  public double giga() {
    return value / 1e9;
  }

  /** Whether two costs were counted alike. */
  public boolean isComparableTo(Cost other) {
    return metric == other.metric
        && convention == other.convention
        && scope == other.scope
        && input.equals(other.input);
  }

  /** Value, metric, and in brackets what it depends on. */
  @Override
  public String toString() {
    String of = name(scope);
    String how =
        switch (metric) {
          case MACS -> of + ", " + input + ", " + name(convention);
          case ACTIVATIONS -> of + ", " + input;
          case PARAMETERS -> of;
        };
    return String.format(Locale.ROOT, "%,d %s (%s)", value, name(metric), how);
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
