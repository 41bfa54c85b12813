package io.crnas.experiments.run;

import io.crnas.experiments.console.KeptProgress;
import io.crnas.experiments.descriptor.Descriptor;
import io.crnas.experiments.descriptor.Evaluators;
import io.crnas.experiments.descriptor.Experiment;
import io.crnas.experiments.worker.WorkerPlan;
import io.crnas.framework.journal.Journal;
import io.crnas.framework.progress.Progress;
import java.io.IOException;
import java.time.Duration;

/**
 * A run that was begun, to be worked on again: by its descriptor as it was frozen, on data that
 * must be those of then.
 *
 * @param folder of the run
 * @param experiment its frozen descriptor
 * @param betweenCheckpoints how much of a training may be lost to a kill
 */
record Begun(
    RunFolder folder, Experiment experiment, Duration betweenCheckpoints, Progress progress) {

  /** What is done with it. */
  @FunctionalInterface
  interface Task<T> {
    T on(Work work) throws IOException, InterruptedException;
  }

  /** What is done with it, and gives nothing back. */
  @FunctionalInterface
  interface Step {
    void on(Work work) throws IOException, InterruptedException;
  }

  /**
   * Reads its descriptor.
   *
   * @param evaluators the kinds that it can name
   */
  static Begun read(
      RunFolder folder, Evaluators evaluators, Duration betweenCheckpoints, Progress progress)
      throws IOException {
    return new Begun(
        folder, Descriptor.read(folder.descriptor(), evaluators), betweenCheckpoints, progress);
  }

  /** Does something in this process alone, with the run's own journal. */
  <T> T with(Task<T> task) throws IOException, InterruptedException {
    return with(folder, WorkerPlan.none(), task);
  }

  /** The same with nothing to give back. */
  void run(Step step) throws IOException, InterruptedException {
    run(folder, WorkerPlan.none(), step);
  }

  /** The same as {@link #with(RunFolder, WorkerPlan, Task)} with nothing to give back. */
  void run(RunFolder own, WorkerPlan workers, Step step) throws IOException, InterruptedException {
    with(
        own,
        workers,
        work -> {
          step.on(work);
          return work;
        });
  }

  /**
   * Does something.
   *
   * @param own the folder of the journal and the timings
   */
  <T> T with(RunFolder own, WorkerPlan workers, Task<T> task)
      throws IOException, InterruptedException {
    try (Engine engine = Engine.open(experiment, workers, own.path(), progress);
        Journal journal = Journal.open(own.journal(), progress);
        var kept = new KeptProgress(progress, own.path())) {
      Setup setup = Setup.told(experiment, kept);
      KnownData.requireSame(folder.data(), setup.dataFingerprints());
      return task.on(
          new Work(setup, engine, journal, Timings.open(own.timings()), betweenCheckpoints, kept));
    }
  }
}
