package io.crnas.detection.head;

import io.crnas.detection.torch.Gradients;
import io.crnas.detection.torch.Pass;
import java.util.List;

/** The losses of one batch and their gradients; closing it frees the gradients. */
public final class TrainingStep implements AutoCloseable {
  private final Pass pass;
  private final Losses losses;

  TrainingStep(Pass pass, Losses losses) {
    this.pass = pass;
    this.losses = losses;
  }

  public Losses losses() {
    return losses;
  }

  /** Of the total, for exactly the parameters that took part. */
  public Gradients gradients() {
    return pass.gradients();
  }

  /**
   * Of the total, of each mixture in the order of the network of each of its options, where that
   * was sought.
   */
  public List<double[]> shareGradients() {
    return pass.shareGradients();
  }

  @Override
  public void close() {
    pass.close();
  }
}
