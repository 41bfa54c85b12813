package io.crnas.spark;

import java.util.List;
import org.apache.spark.api.java.function.Function;

/**
 * What runs in a worker process: has groups of candidates scored there.
 *
 * @param shipment how the evaluator is opened that scores
 */
record Asking(Shipment shipment) implements Function<List<List<String>>, Reply> {
  private static final long serialVersionUID = 1L;

  @Override
  public Reply call(List<List<String>> groups) throws InterruptedException {
    return WorkerProcess.answer(shipment, groups);
  }
}
