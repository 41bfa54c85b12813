package io.crnas.detection.head;

/** Training has left the numbers: a loss is not finite. */
public final class DivergenceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DivergenceException(long step, Losses losses) {
    this(
        "training diverged at step "
            + step
            + ": "
            + losses
            + "; a lower learning rate, a longer warm-up or a clipped gradient may help");
  }

  /** As another process told it. */
  public DivergenceException(String told) {
    super(told);
  }
}
