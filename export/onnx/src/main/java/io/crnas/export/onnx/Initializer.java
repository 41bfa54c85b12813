package io.crnas.export.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
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
record Initializer(String name, List<Integer> shape, Type type, Values values) {
  private static final int CHUNK = 1 << 14;

  /** The number at a position in C order; it is rounded to the type when it is written. */
  @FunctionalInterface
  interface Values {
    float at(int index);
  }

  /** As what numbers are written. */
  enum Type {
    FLOAT(DataType.FLOAT, Float.BYTES),
    HALF(DataType.FLOAT16, Short.BYTES),
    INT8(DataType.INT8, Byte.BYTES),
    UINT8(DataType.UINT8, Byte.BYTES),
    INT32(DataType.INT32, Integer.BYTES);

    private final DataType data;
    private final int bytes;

    Type(DataType data, int bytes) {
      this.data = data;
      this.bytes = bytes;
    }

    /** As ONNX calls it. */
    DataType data() {
      return data;
    }

    private void put(ByteBuffer target, float value) {
      switch (this) {
        case FLOAT -> target.putFloat(value);
        case HALF -> target.putShort(Float.floatToFloat16(value));
        case INT8, UINT8 -> target.put((byte) Math.round(value));
        case INT32 -> target.putInt(Math.round(value));
      }
    }
  }

  Initializer {
    shape = List.copyOf(shape);
  }

  /** Of single precision. */
  Initializer(String name, List<Integer> shape, Values values) {
    this(name, shape, Type.FLOAT, values);
  }

  int size() {
    return Math.toIntExact(
        shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact));
  }

  long bytes() {
    return (long) size() * type.bytes;
  }

  /** The numbers as little-endian bytes, as ONNX's {@code raw_data} has them. */
  ByteString raw() {
    int size = size();
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(size, type.bytes)).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < size; i++) {
      type.put(bytes, values.at(i));
    }
    return UnsafeByteOperations.unsafeWrap(bytes.flip());
  }

  void writeTo(OutputStream out) throws IOException {
    int size = size();
    ByteBuffer bytes = ByteBuffer.allocate(CHUNK * type.bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < size; i++) {
      if (!bytes.hasRemaining()) {
        out.write(bytes.array(), 0, bytes.position());
        bytes.clear();
      }
      type.put(bytes, values.at(i));
    }
    out.write(bytes.array(), 0, bytes.position());
  }
}
