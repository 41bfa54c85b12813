package io.crnas.experiments.descriptor;

import java.util.ArrayList;
import java.util.List;

/** Collects the settings of a record that do not agree with each other. */
public final class Conflicts {

  /**
   * One disagreement.
   *
   * @param key the key to change, as a path below the record
   * @param others the keys it disagrees with
   */
  record Conflict(String key, String found, String expected, List<String> others) {}

  private final List<Conflict> all = new ArrayList<>();

  Conflicts() {}

  /** Adds a conflict of {@code key} with {@code others} where the condition does not hold. */
  void unless(boolean holds, String key, String found, String expected, String... others) {
    if (!holds) {
      all.add(new Conflict(key, found, expected, List.of(others)));
    }
  }

  List<Conflict> all() {
    return List.copyOf(all);
  }
}
