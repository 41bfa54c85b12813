package io.crnas.detection.torch;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;

/** Limits the norm of all gradients together: torch.nn.utils.clip_grad_norm_. */
final class Clipping {
  private static final int[] ALL_AXES = {};

  private Clipping() {}

  /**
   * Scales the gradients down to a norm where theirs is larger.
   *
   * @param limit infinite for none
   * @return the norm before, or NaN where there is no limit to hold
   */
  static double clip(Gradients gradients, double limit) {
    if (Double.isInfinite(limit) || gradients.names().isEmpty()) {
      return Double.NaN;
    }
    PtNDArray[] norms =
        gradients.names().stream()
            .map(name -> JniUtils.norm(gradients.array(name), 2, ALL_AXES, false))
            .toArray(PtNDArray[]::new);
    double squares = 0;
    for (float norm : gradients.store().torch().floats(JniUtils.stack(norms, 0))) {
      squares += (double) norm * norm;
    }
    double total = Math.sqrt(squares);
    double scale = limit / (total + 1e-6);
    if (scale < 1) {
      PtNDManager manager = gradients.array(gradients.names().getFirst()).getManager();
      try (PtNDArray factor = gradients.store().torch().scalar(manager, scale)) {
        gradients.names().forEach(name -> JniUtils.muli(gradients.array(name), factor));
      }
    }
    return total;
  }
}
