package io.crnas.experiments.results;

import java.util.Locale;

/** A net that a run trains and keeps. */
public enum RetrainedNet {
  /** What the search began from. */
  BASELINE,
  /** What it found. */
  FOUND;

  /** How its files are called, without their suffix. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
