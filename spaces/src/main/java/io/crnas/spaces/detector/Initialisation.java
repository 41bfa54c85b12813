package io.crnas.spaces.detector;

import java.util.Map;

/**
 * How new parameters begin. Batch and group normalisation always begin as the identity with mean 0
 * and variance 1.
 */
public sealed interface Initialisation {

  /** As torchvision's backbones, pyramids and box heads. */
  Initialisation USUAL = new Usual();

  /** As torchvision's mask heads. */
  Initialisation FAN_OUT = new FanOut();

  /**
   * As torchvision's ResNet, MobileNetV2 and feature pyramid: a convolution without bias (one that
   * is normalised) and a transposed one normal with variance 2 / fan-out, one with bias uniform
   * with variance 1 / fan-in, and bias 0. Linear layers uniform in 1 / sqrt(fan-in), torch's
   * default.
   */
  record Usual() implements Initialisation {}

  /**
   * All convolutions normal with variance 2 / fan-out, so that gradients keep their size on the way
   * back (He et al., ICCV 2015); biases 0.
   */
  record FanOut() implements Initialisation {}

  /**
   * Convolutions normal with this deviation; biases 0 but those that are named.
   *
   * @param deviation 0.01 in torchvision's heads
   * @param biases by the module path of their layer
   */
  record Normal(double deviation, Map<String, Double> biases) implements Initialisation {
    public Normal {
      biases = Map.copyOf(biases);
    }
  }
}
