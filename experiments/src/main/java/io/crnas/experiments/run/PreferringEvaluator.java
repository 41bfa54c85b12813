package io.crnas.experiments.run;

import io.crnas.framework.Evaluation;
import io.crnas.framework.Evaluator;
import io.crnas.framework.file.Fingerprint;
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
 * @param learned by the supernet that scores, and by others behind it
 */
record PreferringEvaluator(
    Evaluator<Allocation> scores, Level<Allocation> level, List<Preferences> learned)
    implements ForwardingEvaluator {

  PreferringEvaluator {
    learned = List.copyOf(learned);
  }

  /** Also of what others learned beside the supernet that scores. */
  @Override
  public String fingerprint() {
    return learned.size() == 1
        ? scores.fingerprint()
        : Fingerprint.of(scores.fingerprint(), learned.toString());
  }

  @Override
  public Optional<Preferences> preferences() {
    return Optional.of(Preferences.mean(learned));
  }

  @Override
  public List<Evaluation> evaluate(List<Allocation> candidates, Listener listener)
      throws InterruptedException {
    Preferences mean = Preferences.mean(learned);
    List<Evaluation> scored =
        scores.evaluate(
            candidates,
            (place, evaluation) ->
                listener.answered(place, with(mean, candidates.get(place), evaluation)));
    List<Evaluation> all = new ArrayList<>();
    for (int i = 0; i < scored.size(); i++) {
      all.add(with(mean, candidates.get(i), scored.get(i)));
    }
    return all;
  }

  private Evaluation with(Preferences mean, Allocation candidate, Evaluation evaluation) {
    return switch (evaluation) {
      case Evaluation.Failed failed -> failed;
      case Evaluation.Scored scored -> {
        var metrics = new TreeMap<>(scored.metrics());
        metrics.put(Preferences.METRIC, mean.of(level.codec().encode(candidate).orElseThrow()));
        yield new Evaluation.Scored(metrics);
      }
    };
  }
}
