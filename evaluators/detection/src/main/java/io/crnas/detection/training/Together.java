package io.crnas.detection.training;

import io.crnas.detection.parallel.SideBySide;
import io.crnas.detection.torch.Torch;
import io.crnas.framework.progress.Progress;
import java.io.IOException;
import java.util.List;

/**
 * Trainings that do not depend on each other, all at a time: each with its share of the threads,
 * and their steps counted as one piece of work. One alone is shown by itself.
 *
 * @param share what each has; it may not depend on how many are left, since with another number of
 *     threads a training that was killed would end in other bits
 * @param progress where they are shown
 */
public record Together(Torch share, Progress progress) {

  /**
   * One of them.
   *
   * @param <T> what comes of it
   */
  @FunctionalInterface
  public interface Training<T> {
    /**
     * Trains.
     *
     * @param share of the threads
     * @param shown where its steps go
     */
    T run(Torch share, Progress shown) throws IOException, InterruptedException;
  }

  /**
   * Does all of them; what is still under way when one fails is interrupted.
   *
   * @param names what they are called together
   * @param steps of all of them
   * @return what came of each, in order
   */
  public <T> List<T> run(String names, long steps, List<Training<T>> trainings)
      throws IOException, InterruptedException {
    int many = trainings.size();
    if (many == 1) {
      return List.of(trainings.getFirst().run(share, progress));
    }
    try (var task = progress.start(names, steps, "steps")) {
      Progress part = Progress.partOf(progress, task);
      List<SideBySide.Work<T>> works =
          trainings.stream()
              .<SideBySide.Work<T>>map(training -> () -> training.run(share, part))
              .toList();
      List<T> ended = SideBySide.run("training", many, works);
      task.complete();
      return ended;
    }
  }
}
