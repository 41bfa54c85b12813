package io.crnas.detection.torch;

import io.crnas.framework.random.Seeds;
import io.crnas.spaces.network.Layer;
import io.crnas.spaces.network.Node;
import io.crnas.spaces.network.Parameter;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * How new parameters begin. Batch normalisation always begins as the identity with mean 0 and
 * variance 1. A parameter's numbers depend on the seed and its name alone.
 */
public enum Initialisation {
  /**
   * As torchvision's ResNet, MobileNetV2 and feature pyramid: a convolution without bias (one that
   * is normalised) and a transposed one normal with variance 2 / fan-out, one with bias uniform
   * with variance 1 / fan-in, and bias 0. Linear layers uniform in 1 / sqrt(fan-in), torch's
   * default.
   */
  RESIDUAL,
  /** As torchvision's RPNHead: convolutions normal with deviation 0.01, bias 0. */
  SMALL;

  float[] values(Node node, Parameter parameter, long seed) {
    int size = Math.toIntExact(parameter.size());
    RandomGenerator random = Seeds.generator(seed, "initial/" + parameter.name());
    return switch (parameter.role()) {
      case SCALE, VARIANCE -> constant(size, 1);
      case SHIFT, MEAN -> new float[size];
      case WEIGHT, BIAS ->
          switch (node.layer()) {
            case Layer.Conv c -> convolution(c, parameter, size, random);
            // torch takes a transposed weight's first size for the fan-out.
            case Layer.ConvTranspose c ->
                parameter.role() == Parameter.Role.BIAS
                    ? new float[size]
                    : normal(size, Math.sqrt(2.0 / (c.in() * c.kernel() * c.kernel())), random);
            case Layer.Linear l -> uniform(size, 1 / Math.sqrt(l.in()), random);
            case Layer layer -> throw new IllegalStateException(layer + " has no weight");
          };
    };
  }

  private float[] convolution(Layer.Conv c, Parameter parameter, int size, RandomGenerator random) {
    if (parameter.role() == Parameter.Role.BIAS) {
      return new float[size];
    }
    int taps = c.kernel() * c.kernel();
    return switch (this) {
      case SMALL -> normal(size, 0.01, random);
      case RESIDUAL ->
          c.bias()
              ? uniform(size, Math.sqrt(3.0 / (c.in() / c.groups() * taps)), random)
              // torch counts the fan-out of a grouped convolution over all of its outputs.
              : normal(size, Math.sqrt(2.0 / (c.out() * taps)), random);
    };
  }

  private static float[] constant(int size, float value) {
    float[] values = new float[size];
    Arrays.fill(values, value);
    return values;
  }

  private static float[] normal(int size, double deviation, RandomGenerator random) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return values;
  }

  private static float[] uniform(int size, double bound, RandomGenerator random) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) (bound * (2 * random.nextDouble() - 1));
    }
    return values;
  }
}
