package io.crnas.detection.rcnn;

/**
 * Losses of single elements with their gradients. Each adds weight * gradient to the place of the
 * element in {@code gradients} and gives weight * loss.
 */
final class LossFunctions {
  /** Where smooth L1 turns from a parabola to a line, in torchvision's detectors. */
  private static final double BETA = 1.0 / 9;

  private LossFunctions() {}

  /** torch.nn.functional.binary_cross_entropy_with_logits. */
  static double binaryCrossEntropy(
      float[] logits, int index, double target, double weight, float[] gradients) {
    double x = logits[index];
    double tail = Math.exp(-Math.abs(x));
    double probability = x >= 0 ? 1 / (1 + tail) : tail / (1 + tail);
    gradients[index] += (float) (weight * (probability - target));
    return weight * (Math.max(x, 0) - x * target + Math.log1p(tail));
  }

  /** torch.nn.functional.smooth_l1_loss with beta 1/9, summed over four deltas. */
  static double smoothL1(
      float[] deltas, int index, float[] targets, int target, double weight, float[] gradients) {
    double sum = 0;
    for (int i = 0; i < 4; i++) {
      double difference = (double) deltas[index + i] - targets[target + i];
      double size = Math.abs(difference);
      double slope = size < BETA ? difference / BETA : Math.signum(difference);
      sum += size < BETA ? 0.5 * size * size / BETA : size - 0.5 * BETA;
      gradients[index + i] += (float) (weight * slope);
    }
    return weight * sum;
  }

  /** torch.nn.functional.cross_entropy of one row of logits. */
  static double crossEntropy(
      float[] logits, int row, int classes, int target, double weight, float[] gradients) {
    double greatest = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < classes; c++) {
      greatest = Math.max(greatest, logits[row + c]);
    }
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += Math.exp(logits[row + c] - greatest);
    }
    for (int c = 0; c < classes; c++) {
      double probability = Math.exp(logits[row + c] - greatest) / sum;
      gradients[row + c] += (float) (weight * (probability - (c == target ? 1 : 0)));
    }
    return weight * (Math.log(sum) + greatest - logits[row + target]);
  }
}
