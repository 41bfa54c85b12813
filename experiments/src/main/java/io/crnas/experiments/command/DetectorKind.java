package io.crnas.experiments.command;

import io.crnas.experiments.descriptor.Detectors;
import io.crnas.experiments.yaml.Assignment;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.spaces.detector.Detector;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a backbone is a part of.
 *
 * @param name a kind of detector, or {@value #NO_DETECTOR}
 */
record DetectorKind(String name) {
  private static final String NO_DETECTOR = "none";

  /** The backbone alone. */
  static final DetectorKind NONE = new DetectorKind(NO_DETECTOR);

  /** What may be written, for the help of an option. */
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return names().iterator();
    }
  }

  static List<String> names() {
    return Stream.concat(Stream.of(NO_DETECTOR), Detectors.kinds().stream()).toList();
  }

  /** In any case and with either dash. */
  static DetectorKind parse(String text) {
    String name = Commands.word(text);
    if (!names().contains(name)) {
      throw new IllegalArgumentException(text);
    }
    return new DetectorKind(name);
  }

  /**
   * The detector, if there is one.
   *
   * @param assignments of its keys
   * @throws InvalidInputException with what is wrong with them
   */
  Optional<Detector> detector(List<Assignment> assignments, int classes) {
    if (!equals(NONE)) {
      return Optional.of(Detectors.make(name, assignments).detector(classes));
    }
    if (!assignments.isEmpty()) {
      throw new InvalidInputException(
          "--set",
          assignments.getFirst().key(),
          "a key of the space, because no detector is asked for");
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return name;
  }
}
