package io.crnas.spark;

import io.crnas.framework.Evaluation;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a worker sends back. It never throws: Spark would take that for a reason to end the job. */
sealed interface Reply extends Serializable {

  /**
   * One for each group that was asked for, in order.
   *
   * @param worker what Spark calls the process that answers
   */
  record Answers(String worker, List<Said> said) implements Reply {
    private static final long serialVersionUID = 1L;
  }

  /**
   * The worker can not score anything, which is no answer of a candidate.
   *
   * @param input whether the user can put it right
   */
  record Unable(String why, boolean input) implements Reply {
    private static final long serialVersionUID = 1L;
  }

  /**
   * An evaluation.
   *
   * @param metrics none where it failed
   * @param reason why it failed
   */
  record Said(Map<String, Double> metrics, String reason) implements Serializable {
    private static final long serialVersionUID = 1L;

    static Said of(Evaluation evaluation) {
      return switch (evaluation) {
        case Evaluation.Scored scored -> new Said(Map.copyOf(scored.metrics()), "");
        case Evaluation.Failed failed -> new Said(Map.of(), failed.reason());
      };
    }

    Evaluation evaluation() {
      return metrics.isEmpty()
          ? new Evaluation.Failed(reason)
          : new Evaluation.Scored(new TreeMap<>(metrics));
    }
  }
}
