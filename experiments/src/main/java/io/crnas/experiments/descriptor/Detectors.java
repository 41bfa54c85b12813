package io.crnas.experiments.descriptor;

import io.crnas.experiments.yaml.Assignment;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.spaces.detector.DetectorSettings;
import java.util.List;

/** The kinds of detectors as descriptors name them. */
public final class Detectors {
  private Detectors() {}

  /** Their names. */
  public static List<String> kinds() {
    return Language.builtIn().kinds(DetectorSettings.class);
  }

  /**
   * What the key {@code detector} of a descriptor would be.
   *
   * @param kind one of {@link #kinds}
   * @param assignments of keys that the kind has; the others have their defaults
   * @throws InvalidInputException with what is wrong with them
   */
  public static DetectorSettings make(String kind, List<Assignment> assignments) {
    return Language.builtIn().make(DetectorSettings.class, kind, assignments);
  }
}
