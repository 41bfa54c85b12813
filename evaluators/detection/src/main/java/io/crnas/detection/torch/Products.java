package io.crnas.detection.torch;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.crnas.spaces.network.Layer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How layers that multiply matrices do so: nearly all the work of a network. */
sealed interface Products {

  /**
   * Of a convolution.
   *
   * @param stride of both axes, and so on
   */
  record Window(int stride, int padding, int dilation, int groups) {
    static Window of(Layer.Conv c) {
      return new Window(c.stride(), c.padding(), c.dilation(), c.groups());
    }
  }

  /** The convolution of x [N, C, H, W]. */
  PtNDArray convolution(PtNDArray x, PtNDArray weight, Optional<PtNDArray> bias, Window window);

  /** A convolution in float32, whatever others are in: of what tells places. */
  PtNDArray preciseConvolution(PtNDArray x, PtNDArray weight, PtNDArray bias, Window window);

  /** The linear layer of x [N, C]. */
  PtNDArray linear(PtNDArray x, PtNDArray weight, PtNDArray bias);

  /** What leaves a network, as float32. */
  PtNDArray output(PtNDArray x);

  /** In float32. */
  record InFloat32() implements Products {
    @Override
    public PtNDArray convolution(
        PtNDArray x, PtNDArray weight, Optional<PtNDArray> bias, Window window) {
      return JniUtils.convolution(
          x,
          weight,
          bias.orElse(null),
          square(window.stride()),
          square(window.padding()),
          square(window.dilation()),
          window.groups());
    }

    private static Shape square(int side) {
      return new Shape(side, side);
    }

    @Override
    public PtNDArray preciseConvolution(
        PtNDArray x, PtNDArray weight, PtNDArray bias, Window window) {
      return convolution(x, weight, Optional.of(bias), window);
    }

    @Override
    public PtNDArray linear(PtNDArray x, PtNDArray weight, PtNDArray bias) {
      return JniUtils.linear(x, weight, bias);
    }

    @Override
    public PtNDArray output(PtNDArray x) {
      return x;
    }
  }

  /**
   * In bfloat16, which they also give, so that what follows reads half as much. Java never looks
   * into such an array: DJL knows no such type and would end the process.
   */
  record InBfloat16(Scripts scripts) implements Products {
    /** The numbers by which TorchScript's archives call the types. */
    private static final int FLOAT32 = 6;

    private static final int BFLOAT16 = 15;

    /** Channels that oneDNN takes at a time. */
    private static final int BLOCK = 16;

    @Override
    public PtNDArray convolution(
        PtNDArray x, PtNDArray weight, Optional<PtNDArray> bias, Window window) {
      int type = isDepthwise(weight) || isMiscounted(weight, window) ? FLOAT32 : BFLOAT16;
      return convolution(x, weight, bias, window, type);
    }

    @Override
    public PtNDArray preciseConvolution(
        PtNDArray x, PtNDArray weight, PtNDArray bias, Window window) {
      return convolution(x, weight, Optional.of(bias), window, FLOAT32);
    }

    private PtNDArray convolution(
        PtNDArray x, PtNDArray weight, Optional<PtNDArray> bias, Window window, int type) {
      String result =
          "torch.conv2d(%s, %s, %s, [%d, %d], [%d, %d], [%d, %d], %d)"
              .formatted(
                  as("x", type),
                  as("weight", type),
                  bias.isPresent() ? as("bias", type) : "None",
                  window.stride(),
                  window.stride(),
                  window.padding(),
                  window.padding(),
                  window.dilation(),
                  window.dilation(),
                  window.groups());
      return bias.isPresent()
          ? scripts.apply(List.of("x", "weight", "bias"), result, x, weight, bias.get())
          : scripts.apply(List.of("x", "weight"), result, x, weight);
    }

    /**
     * Whether each channel is by itself: no matrix to multiply, and in bfloat16 the gradient that
     * oneDNN gives to the weights of a dilated one is wrong.
     */
    private static boolean isDepthwise(PtNDArray weight) {
      return weight.getShape().get(1) == 1;
    }

    /**
     * Whether oneDNN would give no number as the gradient of the weights on processors with
     * AVX512-BF16 and without matrix units: it does for dilated kernels over channels, as 24 or 30,
     * that fill its blocks in part.
     */
    private static boolean isMiscounted(PtNDArray weight, Window window) {
      boolean whole =
          weight.getShape().get(0) % BLOCK == 0 && weight.getShape().get(1) % BLOCK == 0;
      return window.dilation() > 1 && window.groups() == 1 && !whole;
    }

    @Override
    public PtNDArray linear(PtNDArray x, PtNDArray weight, PtNDArray bias) {
      List<String> names = List.of("x", "weight", "bias");
      Stream<String> converted = names.stream().map(name -> as(name, BFLOAT16));
      String result = "torch.linear(%s, %s, %s)".formatted(converted.toArray());
      return scripts.apply(names, result, x, weight, bias);
    }

    @Override
    public PtNDArray output(PtNDArray x) {
      return scripts.apply(List.of("x"), as("x", FLOAT32), x);
    }

    /** An array itself where it is of that type already. */
    private static String as(String name, int type) {
      return "torch.to(" + name + ", " + type + ", False, False, None)";
    }
  }
}
