package io.crnas.export.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A constant of the graph whose numbers are made when they are written, so that a folded network
 * never lies in memory a second time.
 */
record Initializer(String name, List<Integer> shape, Values values) {
  private static final int CHUNK = 1 << 14;

  /** The number at a position in C order. */
  @FunctionalInterface
  interface Values {
    float at(int index);
  }

  Initializer {
    shape = List.copyOf(shape);
  }

  int size() {
    return Math.toIntExact(
        shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact));
  }

  long bytes() {
    return (long) size() * Float.BYTES;
  }

  /** The numbers as little-endian bytes, as ONNX's {@code raw_data} has them. */
  ByteString raw() {
    int size = size();
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(size, Float.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < size; i++) {
      bytes.putFloat(values.at(i));
    }
    return UnsafeByteOperations.unsafeWrap(bytes.flip());
  }

  void writeTo(OutputStream out) throws IOException {
    int size = size();
    ByteBuffer bytes = ByteBuffer.allocate(CHUNK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < size; i++) {
      if (!bytes.hasRemaining()) {
        out.write(bytes.array(), 0, bytes.position());
        bytes.clear();
      }
      bytes.putFloat(values.at(i));
    }
    out.write(bytes.array(), 0, bytes.position());
  }
}
