package io.crnas.detection.torch;

import io.crnas.spaces.weights.Weights;

/**
 * Moves parameters along their gradients. Only the parameters that have a gradient in a step change
 * in it: no other decays, and no state of another moves.
 */
public sealed interface Optimizer extends AutoCloseable permits Sgd, AdamW {

  /** What a kind of optimizer goes by. */
  sealed interface Settings permits Sgd.Settings, AdamW.Settings {}

  /** One with new state. */
  static Optimizer of(Torch torch, Settings settings) {
    return switch (settings) {
      case Sgd.Settings sgd -> new Sgd(torch, sgd);
      case AdamW.Settings adamW -> new AdamW(torch, adamW);
    };
  }

  /**
   * Updates the parameters that have gradients; the gradients are used up.
   *
   * @return the norm of all gradients before clipping, or NaN where there is no limit to hold
   */
  double step(Gradients gradients, double learningRate);

  /** Copies of its state. */
  Weights weights();

  /** Replaces all of its state. */
  void load(Weights weights);

  @Override
  void close();
}
