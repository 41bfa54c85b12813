package io.crnas.detection.torch;

/** What convolutions and linear layers multiply in. */
public enum Precision {
  /** float32 throughout, on GPUs, too. */
  FP32,

  /**
   * On GPUs TensorFloat-32, which keeps ten bits of what is multiplied, also where it is scored;
   * the engine has one switch for all. Elsewhere FP32.
   */
  TF32,

  /**
   * bfloat16, as torch.autocast: weights, what moves them, statistics of batch normalisation and
   * whatever leaves a network stay float32.
   */
  BF16,

  /** BF16 where the device has units for it, FP32 elsewhere. */
  AUTO
}
