package io.crnas.detection.layout;

/** Whether the masks of objects are read. */
public enum Masks {
  /** None. */
  NONE,
  /** Those that are there. */
  WHERE_GIVEN,
  /** All, so that an object without one is a problem. */
  OF_ALL
}
