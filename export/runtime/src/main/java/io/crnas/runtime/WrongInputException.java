package io.crnas.runtime;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What was given can not be used: a file, a device, pixels. The message is complete: it says of
 * everything that is wrong where it is, what was found there and what would have been right.
 */
public final class WrongInputException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final transient List<Fault> faults;

  /**
   * One thing that is wrong.
   *
   * @param where the file, its part, or the argument
   * @param found what was found there
   * @param expected what would have been right
   */
  public record Fault(String where, String found, String expected) {
    @Override
    public String toString() {
      return where + ": found " + found + ", expected " + expected;
    }
  }

  /**
   * @throws IllegalArgumentException when there are no faults
   */
  public WrongInputException(List<Fault> faults) {
    super(faults.stream().map(Fault::toString).collect(Collectors.joining("\n")));
    if (faults.isEmpty()) {
      throw new IllegalArgumentException("nothing is wrong");
    }
    this.faults = List.copyOf(faults);
  }

  WrongInputException(String where, String found, String expected) {
    this(List.of(new Fault(where, found, expected)));
  }

  /** Everything that is wrong, in the order found. */
  public List<Fault> faults() {
    return faults;
  }
}
