package io.crnas.detection.training;

import io.crnas.framework.space.Level;
import io.crnas.framework.space.Preferences;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.Mixture;
import io.crnas.spaces.level.MixingCodec;
import io.crnas.spaces.weights.Weights;
import java.util.Optional;

/**
 * A supernet that learns which options of its choices to prefer while its weights are trained.
 *
 * @param level whose choices can be taken at once
 * @param learning how it learns
 * @param seed of what is drawn
 */
public record Relaxation(Level<Allocation> level, Learning learning, long seed) {
  private static final String PREFERENCE = "preference.";

  public Relaxation {
    MixingCodec.of(level);
  }

  /** What a supernet has learned to prefer; empty where it learned no such thing. */
  public static Optional<Preferences> preferences(Weights supernet) {
    Weights learned = supernet.under(PREFERENCE);
    return learned.tensors().isEmpty() ? Optional.empty() : Optional.of(Logits.of(learned));
  }

  /** The name of what is learned about a gene, among the weights that a training leaves. */
  static String named(String gene) {
    return PREFERENCE + gene;
  }

  /** Any path: steps have theirs when they are taken. */
  Paths paths() {
    return new Paths(
        _ -> Mixture.of(level.baseline()),
        true,
        "learning %s, %s %s %s"
            .formatted(learning.canonical(), level.name(), seed, level.baseline()));
  }
}
