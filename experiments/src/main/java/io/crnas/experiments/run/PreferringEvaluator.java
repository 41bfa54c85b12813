package io.crnas.experiments.run;

import io.crnas.framework.Evaluation;
import io.crnas.framework.Evaluator;
import io.crnas.framework.space.Level;
import io.crnas.framework.space.Preferences;
import io.crnas.spaces.Allocation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Adds to the metrics of a supernet's evaluator how much it has learned to prefer a candidate.
 *
 * @param scores who scores
 * @param level whose choices are preferred
 */
record PreferringEvaluator(
    Evaluator<Allocation> scores, Level<Allocation> level, Preferences learned)
    implements ForwardingEvaluator {

  @Override
  public Optional<Preferences> preferences() {
    return Optional.of(learned);
  }

  @Override
  public List<Evaluation> evaluate(List<Allocation> candidates, Listener listener)
      throws InterruptedException {
    List<Evaluation> scored =
        scores.evaluate(
            candidates,
            (place, evaluation) ->
                listener.answered(place, with(candidates.get(place), evaluation)));
    List<Evaluation> all = new ArrayList<>();
    for (int i = 0; i < scored.size(); i++) {
      all.add(with(candidates.get(i), scored.get(i)));
    }
    return all;
  }

  private Evaluation with(Allocation candidate, Evaluation evaluation) {
    return switch (evaluation) {
      case Evaluation.Failed failed -> failed;
      case Evaluation.Scored scored -> {
        var metrics = new TreeMap<>(scored.metrics());
        metrics.put(Preferences.METRIC, learned.of(level.codec().encode(candidate).orElseThrow()));
        yield new Evaluation.Scored(metrics);
      }
    };
  }
}
