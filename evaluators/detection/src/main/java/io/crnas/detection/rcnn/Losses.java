package io.crnas.detection.rcnn;

/**
 * The four losses of a training step, in torchvision's order and weights.
 *
 * @param objectness binary cross entropy of the proposals' logits
 * @param proposalBoxes smooth L1 of the proposals' deltas
 * @param classification cross entropy of the regions' classes
 * @param boxes smooth L1 of the regions' deltas
 */
public record Losses(double objectness, double proposalBoxes, double classification, double boxes) {

  /** What is minimised. */
  public double total() {
    return objectness + proposalBoxes + classification + boxes;
  }
}
