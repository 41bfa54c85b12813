package io.crnas.runtime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * An exported backbone, with or without its neck, in ONNX Runtime. Any thread may run it, many at a
 * time; {@link #close} waits for those that do.
 */
public final class Backbone implements AutoCloseable {
  private static final String INPUT = "input";
  private static final int CHANNELS = 3;

  /** Below this the coarsest outputs, at stride 32, have no whole cell. */
  private static final int SMALLEST_SIDE = 32;

  private final OrtSession session;
  private final Device device;
  private final Metadata metadata;
  private final Map<String, String> properties;
  private final ReadWriteLock use = new ReentrantReadWriteLock();
  private boolean closed;

  private Backbone(
      OrtSession session, Device device, Metadata metadata, Map<String, String> properties) {
    this.session = session;
    this.device = device;
    this.metadata = metadata;
    this.properties = properties;
  }

  /**
   * Loads a file.
   *
   * @param file as {@code crnas export} writes it
   * @throws WrongInputException when it is no whole ONNX file of a backbone, or the device can not
   *     be used
   * @throws IOException when the file can not be read
   */
  public static Backbone load(Path file, Options options) throws IOException {
    ModelFile.require(file);
    Sessions.Opened opened = Sessions.open(file, options);
    try {
      Map<String, String> properties =
          Map.copyOf(opened.session().getMetadata().getCustomMetadata());
      Metadata metadata = Metadata.parse(file.toString(), properties);
      if (metadata.part() == Part.DETECTOR) {
        throw new WrongInputException(
            file.toString(), "a whole detector", "a backbone or features; Detector loads this");
      }
      checkInterface(file, opened.session());
      return new Backbone(opened.session(), opened.device(), metadata, properties);
    } catch (OrtException | RuntimeException e) {
      close(opened.session());
      throw e instanceof RuntimeException wrong ? wrong : new IllegalStateException(e);
    }
  }

  /** The version of ONNX Runtime. */
  public static String version() {
    return Sessions.environment().getVersion();
  }

  /** Where it runs; never {@link Device.Auto}. */
  public Device device() {
    return device;
  }

  /** What the file says of itself. */
  public Metadata metadata() {
    return metadata;
  }

  /** The file's metadata properties as they are; {@code parity} is among them. */
  public Map<String, String> properties() {
    return properties;
  }

  /**
   * Computes the outputs of a batch of images.
   *
   * @param nchw normalised pixels, [n, 3, h, w] in C order
   * @param h height in pixels, at least 32
   * @param w width in pixels, at least 32
   * @return the outputs by name, in the file's order, each [n, C, h / stride, w / stride] rounded
   *     up
   * @throws WrongInputException when the numbers are not as many as the shape has, or not finite
   * @throws IllegalStateException when it was closed
   */
  public SequencedMap<String, Tensor> run(float[] nchw, int n, int h, int w) {
    return with(
        nchw,
        n,
        h,
        w,
        input -> {
          try (OrtSession.Result result = session.run(input)) {
            var outputs = new LinkedHashMap<String, Tensor>();
            result.forEach(
                entry -> outputs.put(entry.getKey(), tensor((OnnxTensor) entry.getValue())));
            return outputs;
          }
        });
  }

  /**
   * Runs a batch of images again and again and says how long each run took. Images and outputs stay
   * where ONNX Runtime has them.
   *
   * @param nchw normalised pixels, [n, 3, h, w] in C order
   * @param h height in pixels, at least 32
   * @param w width in pixels, at least 32
   * @param runs how often
   * @return nanoseconds, in order
   * @throws WrongInputException as {@link #run}
   * @throws IllegalStateException when it was closed
   * @throws InterruptedException between two runs, when the thread was told to stop
   */
  public long[] time(float[] nchw, int n, int h, int w, int runs) throws InterruptedException {
    long[] times = new long[runs];
    int done =
        with(
            nchw,
            n,
            h,
            w,
            input -> {
              int i = 0;
              for (; i < runs && !Thread.currentThread().isInterrupted(); i++) {
                long start = System.nanoTime();
                session.run(input).close();
                times[i] = System.nanoTime() - start;
              }
              return i;
            });
    if (done < runs) {
      throw new InterruptedException("stopped after " + done + " of " + runs + " runs");
    }
    return times;
  }

  /** Something to be done with an input. */
  @FunctionalInterface
  private interface Use<T> {
    T of(Map<String, OnnxTensor> input) throws OrtException;
  }

  private <T> T with(float[] nchw, int n, int h, int w, Use<T> what) {
    checkInput(nchw, n, h, w);
    Lock lock = use.readLock();
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the backbone is closed");
      }
      try (var input =
          OnnxTensor.createTensor(
              Sessions.environment(), FloatBuffer.wrap(nchw), new long[] {n, CHANNELS, h, w})) {
        return what.of(Map.of(INPUT, input));
      }
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime failed: " + Sessions.reason(e), e);
    } finally {
      lock.unlock();
    }
  }

  /** Releases the native session; closing twice does nothing. */
  @Override
  public void close() {
    Lock lock = use.writeLock();
    lock.lock();
    try {
      if (!closed) {
        closed = true;
        close(session);
      }
    } finally {
      lock.unlock();
    }
  }

  private static void checkInput(float[] nchw, int n, int h, int w) {
    var faults = new Faults();
    if (n < 1) {
      faults.add("input, batch", n + " images", "at least 1");
    }
    if (h < SMALLEST_SIDE || w < SMALLEST_SIDE) {
      faults.add(
          "input, size", h + "x" + w + " pixels", "at least " + SMALLEST_SIDE + " on each side");
    }
    long size = (long) n * CHANNELS * h * w;
    if (faults.isEmpty() && nchw.length != size) {
      faults.add(
          "input",
          nchw.length + " numbers",
          size + " for the shape [" + n + ", " + CHANNELS + ", " + h + ", " + w + "]");
    }
    firstNotFinite(nchw)
        .ifPresent(i -> faults.add("input", nchw[i] + " at position " + i, "finite numbers"));
    faults.throwIfAny();
  }

  private static Optional<Integer> firstNotFinite(float[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        return Optional.of(i);
      }
    }
    return Optional.empty();
  }

  private static void checkInterface(Path file, OrtSession session) throws OrtException {
    Map<String, NodeInfo> inputs = session.getInputInfo();
    NodeInfo input = inputs.get(INPUT);
    if (inputs.size() != 1 || input == null || !isImage(input)) {
      throw new WrongInputException(
          file.toString(), "inputs " + inputs.values(), "one input '" + INPUT + "' [N, 3, H, W]");
    }
    for (NodeInfo output : session.getOutputInfo().values()) {
      if (!(output.getInfo() instanceof TensorInfo info && info.type == OnnxJavaType.FLOAT)) {
        throw new WrongInputException(
            file + ", output " + output.getName(), "" + output.getInfo(), "a float tensor");
      }
    }
  }

  private static boolean isImage(NodeInfo input) {
    return input.getInfo() instanceof TensorInfo info
        && info.type == OnnxJavaType.FLOAT
        && info.getShape().length == 4
        && info.getShape()[1] == CHANNELS;
  }

  private static Tensor tensor(OnnxTensor value) {
    FloatBuffer buffer = value.getFloatBuffer();
    float[] data = new float[buffer.remaining()];
    buffer.get(data);
    return new Tensor(
        Arrays.stream(value.getInfo().getShape()).mapToObj(Math::toIntExact).toList(), data);
  }

  private static void close(OrtSession session) {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("could not close the session", e);
    }
  }
}
