package io.crnas.detection.head;

import io.crnas.detection.data.Box;
import io.crnas.spaces.detector.Loss;

/**
 * Losses of single elements with their gradients. Each adds weight * gradient to the place of the
 * element in {@code gradients} and gives weight * loss.
 */
final class LossFunctions {
  /** As torchvision's, so that empty boxes divide by no zero. */
  private static final double LEAST_AREA = 1e-7;

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

  /** torchvision.ops.sigmoid_focal_loss. */
  static double focal(
      Loss.Focal focal,
      float[] logits,
      int index,
      boolean target,
      double weight,
      float[] gradients) {
    double x = target ? logits[index] : -logits[index];
    double tail = Math.exp(-Math.abs(x));
    double right = x >= 0 ? 1 / (1 + tail) : tail / (1 + tail);
    double wrong = x >= 0 ? tail / (1 + tail) : 1 / (1 + tail);
    double logarithm = Math.min(x, 0) - Math.log1p(tail);
    double balanced = weight * (target ? focal.alpha() : 1 - focal.alpha());
    double modulation = balanced * Math.pow(wrong, focal.gamma());
    double slope = modulation * (focal.gamma() * right * logarithm - wrong);
    gradients[index] += (float) (target ? slope : -slope);
    return -modulation * logarithm;
  }

  /**
   * torch.nn.functional.smooth_l1_loss, summed over four numbers.
   *
   * @param beta where it turns from a parabola to a line; 0 for L1
   */
  static double smoothL1(
      double beta,
      float[] deltas,
      int index,
      float[] targets,
      int target,
      double weight,
      float[] gradients) {
    double sum = 0;
    for (int i = 0; i < 4; i++) {
      double difference = (double) deltas[index + i] - targets[target + i];
      double size = Math.abs(difference);
      double slope = size < beta ? difference / beta : Math.signum(difference);
      sum += size < beta ? 0.5 * size * size / beta : size - 0.5 * beta;
      gradients[index + i] += (float) (weight * slope);
    }
    return weight * sum;
  }

  /** torch.nn.functional.cross_entropy of one row of logits. */
  static double crossEntropy(
      float[] logits, int row, int classes, int target, double weight, float[] gradients) {
    return crossEntropy(logits, row, classes, target, 0, weight, gradients);
  }

  /**
   * The same against a target of which a part is spread evenly over all classes: torch's {@code
   * label_smoothing} (Szegedy et al., CVPR 2016).
   *
   * @param smoothing that part, from 0 to below 1
   */
  static double crossEntropy(
      float[] logits,
      int row,
      int classes,
      int target,
      double smoothing,
      double weight,
      float[] gradients) {
    double greatest = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < classes; c++) {
      greatest = Math.max(greatest, logits[row + c]);
    }
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += Math.exp(logits[row + c] - greatest);
    }
    double everyone = smoothing / classes;
    double expected = 0;
    for (int c = 0; c < classes; c++) {
      double probability = Math.exp(logits[row + c] - greatest) / sum;
      double wanted = c == target ? 1 - smoothing + everyone : everyone;
      gradients[row + c] += (float) (weight * (probability - wanted));
      expected += wanted * logits[row + c];
    }
    return weight * (Math.log(sum) + greatest - expected);
  }

  /**
   * torchvision.ops.generalized_box_iou_loss of one box.
   *
   * @param edges gets weight * gradient of left, top, right and bottom
   */
  static double giou(Box box, Box target, double weight, double[] edges) {
    double left = Math.max(box.x1(), target.x1());
    double top = Math.max(box.y1(), target.y1());
    double right = Math.min(box.x2(), target.x2());
    double bottom = Math.min(box.y2(), target.y2());
    boolean meet = right > left && bottom > top;
    double width = (double) box.x2() - box.x1();
    double height = (double) box.y2() - box.y1();
    double shared = meet ? (right - left) * (bottom - top) : 0;
    double union =
        width * height
            + ((double) target.x2() - target.x1()) * ((double) target.y2() - target.y1())
            - shared;
    double hullWidth = (double) Math.max(box.x2(), target.x2()) - Math.min(box.x1(), target.x1());
    double hullHeight = (double) Math.max(box.y2(), target.y2()) - Math.min(box.y1(), target.y1());
    double hull = hullWidth * hullHeight;
    double overlap = shared / (union + LEAST_AREA);
    double waste = (hull - union) / (hull + LEAST_AREA);
    // 1 - overlap + waste, as a function of the three areas.
    double byShared = -1 / (union + LEAST_AREA);
    double byUnion = overlap / (union + LEAST_AREA) - 1 / (hull + LEAST_AREA);
    double byHull = (1 - waste) / (hull + LEAST_AREA);
    for (int edge = 0; edge < 4; edge++) {
      boolean horizontal = edge % 2 == 0;
      boolean first = edge < 2;
      double own = edge(box, edge);
      double other = edge(target, edge);
      double sign = first ? -1 : 1;
      double ofBox = sign * (horizontal ? height : width);
      boolean inner = first ? own > other : own < other;
      double ofShared = meet && inner ? sign * (horizontal ? bottom - top : right - left) : 0;
      boolean outer = first ? own < other : own > other;
      double ofHull = outer ? sign * (horizontal ? hullHeight : hullWidth) : 0;
      edges[edge] = weight * (byShared * ofShared + byUnion * (ofBox - ofShared) + byHull * ofHull);
    }
    return weight * (1 - overlap + waste);
  }

  private static double edge(Box box, int edge) {
    return switch (edge) {
      case 0 -> box.x1();
      case 1 -> box.y1();
      case 2 -> box.x2();
      case 3 -> box.y2();
      default -> throw new IllegalArgumentException("a box has four edges, not " + edge);
    };
  }

  /**
   * How near the middle of its object an anchor lies, from 0 to 1 (Tian et al., ICCV 2019).
   *
   * @param distances of left, top, right and bottom, none below 0
   */
  static double centreness(float[] distances) {
    double across = Math.min(distances[0], distances[2]) / Math.max(distances[0], distances[2]);
    double along = Math.min(distances[1], distances[3]) / Math.max(distances[1], distances[3]);
    return Math.sqrt(across * along);
  }

  /** The logistic function. */
  static float sigmoid(float logit) {
    return (float) (1 / (1 + Math.exp(-logit)));
  }
}
