package io.crnas.spaces.level;

import io.crnas.framework.space.Pattern;
import io.crnas.spaces.StageAllocation;
import java.util.BitSet;

/** The dilations of stages whose blocks are known: one gene a block, stage by stage. */
final class StagePattern implements Pattern {
  private static final int FORBIDDEN = -1;

  private final StageStates stage;
  private final BitSet last = new BitSet();

  StagePattern(StageStates stage, StageAllocation blocks) {
    this.stage = stage;
    int gene = 0;
    for (int depth : blocks.blocks()) {
      gene += depth;
      last.set(gene - 1);
    }
  }

  @Override
  public int states() {
    return stage.count();
  }

  @Override
  public int next(int gene, int state, int choice) {
    int after = stage.next(state, choice);
    if (!last.get(gene)) {
      return after;
    }
    return stage.ends(after) ? 0 : FORBIDDEN;
  }
}
