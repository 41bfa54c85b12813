package io.crnas.export.latency;

import io.crnas.framework.random.Seeds;
import io.crnas.spaces.network.Parameter;
import io.crnas.spaces.weights.Tensor;
import io.crnas.spaces.weights.Weights;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Weights that keep every activation in an ordinary range: numbers that are not normalised, which a
 * processor is slow with, do not come up.
 */
final class NewWeights {
  private NewWeights() {}

  static Weights of(List<Parameter> parameters) {
    var tensors = new LinkedHashMap<String, Tensor>();
    for (Parameter parameter : parameters) {
      tensors.put(parameter.name(), new Tensor(parameter.shape(), values(parameter)));
    }
    return new Weights(tensors, Map.of());
  }

  private static float[] values(Parameter parameter) {
    int size = Math.toIntExact(parameter.size());
    float[] values = new float[size];
    switch (parameter.role()) {
      case WEIGHT -> {
        RandomGenerator random = Seeds.generator(0, parameter.name());
        double bound = Math.sqrt(6.0 * parameter.shape().getFirst() / size);
        for (int i = 0; i < size; i++) {
          values[i] = (float) (bound * (2 * random.nextDouble() - 1));
        }
      }
      case SCALE, VARIANCE -> Arrays.fill(values, 1);
      case BIAS, OFFSET, SHIFT, MEAN -> {}
    }
    return values;
  }
}
