package io.crnas.detection.torch;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import io.crnas.framework.device.Device;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.spaces.weights.Tensor;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** The engine on one device. Closing it frees every array that was made with it. */
public final class Torch implements AutoCloseable {
  private static final int PASSES_ON_GPU = 2;

  private final PtNDManager manager;
  private final ai.djl.Device place;
  private final int threads;
  private final Scripts scripts;
  private final Precision precision;

  /** Whether arrays lie in memory that Java reaches, too. */
  private final boolean here;

  /** Bytes that were brought in or out. */
  private final LongAdder crossed;

  private Torch(
      PtNDManager manager,
      ai.djl.Device place,
      int threads,
      Scripts scripts,
      Precision precision,
      boolean here,
      LongAdder crossed) {
    this.manager = manager;
    this.place = place;
    this.threads = threads;
    this.scripts = scripts;
    this.precision = precision;
    this.here = here;
    this.crossed = crossed;
  }

  /** Loads the engine, for trainings in float32. */
  public static Torch open(Device device, int threads) {
    return open(device, threads, Precision.FP32);
  }

  /**
   * Loads the engine.
   *
   * @param threads how many may work: in one operation of a training pass, or side by side in
   *     passes of one thread each, see {@link Pass}; at least 1
   * @param precision what training passes multiply in
   * @throws InvalidInputException when there is no such device
   */
  public static Torch open(Device device, int threads, Precision precision) {
    if (threads < 1) {
      throw new InvalidInputException("threads", String.valueOf(threads), "at least 1");
    }
    if (System.getenv("OPT_OUT_TRACKING") == null) {
      System.getProperties().putIfAbsent("OPT_OUT_TRACKING", "true");
    }
    ai.djl.Device chosen = DeviceChoice.choose(device, hasCuda(), CudaDriver.state());
    Precision settled = resolved(precision, device(chosen));
    if (chosen.isGpu()) {
      TensorFloat32.allow(settled == Precision.TF32);
    }
    return open(chosen, threads, settled, !chosen.isGpu());
  }

  /**
   * Loads the engine on the processor as if that were a GPU, whose memory Java does not reach: what
   * a step does there and what crosses can be looked at where there is none.
   */
  public static Torch rehearsal(int threads) {
    return open(ai.djl.Device.cpu(), threads, Precision.FP32, false);
  }

  private static Torch open(ai.djl.Device place, int threads, Precision precision, boolean here) {
    var manager = (PtNDManager) Libraries.engine().newBaseManager(place);
    return new Torch(
        manager, place, threads, new Scripts(manager), precision, here, new LongAdder());
  }

  /** Whether PyTorch's libraries here can use a GPU, if there is one. */
  public static boolean hasCuda() {
    return Libraries.haveCuda();
  }

  /** Where it is; never {@link Device.Auto}. */
  public Device device() {
    return device(place);
  }

  private static Device device(ai.djl.Device place) {
    return place.isGpu() ? new Device.Cuda(place.getDeviceId()) : new Device.Cpu();
  }

  /** How many threads may work. */
  public int threads() {
    return threads;
  }

  /**
   * How many passes without gradients to have side by side: one a thread on the processor; on a GPU
   * two, so that one computes while the other's geometry is on the processor.
   */
  public int passes() {
    return place.isGpu() ? Math.min(threads, PASSES_ON_GPU) : threads;
  }

  /**
   * The same engine for one of several trainings that go side by side, each with its share of the
   * threads.
   *
   * @param trainings how many at a time, at least 1
   * @return not to be closed by itself
   */
  public Torch shared(int trainings) {
    return trainings == 1
        ? this
        : new Torch(
            manager, place, Math.max(1, threads / trainings), scripts, precision, here, crossed);
  }

  /** What training passes multiply in; never {@link Precision#AUTO}. */
  public Precision precision() {
    return precision;
  }

  private static Precision resolved(Precision wanted, Device device) {
    return switch (wanted) {
      case FP32, BF16 -> wanted;
      case TF32 -> device instanceof Device.Cuda ? Precision.TF32 : Precision.FP32;
      case AUTO -> Bfloat16.isFast(device) ? Precision.BF16 : Precision.FP32;
    };
  }

  /** How many bytes were brought into the engine and out of it so far, on the processor, too. */
  public long crossed() {
    return crossed.sum();
  }

  /** The functions that it has loaded. */
  Scripts scripts() {
    return scripts;
  }

  /** How the layers of a training pass multiply. */
  Products products() {
    return switch (precision) {
      case BF16 -> new Products.InBfloat16(scripts);
      case FP32, TF32 -> new Products.InFloat32();
      case AUTO -> throw new IllegalStateException("a precision that was not resolved");
    };
  }

  /** The engine's name and version. */
  public static String version() {
    return Libraries.ENGINE + " " + Libraries.engine().getVersion();
  }

  /** The version of DJL, which binds it to Java. */
  public static String bindingVersion() {
    return Engine.getDjlVersion();
  }

  PtNDManager newManager() {
    return (PtNDManager) manager.newSubManager();
  }

  /** An array on the device, in C order; filled by way of the array's own memory. */
  PtNDArray array(PtNDManager owner, float[] data, int... shape) {
    PtNDArray host = onHost(owner, DataType.FLOAT32, shape);
    if (data.length > 0) {
      bytes(host).asFloatBuffer().put(data);
    }
    return onDevice(host);
  }

  /** An array of whole numbers on the device. */
  PtNDArray array(PtNDManager owner, int[] data, int... shape) {
    PtNDArray host = onHost(owner, DataType.INT32, shape);
    if (data.length > 0) {
      bytes(host).asIntBuffer().put(data);
    }
    return onDevice(host);
  }

  /** An array of bytes without a sign on the device. */
  PtNDArray array(PtNDManager owner, byte[] data, int... shape) {
    PtNDArray host = onHost(owner, DataType.UINT8, shape);
    if (data.length > 0) {
      bytes(host).put(data);
    }
    return onDevice(host);
  }

  private static PtNDArray onHost(PtNDManager owner, DataType type, int... shape) {
    return JniUtils.createEmptyNdArray(
        owner, shape(shape), type, ai.djl.Device.cpu(), SparseFormat.DENSE);
  }

  /** Zeros on the device. */
  PtNDArray zeros(PtNDManager owner, int... shape) {
    return JniUtils.createZerosNdArray(
        owner, shape(shape), DataType.FLOAT32, place, SparseFormat.DENSE);
  }

  private PtNDArray onDevice(PtNDArray host) {
    crossed.add(host.size() * host.getDataType().getNumOfBytes());
    if (place.isGpu()) {
      PtNDArray moved = host.toDevice(place, true);
      host.close();
      return moved;
    }
    return host;
  }

  PtNDArray array(PtNDManager owner, Tensor tensor) {
    return array(owner, tensor.data(), sizes(tensor.shape()));
  }

  /** An array of one number. */
  PtNDArray scalar(PtNDManager owner, double value) {
    return array(owner, new float[] {(float) value});
  }

  PtNDArray lastingArray(PtNDManager owner, Tensor tensor) {
    return lastingArray(owner, tensor.data(), sizes(tensor.shape()));
  }

  /** Zeros of the shape of another array, as {@link #lastingArray}. */
  PtNDArray lastingZeros(PtNDManager owner, PtNDArray like) {
    return lastingArray(owner, new float[Math.toIntExact(like.size())], sizes(shape(like)));
  }

  private static int[] sizes(List<Integer> shape) {
    return shape.stream().mapToInt(Integer::intValue).toArray();
  }

  /** A copy of an array that outlives the step in which it is made; it stays where it is. */
  PtNDArray lastingCopy(PtNDManager owner, PtNDArray array) {
    PtNDArray copy = JniUtils.clone(array);
    copy.attach(owner);
    NDScope.unregister(copy);
    return copy;
  }

  /** An array that outlives the step in which it is made. */
  PtNDArray lastingArray(PtNDManager owner, float[] data, int... shape) {
    PtNDArray array = array(owner, data, shape);
    NDScope.unregister(array);
    return array;
  }

  /** Copies an array's numbers, in C order, to a place in {@code target}. */
  void copy(PtNDArray array, float[] target, int offset) {
    int size = Math.toIntExact(array.size());
    crossed.add((long) Float.BYTES * size);
    if (size == 0) {
      return;
    }
    if (here) {
      bytes(array).asFloatBuffer().get(target, offset, size);
      return;
    }
    // The engine would make this copy by itself, and leave it to a scope or to nobody.
    try (PtNDArray host = array.toDevice(ai.djl.Device.cpu(), true)) {
      bytes(host).asFloatBuffer().get(target, offset, size);
    }
  }

  float[] floats(PtNDArray array) {
    float[] data = new float[Math.toIntExact(array.size())];
    copy(array, data, 0);
    return data;
  }

  /** A copy of an array, in C order. */
  Tensor tensor(PtNDArray array) {
    return new Tensor(shape(array), floats(array));
  }

  static List<Integer> shape(PtNDArray array) {
    long[] shape = array.getShape().getShape();
    return Arrays.stream(shape).mapToObj(Math::toIntExact).toList();
  }

  private static Shape shape(int... sizes) {
    return new Shape(Arrays.stream(sizes).asLongStream().toArray());
  }

  /** Does works that do not touch each other, side by side where there are several threads. */
  void runAll(List<Runnable> works) {
    (threads > 1 ? works.parallelStream() : works.stream()).forEach(Runnable::run);
  }

  /** Whether arrays lie in memory that Java reaches, too. */
  boolean isHere() {
    return here;
  }

  /** The numbers of a processor's array that lies in C order, not a copy. */
  static FloatBuffer memory(PtNDArray array) {
    return bytes(array).asFloatBuffer();
  }

  private static ByteBuffer bytes(PtNDArray array) {
    return JniUtils.getByteBuffer(array, true);
  }

  @Override
  public void close() {
    manager.close();
  }
}
