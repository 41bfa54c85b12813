package io.crnas.export;

import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Parameter;
import io.crnas.spaces.weights.Tensor;
import io.crnas.spaces.weights.Weights;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Weights and inputs by formula, as networks.json describes them under "init" and "rng". */
public final class Formula {
  private static final long INPUT_SEED = 999983;

  private Formula() {}

  /** A number in [0, 1): splitmix64's finaliser on seed and position. */
  public static double uniform(long seed, int index) {
    long z = seed * 0x9E3779B97F4A7C15L + (index + 1L) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    z = z ^ (z >>> 31);
    return (z >>> 11) * 0x1.0p-53;
  }

  /** The first numbers of a network's input, in [-1, 1). */
  public static float[] input(int size) {
    float[] data = new float[size];
    for (int i = 0; i < size; i++) {
      data[i] = (float) (2 * uniform(INPUT_SEED, i) - 1);
    }
    return data;
  }

  /** The parameters of a network whose order is that of its state_dict. */
  public static Weights weights(Network network) {
    var shapes = new LinkedHashMap<String, List<Integer>>();
    for (Parameter parameter : network.parameters()) {
      shapes.put(parameter.name(), parameter.shape());
    }
    return weights(shapes);
  }

  /** The parameters of a state_dict without its num_batches_tracked. */
  public static Weights weights(Map<String, List<Integer>> stateDict) {
    return weights(stateDict, _ -> 1);
  }

  /**
   * The parameters of a state_dict without its num_batches_tracked.
   *
   * @param damping what each is multiplied by
   */
  public static Weights weights(
      Map<String, List<Integer>> stateDict, ToDoubleFunction<String> damping) {
    var tensors = new LinkedHashMap<String, Tensor>();
    stateDict.forEach((name, shape) -> {
      Tensor tensor = tensor(tensors.size(), name, shape);
      float factor = (float) damping.applyAsDouble(name);
      for (int i = 0; factor != 1 && i < tensor.data().length; i++) {
        tensor.data()[i] *= factor;
      }
      tensors.put(name, tensor);
    });
    return new Weights(tensors, Map.of());
  }

  private static Tensor tensor(int seed, String name, List<Integer> shape) {
    int size = shape.stream().reduce(1, Math::multiplyExact);
    double bound = shape.size() < 2 ? 0 : Math.sqrt(6.0 / (size / shape.getFirst()));
    float[] data = new float[size];
    for (int i = 0; i < size; i++) {
      double u = uniform(seed, i);
      double value;
      if (shape.size() >= 2) {
        value = (2 * u - 1) * bound;
      } else if (name.endsWith("running_var")) {
        value = 0.5 + u;
      } else if (name.endsWith("running_mean") || name.endsWith("bias")) {
        value = 0.2 * (2 * u - 1);
      } else {
        value = 0.75 + 0.5 * u;
      }
      data[i] = (float) value;
    }
    return new Tensor(shape, data);
  }
}
