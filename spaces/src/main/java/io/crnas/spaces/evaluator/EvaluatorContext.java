package io.crnas.spaces.evaluator;

import io.crnas.framework.Evaluator;
import io.crnas.framework.device.Device;
import io.crnas.framework.progress.Progress;
import io.crnas.framework.space.Level;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.Backbone;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What an evaluator is opened for.
 *
 * @param level the level that will be searched; every candidate that is asked for is one of its
 *     feasible ones
 * @param backbone the family, whose nets the candidates are allocations of
 * @param base what relative paths in the settings are relative to: the folder of the descriptor;
 *     absolute
 * @param folder where the evaluator may keep files, for itself alone: it is the same one when the
 *     run is resumed, and need not exist yet
 * @param seed what all randomness comes from, by {@link io.crnas.framework.random.Seeds}
 * @param device where networks run; {@link Device.Auto} where the run itself trains nothing and so
 *     never settled it
 * @param threads how many threads may compute at a time, at least 1
 * @param progress where long work reports to
 * @param nested for settings that are {@link Nesting}: the one that scores
 */
public record EvaluatorContext(
    Level<Allocation> level,
    Backbone backbone,
    Path base,
    Path folder,
    long seed,
    Device device,
    int threads,
    Progress progress,
    Optional<Nested> nested) {

  /**
   * The evaluator that scores, for one that has it do so.
   *
   * @param here the same, open and ready in this process; it is closed by the one that this is for
   * @param job how another process opens it
   */
  public record Nested(Evaluator<Allocation> here, EvaluatorJob job) {}

  public EvaluatorContext {
    if (threads < 1) {
      throw new IllegalArgumentException(threads + " threads");
    }
  }

  /** For one that scores by itself. */
  public EvaluatorContext(
      Level<Allocation> level,
      Backbone backbone,
      Path base,
      Path folder,
      long seed,
      Device device,
      int threads,
      Progress progress) {
    this(level, backbone, base, folder, seed, device, threads, progress, Optional.empty());
  }
}
