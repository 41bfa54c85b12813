package io.crnas.runtime;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Takes numbers out of the memory of ONNX Runtime. */
final class Numbers {
  private Numbers() {}

  /** What a value holds; empty where that is neither single precision nor int64. */
  static Optional<Values> values(OnnxValue value) {
    if (value instanceof OnnxTensor tensor) {
      List<Integer> shape =
          Arrays.stream(tensor.getInfo().getShape()).mapToObj(Math::toIntExact).toList();
      if (tensor.getInfo().type == OnnxJavaType.FLOAT) {
        return Optional.of(new Tensor(shape, floats(tensor)));
      }
      if (tensor.getInfo().type == OnnxJavaType.INT64) {
        return Optional.of(new Integers(shape, longs(tensor)));
      }
    }
    return Optional.empty();
  }

  static float[] floats(OnnxTensor tensor) {
    FloatBuffer numbers = tensor.getFloatBuffer();
    float[] data = new float[numbers.remaining()];
    numbers.get(data);
    return data;
  }

  static long[] longs(OnnxTensor tensor) {
    LongBuffer numbers = tensor.getLongBuffer();
    long[] data = new long[numbers.remaining()];
    numbers.get(data);
    return data;
  }
}
