package io.crnas.spaces.network;

import java.util.ArrayList;
import java.util.List;

/** What a node computes, without its parameters' values. Activations are [N, C, H, W]. */
public sealed interface Layer {

  /** A network's input with so many channels. */
  record Input(int channels) implements Layer {
    public Input {
      positive("channels", channels);
    }
  }

  /**
   * A square two-dimensional convolution.
   *
   * @param in input channels
   * @param out output channels
   * @param kernel side of the kernel in pixels
   * @param stride step in pixels
   * @param padding zeros on each side in pixels
   * @param dilation distance of the kernel's taps in pixels
   * @param groups channel groups
   * @param bias whether a bias is added
   */
  record Conv(
      int in, int out, int kernel, int stride, int padding, int dilation, int groups, boolean bias)
      implements Layer {
    public Conv {
      positive("in", in);
      positive("out", out);
      positive("kernel", kernel);
      positive("stride", stride);
      positive("dilation", dilation);
      positive("groups", groups);
      if (padding < 0) {
        throw new IllegalArgumentException("padding is " + padding);
      }
      if (in % groups != 0 || out % groups != 0) {
        throw new IllegalArgumentException(groups + " groups do not divide " + in + " and " + out);
      }
    }

    /** A convolution without bias and groups that keeps the size at stride 1. */
    public static Conv same(int in, int out, int kernel, int stride, int dilation) {
      return new Conv(in, out, kernel, stride, dilation * (kernel / 2), dilation, 1, false);
    }

    /** As {@link #same} with a bias, stride and dilation 1. */
    public static Conv biased(int in, int out, int kernel) {
      return new Conv(in, out, kernel, 1, kernel / 2, 1, 1, true);
    }
  }

  /**
   * A convolution whose taps read where another convolution of the same input tells each cell, by
   * bilinear interpolation and zeros around the image (Dai et al., "Deformable Convolutional
   * Networks", ICCV 2017; one group of offsets); in the second version (Zhu et al., CVPR 2019) what
   * each tap of each cell reads is also multiplied by a number between 0 and 1. Its parameters are
   * those of its convolution and, under {@code conv_offset.}, those of what tells offsets and
   * masks, which begin at 0.
   *
   * @param plain what it is where all offsets are 0, and all masks 1; without bias
   * @param modulated whether it has masks, the sigmoids of as many numbers as there are taps
   */
  record DeformConv(Conv plain, boolean modulated) implements Layer {
    /** Without masks. */
    public DeformConv(Conv plain) {
      this(plain, false);
    }

    public DeformConv {
      if (plain.bias()) {
        throw new IllegalArgumentException("a deformable convolution has no bias");
      }
    }

    /** Places of a window. */
    public int taps() {
      return plain.kernel() * plain.kernel();
    }

    /**
     * What tells the offsets, in pixels: for each tap, row by row, how far down and how far to the
     * right; and behind all of these, where there are masks, what each tap's is the sigmoid of.
     */
    public Conv offsets() {
      return new Conv(
          plain.in(),
          (modulated ? 3 : 2) * taps(),
          plain.kernel(),
          plain.stride(),
          plain.padding(),
          plain.dilation(),
          1,
          true);
    }
  }

  /**
   * A convolution whose output channels are equal parts, each with a dilation of its own (Peng et
   * al., "Efficient Neural Architecture Transformation Search in Channel-Level for Object
   * Detection", NeurIPS 2019). Its parameters and what it costs are those of its convolution.
   *
   * @param plain what it is but for the dilations; without bias
   * @param dilations of the parts, in order; as many as divide its channels, and its groups where
   *     it has several
   */
  record MixedConv(Conv plain, List<Integer> dilations) implements Layer {
    public MixedConv {
      dilations = List.copyOf(dilations);
      int parts = dilations.size();
      if (parts < 1
          || plain.out() % parts != 0
          || (plain.groups() > 1 && plain.groups() % parts != 0)
          || plain.bias()) {
        throw new IllegalArgumentException(plain + " in parts of the dilations " + dilations);
      }
    }

    /**
     * Some of the output channels.
     *
     * @param conv their convolution, of the channels that they read
     * @param in the first channel that it reads
     * @param out the first of its output channels
     */
    public record Part(Conv conv, int in, int out) {}

    /** Neighbours of one dilation are one part. */
    public List<Part> parts() {
      List<Part> parts = new ArrayList<>();
      int first = 0;
      for (int i = 1; i <= dilations.size(); i++) {
        if (i == dilations.size() || !dilations.get(i).equals(dilations.get(first))) {
          parts.add(part(first, i));
          first = i;
        }
      }
      return List.copyOf(parts);
    }

    private Part part(int first, int end) {
      int count = dilations.size();
      boolean grouped = plain.groups() > 1;
      int in = grouped ? plain.in() / count * (end - first) : plain.in();
      int out = plain.out() / count * (end - first);
      int dilation = dilations.get(first);
      int groups = grouped ? plain.groups() / count * (end - first) : 1;
      int padding = dilation * (plain.kernel() / 2);
      return new Part(
          new Conv(in, out, plain.kernel(), plain.stride(), padding, dilation, groups, false),
          grouped ? plain.in() / count * first : 0,
          plain.out() / count * first);
    }
  }

  /** Batch normalisation over [N, H, W], with scale and shift. */
  record BatchNorm(int channels, double epsilon) implements Layer {
    public BatchNorm {
      positive("channels", channels);
      if (!(epsilon > 0)) {
        throw new IllegalArgumentException("epsilon is " + epsilon);
      }
    }

    /** With torch's default epsilon, 1e-5. */
    public BatchNorm(int channels) {
      this(channels, 1e-5);
    }
  }

  /**
   * Normalisation of each image by itself, over the pixels of each group of channels, with scale
   * and shift (Wu, He, ECCV 2018); torch's default epsilon.
   *
   * @param groups equal parts of the channels
   */
  record GroupNorm(int channels, int groups) implements Layer {
    /** Added to the variance. */
    public static final double EPSILON = 1e-5;

    public GroupNorm {
      positive("channels", channels);
      positive("groups", groups);
      if (channels % groups != 0) {
        throw new IllegalArgumentException(groups + " groups of " + channels + " channels");
      }
    }
  }

  /**
   * A square transposed convolution with bias whose stride is its kernel: every cell becomes a
   * square of cells, and no two squares overlap. Its weight is [in, out, kernel, kernel].
   *
   * @param in input channels
   * @param out output channels
   * @param kernel side of a square in pixels
   */
  record ConvTranspose(int in, int out, int kernel) implements Layer {
    public ConvTranspose {
      positive("in", in);
      positive("out", out);
      positive("kernel", kernel);
    }
  }

  /** max(x, 0). */
  record Relu() implements Layer {}

  /** min(max(x, 0), 6). */
  record Relu6() implements Layer {}

  /**
   * Square maximum pooling; padded cells never win.
   *
   * @param roundedUp whether a last square that is not whole counts, torch's {@code ceil_mode}
   */
  record MaxPool(int kernel, int stride, int padding, boolean roundedUp) implements Layer {
    public MaxPool {
      positive("kernel", kernel);
      positive("stride", stride);
      if (padding < 0 || 2 * padding > kernel) {
        throw new IllegalArgumentException("padding " + padding + " for kernel " + kernel);
      }
    }

    /** Of whole squares. */
    public MaxPool(int kernel, int stride, int padding) {
      this(kernel, stride, padding, false);
    }
  }

  /** The sum of two inputs of one shape. */
  record Add() implements Layer {}

  /**
   * The sum of several inputs of one shape, each times its share: the options of a choice at once,
   * as supernets have them.
   *
   * @param shares of the inputs, in their order; finite
   */
  record Mix(List<Double> shares) implements Layer {
    public Mix {
      positive("options", shares.size());
      if (!shares.stream().allMatch(Double::isFinite)) {
        throw new IllegalArgumentException("shares of " + shares);
      }
      shares = List.copyOf(shares);
    }
  }

  /**
   * The second of two inputs of one shape, and of the first each channel times the sigmoid of the
   * second's mean in that channel: the global pooling of Ghiasi et al., "NAS-FPN", CVPR 2019.
   */
  record GlobalAttention() implements Layer {}

  /** The channels of the first input, then those of the second, of one height and width. */
  record Concat() implements Layer {}

  /**
   * Some of the channels.
   *
   * @param from the first
   * @param to the one behind the last
   */
  record Slice(int from, int to) implements Layer {
    public Slice {
      if (from < 0 || to <= from) {
        throw new IllegalArgumentException("no channels from " + from + " to " + to);
      }
    }
  }

  /**
   * The channels in another order: of each group the first, then of each group the second, and so
   * on (Zhang et al., "ShuffleNet", CVPR 2018).
   *
   * @param groups equal parts of the channels
   */
  record ChannelShuffle(int groups) implements Layer {
    public ChannelShuffle {
      positive("groups", groups);
    }
  }

  /** Nearest neighbour: the first input at the height and width of the second. */
  record Upsample() implements Layer {}

  /** The mean of each channel: [N, C, H, W] to [N, C]. */
  record GlobalAveragePool() implements Layer {}

  /** [N, C, H, W] to [N, C * H * W]. */
  record Flatten() implements Layer {}

  /** A fully connected layer with bias: [N, in] to [N, out]. */
  record Linear(int in, int out) implements Layer {
    public Linear {
      positive("in", in);
      positive("out", out);
    }
  }

  /** How many inputs a node of this layer has. */
  default int arity() {
    return switch (this) {
      case Input _ -> 0;
      case Mix mix -> mix.shares().size();
      case Add _, GlobalAttention _, Concat _, Upsample _ -> 2;
      case Conv _,
          DeformConv _,
          MixedConv _,
          ConvTranspose _,
          BatchNorm _,
          GroupNorm _,
          Relu _,
          Relu6 _,
          MaxPool _,
          Slice _,
          ChannelShuffle _,
          GlobalAveragePool _,
          Flatten _,
          Linear _ ->
          1;
    };
  }

  private static void positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " is " + value + ", expected at least 1");
    }
  }
}
