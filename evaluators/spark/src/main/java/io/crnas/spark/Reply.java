package io.crnas.spark;

import io.crnas.framework.worker.Said;
import java.io.Serializable;
import java.util.List;

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
}
