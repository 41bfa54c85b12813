package io.crnas.detection.head;

import io.crnas.detection.torch.Gradients;
import io.crnas.detection.torch.Pass;

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

  @Override
  public void close() {
    pass.close();
  }
}
