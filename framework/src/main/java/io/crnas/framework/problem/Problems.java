package io.crnas.framework.problem;

import java.util.ArrayList;
import java.util.List;

/** Collects problems, so that a user hears of all of them at once. */
public final class Problems {
  private final List<Problem> problems = new ArrayList<>();

  public void add(String where, String found, String expected) {
    problems.add(new Problem(where, found, expected));
  }

  /** Adds a number that is below the least that it may be; nothing otherwise. */
  public void addBelow(long least, String where, long found) {
    if (found < least) {
      add(where, Long.toString(found), "at least " + least);
    }
  }

  public void addAll(List<Problem> more) {
    problems.addAll(more);
  }

  public boolean isEmpty() {
    return problems.isEmpty();
  }

  public List<Problem> all() {
    return List.copyOf(problems);
  }

  /** Throws {@link InvalidInputException} with all problems, if there is one. */
  public void throwIfAny() {
    if (!problems.isEmpty()) {
      throw new InvalidInputException(problems);
    }
  }
}
