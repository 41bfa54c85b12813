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

  /** All of them, in the order they were found. */
  public List<Conflict> all() {
    return List.copyOf(all);
  }
}
