package io.crnas.detection.torch;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.crnas.spaces.network.Layer;
import io.crnas.spaces.network.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What each layer is in the engine. */
final class Layers {
  /** torch's default; the weight of the newest batch in the running statistics. */
  private static final double MOMENTUM = 0.1;

  private static final int NEAREST = 0;

  /** AVX-512's 512 bits. */
  private static final int FLOATS_OF_LONGEST_VECTOR = 16;

  /** Gives the share of an option of a mixture, in the order of its options. */
  @FunctionalInterface
  interface Shares {
    PtNDArray get(Node mixture, double share);
  }

  /** Gives a parameter's array. */
  @FunctionalInterface
  interface Parameters {
    PtNDArray get(String name, boolean trained);
  }

  private final Parameters parameters;
  private final Shares shares;
  private final ParameterStore store;
  private final Normalisation normalisation;
  private final Frozen frozen;
  private final Products products;

  Layers(
      Parameters parameters,
      Shares shares,
      ParameterStore store,
      Normalisation normalisation,
      Frozen frozen,
      Products products) {
    this.parameters = parameters;
    this.shares = shares;
    this.store = store;
    this.normalisation = normalisation;
    this.frozen = frozen;
    this.products = products;
  }

  /** What leaves a network. */
  PtNDArray output(PtNDArray x) {
    return products.output(x);
  }

  PtNDArray apply(Layer layer, Node node, List<PtNDArray> inputs) {
    PtNDArray x = inputs.getFirst();
    return switch (layer) {
      case Layer.Input _ -> throw new IllegalArgumentException("an input is not computed");
      case Layer.Conv c -> {
        boolean sampled = overrunsMemory(c);
        yield products.convolution(
            sampled ? sample(x, c.stride()) : x,
            trained(node, ".weight"),
            c.bias() ? Optional.of(trained(node, ".bias")) : Optional.empty(),
            new Products.Window(sampled ? 1 : c.stride(), c.padding(), c.dilation(), c.groups()));
      }
      case Layer.MixedConv c -> mixedConvolution(c, x, trained(node, ".weight"));
      case Layer.DeformConv c -> {
        PtNDArray told =
            products.preciseConvolution(
                x,
                trained(node, ".conv_offset.weight"),
                trained(node, ".conv_offset.bias"),
                Products.Window.of(c.offsets()));
        yield new Deformation(store.torch(), c, x)
            .convolution(told, trained(node, ".weight"), products);
      }
      case Layer.BatchNorm b -> batchNorm(b, node, x);
      case Layer.GroupNorm g -> groupNorm(g, node, x);
      case Layer.ConvTranspose c -> convTranspose(c, node, x);
      case Layer.Relu _ -> JniUtils.relu(x);
      // Unlike torch's hardtanh it hands on the gradient at exactly 0 and 6.
      case Layer.Relu6 _ -> JniUtils.clip(x, 0, 6);
      case Layer.MaxPool p ->
          JniUtils.maxPool(
              x, square(p.kernel()), square(p.stride()), square(p.padding()), p.roundedUp());
      case Layer.Add _ -> JniUtils.add(x, inputs.getLast());
      case Layer.Mix mix -> mixed(mix, node, inputs);
      case Layer.GlobalAttention _ -> attended(x, inputs.getLast());
      case Layer.Concat _ -> JniUtils.cat(inputs.toArray(PtNDArray[]::new), 1);
      case Layer.Slice s -> JniUtils.slice(x, 1, s.from(), s.to(), 1);
      case Layer.ChannelShuffle s -> channelShuffle(s.groups(), x);
      case Layer.Upsample _ -> {
        Shape size = inputs.getLast().getShape();
        yield JniUtils.interpolate(x, new long[] {size.get(2), size.get(3)}, NEAREST, false);
      }
      case Layer.GlobalAveragePool _ -> {
        Shape shape = x.getShape();
        long[] flat = {shape.get(0), shape.get(1), -1};
        yield JniUtils.mean(JniUtils.reshape(x, flat), 2, false);
      }
      case Layer.Flatten _ -> {
        Shape shape = x.getShape();
        yield JniUtils.reshape(x, new long[] {shape.get(0), shape.slice(1).size()});
      }
      case Layer.Linear _ -> products.linear(x, trained(node, ".weight"), trained(node, ".bias"));
    };
  }

  /** Each part of the output channels by itself. */
  private PtNDArray mixedConvolution(Layer.MixedConv layer, PtNDArray x, PtNDArray weight) {
    List<PtNDArray> outputs = new ArrayList<>();
    for (Layer.MixedConv.Part part : layer.parts()) {
      Layer.Conv c = part.conv();
      boolean whole = c.in() == layer.plain().in();
      outputs.add(
          products.convolution(
              whole ? x : JniUtils.slice(x, 1, part.in(), (long) part.in() + c.in(), 1),
              JniUtils.slice(weight, 0, part.out(), (long) part.out() + c.out(), 1),
              Optional.empty(),
              Products.Window.of(c)));
    }
    return JniUtils.cat(outputs.toArray(PtNDArray[]::new), 1);
  }

  private PtNDArray mixed(Layer.Mix mix, Node node, List<PtNDArray> options) {
    PtNDArray sum = JniUtils.mul(options.getFirst(), shares.get(node, mix.shares().getFirst()));
    for (int i = 1; i < options.size(); i++) {
      JniUtils.addi(sum, JniUtils.mul(options.get(i), shares.get(node, mix.shares().get(i))));
    }
    return sum;
  }

  private static PtNDArray attended(PtNDArray part, PtNDArray whole) {
    Shape shape = whole.getShape();
    long images = shape.get(0);
    long channels = shape.get(1);
    PtNDArray flat = JniUtils.reshape(whole, new long[] {images, channels, -1});
    PtNDArray attention = JniUtils.sigmoid(JniUtils.mean(flat, 2, true));
    PtNDArray cells = JniUtils.reshape(attention, new long[] {images, channels, 1, 1});
    return JniUtils.add(whole, JniUtils.mul(cells, part));
  }

  /**
   * Whether oneDNN would write behind its memory for the gradient of the weights: its 1x1 kernels
   * with a stride do where a group has fewer channels than the processor's vectors have floats. The
   * process dies of it at once, later or never.
   */
  private static boolean overrunsMemory(Layer.Conv c) {
    return c.kernel() == 1
        && c.stride() > 1
        && c.padding() == 0
        && c.in() / c.groups() < FLOATS_OF_LONGEST_VECTOR;
  }

  /** The pixels that a 1x1 convolution of this stride reads; faster than slices of both axes. */
  private static PtNDArray sample(PtNDArray x, int stride) {
    return JniUtils.maxPool(x, square(1), square(stride), square(0), false);
  }

  /** A 1x1 convolution that makes each cell's square as channels, which are then laid out. */
  private PtNDArray convTranspose(Layer.ConvTranspose c, Node node, PtNDArray x) {
    int side = c.kernel();
    long taps = (long) side * side;
    PtNDArray weight = JniUtils.permute(trained(node, ".weight"), new long[] {1, 2, 3, 0});
    PtNDArray squares =
        products.convolution(
            x,
            JniUtils.reshape(weight, new long[] {c.out() * taps, c.in(), 1, 1}),
            Optional.empty(),
            new Products.Window(1, 0, 1, 1));
    Shape shape = x.getShape();
    long h = shape.get(2);
    long w = shape.get(3);
    PtNDArray split =
        JniUtils.reshape(squares, new long[] {shape.get(0), c.out(), side, side, h, w});
    PtNDArray image =
        JniUtils.reshape(
            JniUtils.permute(split, new long[] {0, 1, 4, 2, 5, 3}),
            new long[] {shape.get(0), c.out(), h * side, w * side});
    return JniUtils.add(
        image, JniUtils.reshape(trained(node, ".bias"), new long[] {1, c.out(), 1, 1}));
  }

  /** The groups of all images as channels of one, which batch normalisation sets apart. */
  private PtNDArray groupNorm(Layer.GroupNorm layer, Node node, PtNDArray x) {
    Shape shape = x.getShape();
    int groups = Math.toIntExact(shape.get(0)) * layer.groups();
    PtNDArray grouped = JniUtils.reshape(x, new long[] {1, groups, shape.size() / groups});
    PtNDArray zero = constant(x, groups, 0);
    PtNDArray one = constant(x, groups, 1);
    // The running statistics are written over, so they may not be the same array.
    PtNDArray normal =
        JniUtils.batchNorm(
            grouped,
            constant(x, groups, 0),
            constant(x, groups, 1),
            one,
            zero,
            true,
            0,
            Layer.GroupNorm.EPSILON);
    long[] perChannel = {1, layer.channels(), 1, 1};
    PtNDArray scaled =
        JniUtils.mul(
            JniUtils.reshape(normal, shape.getShape()),
            JniUtils.reshape(trained(node, ".weight"), perChannel));
    return JniUtils.add(scaled, JniUtils.reshape(trained(node, ".bias"), perChannel));
  }

  private PtNDArray constant(PtNDArray beside, int size, float value) {
    float[] values = new float[size];
    Arrays.fill(values, value);
    return store.torch().array(beside.getManager(), values, size);
  }

  private static PtNDArray channelShuffle(int groups, PtNDArray x) {
    long[] shape = x.getShape().getShape();
    PtNDArray split =
        JniUtils.reshape(x, new long[] {shape[0], groups, shape[1] / groups, shape[2], shape[3]});
    return JniUtils.reshape(JniUtils.permute(split, new long[] {0, 2, 1, 3, 4}), shape);
  }

  private PtNDArray batchNorm(Layer.BatchNorm layer, Node node, PtNDArray x) {
    return switch (normalisation) {
      case Normalisation.Batch b ->
          frozen.holds(node)
              ? stored(layer, node, x, false, 0)
              : stored(layer, node, x, true, b.updatesRunning() ? MOMENTUM : 0);
      case Normalisation.Running _ -> stored(layer, node, x, false, 0);
      case Normalisation.Gather g -> {
        NodeStatistics.Moments moments = g.into().gathering(node, layer.channels());
        yield batchNorm(layer, node, x, moments.mean(), moments.variance(), true, 1);
      }
      case Normalisation.Gathered g -> {
        NodeStatistics.Moments moments = g.from().of(node);
        yield batchNorm(layer, node, x, moments.mean(), moments.variance(), false, 0);
      }
    };
  }

  /** With the running statistics of the store. */
  private PtNDArray stored(
      Layer.BatchNorm layer, Node node, PtNDArray x, boolean batch, double momentum) {
    PtNDArray mean = store.master(node.name() + ".running_mean");
    PtNDArray variance = store.master(node.name() + ".running_var");
    return batchNorm(layer, node, x, mean, variance, batch, momentum);
  }

  private PtNDArray batchNorm(
      Layer.BatchNorm layer,
      Node node,
      PtNDArray x,
      PtNDArray mean,
      PtNDArray variance,
      boolean batch,
      double momentum) {
    boolean trained = !(normalisation instanceof Normalisation.Running) && !frozen.holds(node);
    // Torch's order; the names that JniUtils gives these arguments are another's.
    return JniUtils.batchNorm(
        x,
        mean,
        variance,
        parameters.get(node.name() + ".weight", trained),
        parameters.get(node.name() + ".bias", trained),
        batch,
        momentum,
        layer.epsilon());
  }

  private PtNDArray trained(Node node, String suffix) {
    return parameters.get(node.name() + suffix, !frozen.nodes().contains(node.name()));
  }

  private static Shape square(int side) {
    return new Shape(side, side);
  }
}
