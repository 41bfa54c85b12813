package io.crnas.spaces.level;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A {@link DilationRule} as a finite automaton that reads the dilations of one stage from the first
 * block on. State 0 is before the first one.
 */
final class StageStates {
  private final List<int[]> next = new ArrayList<>();
  private final List<Boolean> ends = new ArrayList<>();

  /**
   * What has been read.
   *
   * @param read whether a block was
   * @param ends whether the stage may end here
   * @param factor the greatest that all dilations have in common; 0 before the first
   * @param wanted which distances M of what follows keep the rule
   */
  private record State(boolean read, boolean ends, int factor, BitSet wanted) {}

  /**
   * @param dilations the choices of a block, in order
   */
  StageStates(DilationRule rule, List<Integer> dilations) {
    switch (rule) {
      case ANY -> {
        next.add(new int[dilations.size()]);
        ends.add(true);
      }
      case HDC -> explore(dilations);
    }
  }

  private void explore(List<Integer> dilations) {
    int most = 2 * dilations.stream().mapToInt(Integer::intValue).max().orElseThrow();
    var within = new BitSet();
    within.set(1, Math.min(DilationRule.KERNEL, most) + 1);
    Map<State, Integer> known = new LinkedHashMap<>();
    List<State> open = new ArrayList<>();
    open.add(new State(false, false, 0, within));
    known.put(open.getFirst(), 0);
    for (int at = 0; at < open.size(); at++) {
      State here = open.get(at);
      int[] after = new int[dilations.size()];
      for (int choice = 0; choice < after.length; choice++) {
        State there = after(here, dilations.get(choice), most);
        Integer place = known.putIfAbsent(there, known.size());
        if (place == null) {
          open.add(there);
        }
        after[choice] = place == null ? open.size() - 1 : place;
      }
      next.add(after);
      ends.add(here.ends());
    }
  }

  /** The first block counts by its factor alone; each later one could be the last. */
  private static State after(State here, int dilation, int most) {
    int factor = DilationRule.commonFactor(dilation, here.factor());
    if (!here.read()) {
      return new State(true, true, factor, here.wanted());
    }
    var wanted = new BitSet();
    for (int distance = 1; distance <= most; distance++) {
      wanted.set(distance, here.wanted().get(DilationRule.distance(distance, dilation)));
    }
    return new State(true, factor == 1 && here.wanted().get(dilation), factor, wanted);
  }

  /** How many states there are. */
  int count() {
    return next.size();
  }

  /** The state after a block. */
  int next(int state, int choice) {
    return next.get(state)[choice];
  }

  /** Whether a stage may end in this state. */
  boolean ends(int state) {
    return ends.get(state);
  }
}
