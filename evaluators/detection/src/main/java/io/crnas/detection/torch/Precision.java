package io.crnas.detection.torch;

/** What the convolutions and linear layers of a training multiply in. */
public enum Precision {
  /** float32 throughout. */
  FP32,

  /**
   * bfloat16, as torch.autocast: weights, what moves them, statistics of batch normalisation and
   * whatever leaves a network stay float32.
   */
  BF16,

  /** BF16 where the device has units for it, FP32 elsewhere. */
  AUTO
}
