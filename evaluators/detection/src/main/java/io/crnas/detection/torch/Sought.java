package io.crnas.detection.torch;

/** What the gradients of a training pass are taken with respect to. */
public enum Sought {
  /** Parameters. */
  PARAMETERS,
  /** The shares of the options in mixtures; parameters are numbers. */
  SHARES,
  /** Both. */
  BOTH;

  boolean parameters() {
    return this != SHARES;
  }

  boolean shares() {
    return this != PARAMETERS;
  }
}
