package io.crnas.experiments.run;

import io.crnas.spaces.StageAllocation;
import io.crnas.spaces.cost.Budget;

/**
 * One budget to search within.
 *
 * @param name of the budget where the run has several, else empty
 * @param baseline the allocation to be beaten
 * @param budget what a candidate may cost: what the baseline does, about
 */
record Target(String name, StageAllocation baseline, Budget budget) {

  /** What something of this target is called in the journal and while it lasts. */
  String called(String what) {
    return name.isEmpty() ? what : name + "/" + what;
  }
}
