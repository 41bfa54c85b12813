package io.crnas.runtime;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * Memory outside the heap for inputs, kept from call to call: as many slots as calls ran at the
 * same time, each as large as the largest input that it held. ONNX Runtime reads it in place.
 */
final class InputMemory implements AutoCloseable {
  private final OnnxJavaType type;
  private final List<Slot> free = new ArrayList<>();
  private int made;

  /** Of inputs of this type. */
  InputMemory(OnnxJavaType type) {
    this.type = type;
  }

  /** Memory for the input of one call. */
  static final class Slot {
    private final Arena arena;
    private final OnnxJavaType type;
    private final ByteBuffer bytes;
    private long[] shape;
    private OnnxTensor tensor;

    @SuppressWarnings("MustBeClosedChecker") // closed with the slot
    private Slot(OnnxJavaType type, long[] shape) throws OrtException {
      this.arena = Arena.ofShared();
      this.type = type;
      try {
        this.bytes =
            arena
                .allocate(size(shape) * type.size, Float.BYTES)
                .asByteBuffer()
                .order(ByteOrder.nativeOrder());
        this.shape = shape.clone();
        this.tensor = tensor(shape);
      } catch (OrtException | RuntimeException | Error e) {
        arena.close();
        throw e;
      }
    }

    private OnnxTensor tensor(long[] wanted) throws OrtException {
      return OnnxTensor.createTensor(Sessions.environment(), part(wanted), wanted, type);
    }

    private void reshape(long[] wanted) throws OrtException {
      OnnxTensor made = tensor(wanted);
      tensor.close();
      tensor = made;
      shape = wanted.clone();
    }

    /** Where the input goes, from position 0 on; what is in it is left from another call. */
    ByteBuffer bytes() {
      return part(shape);
    }

    private ByteBuffer part(long[] wanted) {
      return bytes.slice(0, (int) size(wanted) * type.size).order(ByteOrder.nativeOrder());
    }

    /** What is written there, for ONNX Runtime. */
    OnnxTensor tensor() {
      return tensor;
    }

    private void close() {
      tensor.close();
      arena.close();
    }
  }

  /** How many numbers an input of this shape has. */
  static long size(long[] shape) {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }

  /** A slot for an input of this shape, for one call, which gives it back. */
  synchronized Slot take(long[] shape) throws OrtException {
    for (Iterator<Slot> slots = free.iterator(); slots.hasNext(); ) {
      Slot slot = slots.next();
      if (Arrays.equals(slot.shape, shape)) {
        slots.remove();
        return slot;
      }
    }
    for (Iterator<Slot> slots = free.iterator(); slots.hasNext(); ) {
      Slot slot = slots.next();
      if (slot.bytes.capacity() >= size(shape) * type.size) {
        slot.reshape(shape);
        slots.remove();
        return slot;
      }
    }
    if (!free.isEmpty()) {
      free.removeLast().close();
    }
    made++;
    return new Slot(type, shape);
  }

  /** Keeps a slot for the next call. */
  synchronized void give(Slot slot) {
    free.add(slot);
  }

  /** How many slots were ever made. */
  synchronized int made() {
    return made;
  }

  /** Frees all slots, which have to be given back before. */
  @Override
  public synchronized void close() {
    free.forEach(Slot::close);
    free.clear();
  }
}
