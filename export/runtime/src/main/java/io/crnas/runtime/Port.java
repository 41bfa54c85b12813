package io.crnas.runtime;

import java.util.List;
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

  /** {@code input float [?, 3, ?, ?]}. */
  @Override
  public String toString() {
    return shape.stream()
        .map(size -> size < 0 ? "?" : size.toString())
        .collect(Collectors.joining(", ", name + " " + type + " [", "]"));
  }
}
