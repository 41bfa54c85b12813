package io.crnas.detection.training;

import io.crnas.framework.progress.Progress;
import java.io.IOException;
import java.util.Locale;

/** Shows a training, with its loss, to whoever waits for it, and tells another listener of it. */
final class ShownTraining implements TrainingListener {
  /** How much of the mean loss stays in a step. */
  private static final double STAYS = 0.95;

  private final TrainingListener next;
  private final Progress.Task task;
  private double loss = Double.NaN;

  /**
   * @param next closed with this
   */
  ShownTraining(String name, int steps, Progress progress, TrainingListener next) {
    this.next = next;
    this.task = progress.start(name, steps, "steps");
  }

  @Override
  public void begin(long taken) throws IOException {
    task.resume(taken);
    next.begin(taken);
  }

  @Override
  public void step(Step step) throws IOException {
    next.step(step);
    double last = step.losses().total();
    loss = Double.isNaN(loss) ? last : STAYS * loss + (1 - STAYS) * last;
    task.detail(String.format(Locale.ROOT, "loss %.3f", loss));
    task.advance(1);
  }

  @Override
  public void keep() throws IOException {
    next.keep();
  }

  @Override
  public void close() throws IOException {
    try (task) {
      next.close();
    }
  }
}
