package io.crnas.spaces.weights;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.stream.Stream;

/** How a number lies in a file; each is read as the nearest single precision one. */
enum Element {
  F32("F32", "f4", 4),
  F64("F64", "f8", 8),
  F16("F16", "f2", 2),
  /** The upper half of a single precision number; numpy has none. */
  BF16("BF16", "", 2),
  I8("I8", "i1", 1),
  U8("U8", "u1", 1),
  I16("I16", "i2", 2),
  I32("I32", "i4", 4),
  I64("I64", "i8", 8);

  private final String safetensors;
  private final String numpy;
  private final int bytes;

  Element(String safetensors, String numpy, int bytes) {
    this.safetensors = safetensors;
    this.numpy = numpy;
    this.bytes = bytes;
  }

  static Optional<Element> ofSafetensors(String type) {
    return Stream.of(values()).filter(element -> element.safetensors.equals(type)).findFirst();
  }

  /** By numpy's kind and size, for example f4. */
  static Optional<Element> ofNumpy(String type) {
    return Stream.of(values()).filter(element -> element.numpy.equals(type)).findFirst();
  }

  /** By the storage's name in Python, for example {@code torch.FloatStorage}. */
  static Optional<Element> ofTorch(String storage) {
    return Optional.ofNullable(
        switch (storage) {
          case "torch.FloatStorage" -> F32;
          case "torch.DoubleStorage" -> F64;
          case "torch.HalfStorage" -> F16;
          case "torch.BFloat16Storage" -> BF16;
          case "torch.CharStorage" -> I8;
          case "torch.ByteStorage", "torch.BoolStorage" -> U8;
          case "torch.ShortStorage" -> I16;
          case "torch.IntStorage" -> I32;
          case "torch.LongStorage" -> I64;
          default -> null;
        });
  }

  int bytes() {
    return bytes;
  }

  float read(ByteBuffer buffer) {
    return switch (this) {
      case F32 -> buffer.getFloat();
      case F64 -> (float) buffer.getDouble();
      case F16 -> Float.float16ToFloat(buffer.getShort());
      case BF16 -> Float.intBitsToFloat(buffer.getShort() << 16);
      case I8 -> buffer.get();
      case U8 -> Byte.toUnsignedInt(buffer.get());
      case I16 -> buffer.getShort();
      case I32 -> (float) buffer.getInt();
      case I64 -> (float) buffer.getLong();
    };
  }
}
