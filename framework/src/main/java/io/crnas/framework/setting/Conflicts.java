package io.crnas.framework.setting;

import java.util.ArrayList;
import java.util.List;

/** Collects the settings of a record that do not agree with each other. */
public final class Conflicts {

  /**
   * One disagreement.
   *
   * @param key the key to change, as a path below the record; empty for the record itself
   * @param found what was found there
   * @param expected what would agree
   * @param others the keys it disagrees with
   */
  public record Conflict(String key, String found, String expected, List<String> others) {
    public Conflict {
      others = List.copyOf(others);
    }
  }

  private final List<Conflict> all = new ArrayList<>();

  /** Adds a conflict of {@code key} with {@code others} where the condition does not hold. */
  public void unless(boolean holds, String key, String found, String expected, String... others) {
    if (!holds) {
      all.add(new Conflict(key, found, expected, List.of(others)));
    }
  }

  /**
   * Adds a conflict for each value of a list that is not above the one before it.
   *
   * @param key of the list
   * @param before what the one before is, for people
   */
  public <N extends Comparable<N>> void unlessAscending(String key, List<N> values, String before) {
    for (int i = 1; i < values.size(); i++) {
      N last = values.get(i - 1);
      unless(
          values.get(i).compareTo(last) > 0,
          key + "[" + i + "]",
          values.get(i).toString(),
          "more than " + last + ", " + before,
          key + "[" + (i - 1) + "]");
    }
  }

  /** All of them, in the order they were found. */
  public List<Conflict> all() {
    return List.copyOf(all);
  }
}
