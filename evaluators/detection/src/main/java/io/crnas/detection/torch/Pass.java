package io.crnas.detection.torch;

import ai.djl.ndarray.NDScope;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import io.crnas.detection.data.ImageBatch;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Node;
import io.crnas.spaces.weights.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * One forward pass and, in training, the backward pass: inputs go in, networks run, values are read
 * and gradients come back. Everything that it makes in native memory is freed when it is closed.
 * Belongs to the thread that made it, which can have one pass at a time.
 *
 * <p>Without gradients every operation has one thread, so that what comes out does not depend on
 * how many there are: several passes run side by side instead.
 */
public final class Pass implements AutoCloseable {
  private final ParameterStore store;
  private final PtNDManager manager;
  private final boolean trains;
  private final Sought sought;
  private final boolean outerGradients;
  private final NDScope scope;
  private final Layers layers;
  private final SequencedMap<String, PtNDArray> leaves = new LinkedHashMap<>();
  private final SequencedMap<Node, List<PtNDArray>> shares = new LinkedHashMap<>();

  private Pass(
      ParameterStore store,
      Normalisation normalisation,
      Frozen frozen,
      boolean trains,
      Sought sought) {
    this.store = store;
    this.trains = trains;
    this.sought = sought;
    this.manager = store.torch().newManager();
    // A new thread starts with gradients on.
    this.outerGradients = JniUtils.isGradMode();
    JniUtils.setGradMode(trains);
    // All settings belong to the thread.
    JniUtils.setNumThreads(trains ? store.torch().threads() : 1);
    // Functions run as they are written, in the first call as in the hundredth.
    JniUtils.setGraphExecutorOptimize(false);
    this.scope = new NDScope();
    this.layers =
        new Layers(
            this::parameter,
            this::share,
            store,
            normalisation,
            frozen,
            trains ? store.torch().products() : new Products.InFloat32());
  }

  /** A pass whose gradients are wanted. */
  public static Pass training(ParameterStore store, Normalisation normalisation) {
    return training(store, normalisation, Frozen.NOTHING);
  }

  /** The same, where some of it stays as it is. */
  public static Pass training(ParameterStore store, Normalisation normalisation, Frozen frozen) {
    return training(store, normalisation, frozen, Sought.PARAMETERS);
  }

  /** The same, whose gradients are taken with respect to what is said. */
  public static Pass training(
      ParameterStore store, Normalisation normalisation, Frozen frozen, Sought sought) {
    return new Pass(store, normalisation, frozen, true, sought);
  }

  /** A pass without gradients. */
  public static Pass inference(ParameterStore store, Normalisation normalisation) {
    return new Pass(store, normalisation, Frozen.NOTHING, false, Sought.PARAMETERS);
  }

  /** Whether gradients are wanted. */
  public boolean trains() {
    return trains;
  }

  /** Brings in images, and normalises them there: a value [N, 3, H, W]. */
  public Value input(ImageBatch images) {
    return new Value(Normalised.of(store.torch(), manager, images));
  }

  /** Brings in features: [N, H, W, C] becomes a value [N, C, H, W]. */
  public Value input(Tensor channelsLast) {
    PtNDArray array = store.torch().array(manager, channelsLast);
    return new Value(JniUtils.permute(array, new long[] {0, 3, 1, 2}));
  }

  /** The same value, with the gradient of it wanted. */
  public Value trained(Value input) {
    input.array().setRequiresGradient(true);
    return input;
  }

  /** The gradient of a trained input, [N, H, W, C]. */
  public float[] gradient(Value input) {
    return store.torch().floats(channelsLast(gradientOf(input)));
  }

  static PtNDArray gradientOf(Value input) {
    PtNDArray gradient = JniUtils.getGradient(input.array());
    if (gradient == null) {
      throw new IllegalStateException("no gradient has reached this input");
    }
    return gradient;
  }

  /** Runs a network; its outputs stay until the pass is closed. */
  public SequencedMap<String, Value> run(Network network, Map<String, Value> inputs) {
    var execution = new Execution(layers, List.of(network), inputs);
    network.nodes().forEach(execution::run);
    return execution.outputs(network);
  }

  /**
   * Runs networks that share nodes: each node is computed once, and its value freed when no later
   * network needs it. Few values are held at a time where networks that begin alike follow each
   * other.
   *
   * @param each gets the outputs of one network after the other; they, and all that it makes of
   *     them, are freed when it returns
   * @throws InterruptedException if the thread is interrupted, also in the middle of a network
   */
  public void runEach(
      List<Network> networks, Map<String, Value> inputs, Consumer<SequencedMap<String, Value>> each)
      throws InterruptedException {
    var execution = new Execution(layers, networks, inputs);
    for (Network network : networks) {
      for (Node node : network.nodes()) {
        if (Thread.interrupted()) {
          throw new InterruptedException("interrupted before " + node.name());
        }
        execution.run(node);
      }
      try (NDScope inner = new NDScope()) {
        inner.suppressNotUsedWarning();
        each.accept(execution.outputs(network));
      }
      execution.release(network);
    }
  }

  /** Brings values out of the engine. */
  public Readout read(List<Value> values) {
    return read(List.of(), values);
  }

  /**
   * Brings values out of the engine and leaves others in it, whose cells are gathered from there.
   *
   * @param maps that stay, of equally many channels, finest first
   */
  public Readout read(List<Value> maps, List<Value> values) {
    return read(maps, values, List.of(), 1);
  }

  /**
   * The same, with values of which what is asked for is brought later.
   *
   * @param waiting in rows
   * @param width numbers of a row
   */
  public Readout read(List<Value> maps, List<Value> values, List<Value> waiting, int width) {
    List<Integer> offsets = new ArrayList<>();
    int all = 0;
    for (Value value : Stream.concat(values.stream(), waiting.stream()).toList()) {
      offsets.add(all);
      all += Math.toIntExact(value.array().size());
    }
    int size = waiting.isEmpty() ? all : offsets.get(values.size());
    float[] floats = new float[size];
    int channels = maps.isEmpty() ? 1 : maps.getFirst().shape().get(1);
    int staying = maps.stream().mapToInt(map -> Math.toIntExact(map.array().size())).sum();
    PtNDArray joined;
    PtNDArray stayed;
    PtNDArray later;
    if (trains) {
      joined = joined(Stream.of(maps, values, waiting).flatMap(List::stream).toList());
      long end = staying + (long) size;
      store.torch().copy(JniUtils.slice(joined, 0, staying, end, 1), floats, 0);
      PtNDArray numbers = JniUtils.detachGradient(joined);
      stayed = JniUtils.slice(numbers, 0, 0, staying, 1);
      later = JniUtils.slice(numbers, 0, end, staying + (long) all, 1);
    } else {
      for (int i = 0; i < values.size(); i++) {
        store.torch().copy(flat(values.get(i)), floats, offsets.get(i));
      }
      stayed = joined(maps);
      later = joined(waiting);
      joined = stayed;
    }
    return new Readout(
        store.torch(),
        joined,
        cells(stayed, channels),
        floats,
        new Waiting(store.torch(), later, width),
        offsets);
  }

  /** The numbers of values, one after the other. */
  private PtNDArray joined(List<Value> values) {
    return values.isEmpty()
        ? store.torch().zeros(manager, 0)
        : JniUtils.cat(values.stream().map(Pass::flat).toArray(PtNDArray[]::new), 0);
  }

  private Cells cells(PtNDArray numbers, int channels) {
    return new Cells(
        store.torch(), manager, trains, JniUtils.reshape(numbers, new long[] {-1, channels}));
  }

  private static PtNDArray flat(Value value) {
    return JniUtils.reshape(channelsLast(value.array()), new long[] {-1});
  }

  /** The gradients that have come back so far. */
  public Gradients gradients() {
    var found = new LinkedHashMap<String, PtNDArray>();
    leaves.forEach((name, leaf) -> {
      PtNDArray gradient = JniUtils.getGradient(leaf);
      if (gradient != null) {
        found.put(name, gradient);
      }
    });
    return new Gradients(store, found);
  }

  /**
   * The gradients of the shares, where they are sought: of each mixture that has run, in that
   * order, of each of its options.
   */
  public List<double[]> shareGradients() {
    return shares.values().stream()
        .map(leaves ->
            leaves.stream()
                .map(JniUtils::getGradient)
                .mapToDouble(gradient -> store.torch().floats(gradient)[0])
                .toArray())
        .toList();
  }

  /** A share as this pass uses it: a number, or a leaf where its gradient is sought. */
  private PtNDArray share(Node mixture, double share) {
    PtNDArray array = store.torch().array(manager, new float[] {(float) share}, 1);
    if (trains && sought.shares()) {
      array.setRequiresGradient(true);
      shares.computeIfAbsent(mixture, _ -> new ArrayList<>()).add(array);
    }
    return array;
  }

  /** A parameter as this pass uses it: in training a view of its own that requires a gradient. */
  private PtNDArray parameter(String name, boolean trained) {
    PtNDArray master = store.master(name);
    if (!trains || !trained || !sought.parameters()) {
      return master;
    }
    return leaves.computeIfAbsent(
        name,
        n -> {
          PtNDArray leaf = JniUtils.detachGradient(master);
          leaf.setRequiresGradient(true);
          return leaf;
        });
  }

  private static PtNDArray channelsLast(PtNDArray array) {
    return array.getShape().dimension() == 4
        ? JniUtils.permute(array, new long[] {0, 2, 3, 1})
        : array;
  }

  @Override
  public void close() {
    scope.close();
    manager.close();
    JniUtils.setGradMode(outerGradients);
  }
}
