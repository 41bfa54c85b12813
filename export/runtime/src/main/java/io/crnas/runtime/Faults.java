package io.crnas.runtime;

import io.crnas.runtime.WrongInputException.Fault;
import java.util.ArrayList;
import java.util.List;

/** Collects faults, so that a user hears of all of them at once. */
final class Faults {
  private final List<Fault> faults = new ArrayList<>();

  void add(String where, String found, String expected) {
    faults.add(new Fault(where, found, expected));
  }

  boolean isEmpty() {
    return faults.isEmpty();
  }

  void throwIfAny() {
    if (!faults.isEmpty()) {
      throw new WrongInputException(faults);
    }
  }
}
