package io.crnas.detection.torch;

/** Which mean and variance batch normalisation uses in a pass. */
public sealed interface Normalisation {

  /**
   * The batch's own, as in training.
   *
   * @param updatesRunning whether the running statistics of the store move a tenth of the way to
   *     the batch's mean and unbiased variance, as torch's do
   */
  record Batch(boolean updatesRunning) implements Normalisation {}

  /**
   * The running statistics of the store; in a training pass scale and shift get no gradient, as in
   * torchvision.ops.FrozenBatchNorm2d.
   */
  record Running() implements Normalisation {}

  /** The batch's own, which are also gathered for each node, in place of what was there. */
  record Gather(NodeStatistics into) implements Normalisation {}

  /** Those gathered before for each node. */
  record Gathered(NodeStatistics from) implements Normalisation {}
}
