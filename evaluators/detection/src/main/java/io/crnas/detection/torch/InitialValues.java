package io.crnas.detection.torch;

import io.crnas.framework.random.Seeds;
import io.crnas.spaces.detector.Initialisation;
import io.crnas.spaces.network.Layer;
import io.crnas.spaces.network.Node;
import io.crnas.spaces.network.Parameter;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** The numbers that new parameters begin with; they depend on the seed and the name alone. */
final class InitialValues {
  private InitialValues() {}

  static float[] of(Initialisation initialisation, Node node, Parameter parameter, long seed) {
    int size = Math.toIntExact(parameter.size());
    RandomGenerator random = Seeds.generator(seed, "initial/" + parameter.name());
    return switch (parameter.role()) {
      case SCALE, VARIANCE -> constant(size, 1);
      case SHIFT, MEAN, OFFSET -> new float[size];
      case WEIGHT, BIAS ->
          switch (node.layer()) {
            case Layer.Conv c -> convolution(initialisation, node, c, parameter, size, random);
            case Layer.MixedConv c ->
                convolution(initialisation, node, c.plain(), parameter, size, random);
            case Layer.DeformConv c ->
                convolution(initialisation, node, c.plain(), parameter, size, random);
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

  private static float[] convolution(
      Initialisation initialisation,
      Node node,
      Layer.Conv c,
      Parameter parameter,
      int size,
      RandomGenerator random) {
    boolean bias = parameter.role() == Parameter.Role.BIAS;
    return switch (initialisation) {
      case Initialisation.Normal normal ->
          bias
              ? constant(size, normal.biases().getOrDefault(node.name(), 0.0).floatValue())
              : normal(size, normal.deviation(), random);
      case Initialisation.FanOut _ -> bias ? new float[size] : fanOut(c, size, random);
      case Initialisation.Usual _ -> {
        int taps = c.kernel() * c.kernel();
        if (bias) {
          yield new float[size];
        }
        yield c.bias()
            ? uniform(size, Math.sqrt(3.0 / (c.in() / c.groups() * taps)), random)
            : fanOut(c, size, random);
      }
    };
  }

  /** torch counts the fan-out of a grouped convolution over all of its outputs. */
  private static float[] fanOut(Layer.Conv c, int size, RandomGenerator random) {
    return normal(size, Math.sqrt(2.0 / (c.out() * c.kernel() * c.kernel())), random);
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
