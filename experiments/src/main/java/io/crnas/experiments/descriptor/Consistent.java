package io.crnas.experiments.descriptor;

/** A record whose settings must agree with each other. */
interface Consistent {

  /** Tells the settings that do not agree. */
  void check(Conflicts conflicts);
}
