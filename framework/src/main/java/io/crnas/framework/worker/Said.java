package io.crnas.framework.worker;

import io.crnas.framework.Evaluation;
import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;

/**
 * An evaluation on its way from one process to another.
 *
 * @param metrics none where it failed
 * @param reason why it failed
 */
public record Said(Map<String, Double> metrics, String reason) implements Serializable {
  private static final long serialVersionUID = 1L;

  public Said {
    metrics = Map.copyOf(metrics);
  }

  /** What is sent. */
  public static Said of(Evaluation evaluation) {
    return switch (evaluation) {
      case Evaluation.Scored scored -> new Said(scored.metrics(), "");
      case Evaluation.Failed failed -> new Said(Map.of(), failed.reason());
    };
  }

  /** What was sent. */
  public Evaluation evaluation() {
    return metrics.isEmpty()
        ? new Evaluation.Failed(reason)
        : new Evaluation.Scored(new TreeMap<>(metrics));
  }
}
