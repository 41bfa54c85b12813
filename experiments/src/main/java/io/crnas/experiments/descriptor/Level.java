package io.crnas.experiments.descriptor;

import io.crnas.framework.setting.Setting;

/** One level of the search. */
public record Level(
    @Setting(about = "what is searched: blocks per stage, a dilation per block, or both at once")
        Kind level,
    @Setting(about = "how good a candidate is") Evaluator evaluator,
    @Setting(about = "which of the evaluator's metrics is maximised", byDefault = "AP")
        String objective,
    @Setting(about = "how candidates are found", byDefault = "{kind: evolution}")
        Strategy strategy) {

  /** What the level is called. */
  public String name() {
    return Names.kebab(level);
  }

  /** The levels of the hierarchy, in their order, and both as one. */
  public enum Kind {
    STAGE,
    SPATIAL,
    JOINT
  }
}
