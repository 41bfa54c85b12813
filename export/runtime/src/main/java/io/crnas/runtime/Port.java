package io.crnas.runtime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.TensorInfo;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * An input or output of a file.
 *
 * @param name in the file
 * @param type of its numbers, as Java calls it: {@code float}, {@code int64}, {@code uint8}, ...
 * @param shape how many there are along each axis; -1 where that is free
 */
public record Port(String name, String type, List<Long> shape) {
  public Port {
    shape = List.copyOf(shape);
  }

  /** As ONNX Runtime tells of them. */
  static List<Port> of(Collection<NodeInfo> nodes) {
    return nodes.stream()
        .map(node ->
            node.getInfo() instanceof TensorInfo info
                ? new Port(
                    node.getName(),
                    info.type.toString().toLowerCase(Locale.ROOT),
                    Arrays.stream(info.getShape()).boxed().toList())
                : new Port(node.getName(), "" + node.getInfo(), List.of()))
        .toList();
  }

  /**
   * Refuses what this can not take.
   *
   * @param bytes of a number
   */
  void require(long[] given, int bytes) {
    boolean fits = given.length == shape.size();
    long size = 1;
    for (int i = 0; fits && i < given.length; i++) {
      fits = given[i] > 0 && (shape.get(i) < 0 || shape.get(i) == given[i]);
      // A product of two such numbers can not overflow.
      size = Math.min(size, Integer.MAX_VALUE) * Math.min(given[i], Integer.MAX_VALUE);
    }
    if (!fits) {
      throw new WrongInputException("input", "the shape " + Arrays.toString(given), "" + this);
    }
    if (size > Integer.MAX_VALUE / bytes) {
      throw new WrongInputException(
          "input", "the shape " + Arrays.toString(given), "at most 2 GB in one call");
    }
  }

  /** {@code input float [?, 3, ?, ?]}. */
  @Override
  public String toString() {
    return shape.stream()
        .map(size -> size < 0 ? "?" : size.toString())
        .collect(Collectors.joining(", ", name + " " + type + " [", "]"));
  }
}
