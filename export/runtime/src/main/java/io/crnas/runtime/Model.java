package io.crnas.runtime;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Any ONNX file with one input of single precision numbers or of bytes, in ONNX Runtime; {@link
 * Detector} and {@link Backbone} know what theirs mean. Any thread may run it, many at a time;
 * {@link #close} waits for those that do.
 */
public final class Model implements AutoCloseable {
  private static final Map<String, OnnxJavaType> TYPES =
      Map.of("float", OnnxJavaType.FLOAT, "uint8", OnnxJavaType.UINT8);

  private final Path file;
  private final OrtSession session;
  private final Device device;
  private final Map<String, String> properties;
  private final List<Port> inputs;
  private final List<Port> outputs;
  private final OnnxJavaType type;
  private final InputMemory memory;
  private final ReadWriteLock use = new ReentrantReadWriteLock();
  private boolean closed;

  private Model(Path file, OrtSession session, Device device) throws OrtException {
    this.file = file;
    this.session = session;
    this.device = device;
    this.properties = Map.copyOf(session.getMetadata().getCustomMetadata());
    this.inputs = Port.of(session.getInputInfo().values());
    this.outputs = Port.of(session.getOutputInfo().values());
    if (inputs.size() != 1 || !TYPES.containsKey(inputs.getFirst().type())) {
      throw new WrongInputException(
          file.toString(), "inputs " + inputs, "one input of type float or uint8");
    }
    this.type = Objects.requireNonNull(TYPES.get(inputs.getFirst().type()));
    this.memory = new InputMemory(type);
  }

  /**
   * Loads a file.
   *
   * @throws WrongInputException when it is no whole ONNX file with one input of single precision or
   *     of bytes, or the device can not be used
   * @throws IOException when the file can not be read
   */
  public static Model load(Path file, Options options) throws IOException {
    ModelFile.properties(file);
    Sessions.Opened opened = Sessions.open(file, options);
    try {
      return new Model(file, opened.session(), opened.device());
    } catch (OrtException | RuntimeException e) {
      close(opened.session());
      throw e instanceof RuntimeException wrong ? wrong : Sessions.failure(e);
    }
  }

  /** The version of ONNX Runtime. */
  public static String version() {
    return Sessions.environment().getVersion();
  }

  /** Where it was loaded from. */
  public Path file() {
    return file;
  }

  /** Where it runs; never {@link Device.Auto}. */
  public Device device() {
    return device;
  }

  /** The file's metadata properties as they are; {@link Metadata#parse} reads them. */
  public Map<String, String> properties() {
    return properties;
  }

  /** What goes in: one. */
  public Port input() {
    return inputs.getFirst();
  }

  /** What comes out, in the file's order. */
  public List<Port> outputs() {
    return outputs;
  }

  /**
   * Computes the outputs.
   *
   * @param input numbers, which are rounded to those from 0 to 255 where the file takes bytes
   * @return by name, in the file's order
   * @throws WrongInputException when the file does not take an input of this shape
   * @throws IllegalStateException when it was closed, or ONNX Runtime fails
   */
  public SequencedMap<String, Values> run(Tensor input) {
    var values = new LinkedHashMap<String, Values>();
    run(input, values::put);
    return values;
  }

  /**
   * Computes the outputs and hands them on one by one, so that no two need to be in memory here.
   *
   * @param each takes every output with its name, in the file's order
   * @throws WrongInputException as {@link #run(Tensor)}
   * @throws IllegalStateException as {@link #run(Tensor)}
   */
  public void run(Tensor input, BiConsumer<String, Values> each) {
    run(
        input,
        result -> {
          for (Map.Entry<String, OnnxValue> entry : result) {
            String name = entry.getKey();
            each.accept(
                name,
                Numbers.values(entry.getValue())
                    .orElseThrow(() ->
                        new WrongInputException(
                            file + ", output " + name, "" + outputs, "float or int64 numbers")));
          }
          return this;
        });
  }

  /** Computes the outputs, which are gone after they were read. */
  <T> T run(Tensor input, Use<OrtSession.Result, T> reading) {
    return run(
        input.shape().stream().mapToLong(Integer::longValue).toArray(),
        bytes -> put(input.data(), bytes),
        reading);
  }

  /**
   * Computes the outputs again and again and says how long each run took. Input and outputs stay
   * where ONNX Runtime has them.
   *
   * @param runs how often
   * @return nanoseconds, in order
   * @throws WrongInputException as {@link #run(Tensor)}
   * @throws IllegalStateException as {@link #run(Tensor)}
   * @throws InterruptedException between two runs, when the thread was told to stop
   */
  public long[] time(Tensor input, int runs) throws InterruptedException {
    long[] times = new long[runs];
    int done =
        with(
            input.shape().stream().mapToLong(Integer::longValue).toArray(),
            bytes -> put(input.data(), bytes),
            tensor -> {
              int i = 0;
              for (; i < runs && !Thread.currentThread().isInterrupted(); i++) {
                long start = System.nanoTime();
                session.run(tensor).close();
                times[i] = System.nanoTime() - start;
              }
              return i;
            });
    if (done < runs) {
      throw new InterruptedException("stopped after " + done + " of " + runs + " runs");
    }
    return times;
  }

  /** Numbers from 0 to 255 become bytes where the file takes those. */
  private void put(float[] numbers, ByteBuffer target) {
    if (type == OnnxJavaType.FLOAT) {
      target.asFloatBuffer().put(numbers);
    } else {
      for (float number : numbers) {
        target.put((byte) Math.clamp(Math.round(number), 0, 255));
      }
    }
  }

  /** Something to be done with what ONNX Runtime gives or takes. */
  @FunctionalInterface
  interface Use<S, T> {
    T of(S what) throws OrtException;
  }

  /**
   * Computes the outputs.
   *
   * @param filling writes the input, in C order and in the bytes' own order
   * @param reading reads the outputs, which are gone afterwards
   */
  <T> T run(long[] shape, Consumer<ByteBuffer> filling, Use<OrtSession.Result, T> reading) {
    return with(
        shape,
        filling,
        tensor -> {
          try (OrtSession.Result result = session.run(tensor)) {
            return reading.of(result);
          }
        });
  }

  private <T> T with(
      long[] shape, Consumer<ByteBuffer> filling, Use<Map<String, OnnxTensor>, T> what) {
    input().require(shape, type.size);
    Lock lock = use.readLock();
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException(file + " is closed");
      }
      InputMemory.Slot slot = memory.take(shape);
      try {
        filling.accept(slot.bytes());
        return what.of(Map.of(input().name(), slot.tensor()));
      } finally {
        memory.give(slot);
      }
    } catch (OrtException e) {
      throw Sessions.failure(e);
    } finally {
      lock.unlock();
    }
  }

  /** How many inputs were in memory at the same time, at most. */
  int slots() {
    return memory.made();
  }

  /** Releases the native memory; closing twice does nothing. */
  @Override
  public void close() {
    Lock lock = use.writeLock();
    lock.lock();
    try {
      if (!closed) {
        closed = true;
        memory.close();
        close(session);
      }
    } finally {
      lock.unlock();
    }
  }

  private static void close(OrtSession session) {
    try {
      session.close();
    } catch (OrtException e) {
      throw Sessions.failure(e);
    }
  }
}
