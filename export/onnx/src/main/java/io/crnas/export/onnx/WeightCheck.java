package io.crnas.export.onnx;

import io.crnas.framework.problem.Problems;
import io.crnas.spaces.network.Parameter;
import io.crnas.spaces.weights.Tensor;
import io.crnas.spaces.weights.Weights;
import java.util.List;

/** Whether weights are those of what is written. */
final class WeightCheck {
  private WeightCheck() {}

  /** Throws one exception for all parameters that are missing, misshapen or not finite. */
  static void check(List<Parameter> parameters, Weights weights) {
    var problems = new Problems();
    for (Parameter parameter : parameters) {
      String where = "weights, " + parameter.name();
      Tensor tensor = weights.tensors().get(parameter.name());
      if (tensor == null) {
        problems.add(where, "nothing", "shape " + parameter.shape());
      } else if (!tensor.shape().equals(parameter.shape())) {
        problems.add(where, "shape " + tensor.shape(), "shape " + parameter.shape());
      } else {
        checkValues(problems, where, parameter.role(), tensor.data());
      }
    }
    problems.throwIfAny();
  }

  private static void checkValues(
      Problems problems, String where, Parameter.Role role, float[] data) {
    for (int i = 0; i < data.length; i++) {
      if (!Float.isFinite(data[i])) {
        problems.add(where, data[i] + " at position " + i, "finite numbers");
        return;
      }
      if (role == Parameter.Role.VARIANCE && data[i] < 0) {
        problems.add(where, data[i] + " at position " + i, "variances of at least 0");
        return;
      }
    }
  }
}
