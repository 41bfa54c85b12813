package io.crnas.experiments.descriptor;

import io.crnas.framework.setting.Setting;

/** One level of the search: a supernet is trained, then candidates are evolved on it. */
public record Level(
    @Setting(about = "what is searched: blocks per stage, or a dilation per block") Kind level,
    @Setting(about = "how the supernet is trained") Supernet supernet,
    @Setting(about = "how a candidate is scored", byDefault = "{}") CandidateEvaluation evaluation,
    @Setting(about = "how candidates are found", byDefault = "{kind: evolution}")
        Strategy strategy) {

  /** The levels of the hierarchy, in their order. */
  public enum Kind {
    STAGE,
    SPATIAL
  }
}
