package io.crnas.experiments.run;

import io.crnas.detection.training.Trainer;
import io.crnas.experiments.descriptor.Descriptor;
import io.crnas.experiments.descriptor.Experiment;
import io.crnas.framework.device.Device;
import io.crnas.framework.file.ScratchFolder;
import io.crnas.framework.journal.Journal;
import io.crnas.framework.progress.Progress;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What a process works with that was sent a part of a run: the engine, and the data where the
 * descriptor says they are. Its journal and timings are thrown away, since the run's belong to the
 * process that leads.
 *
 * @param open what is to be closed, the last first
 */
record JobWork(Work work, Deque<Closing> open) implements AutoCloseable {

  /** Releases something. */
  @FunctionalInterface
  interface Closing {
    void close() throws IOException;
  }

  /**
   * Opens the engine and reads the data.
   *
   * @param descriptor the frozen one, as text
   * @param device where networks run; {@link Device.Auto} for the one that the descriptor names
   */
  static JobWork open(String descriptor, Device device, Progress progress) throws IOException {
    Experiment read = Descriptor.parse("descriptor", descriptor);
    Experiment experiment =
        switch (device) {
          case Device.Auto _ -> read;
          case Device.Cpu _, Device.Cuda _ -> read.withDevice(device);
        };
    Deque<Closing> open = new ArrayDeque<>();
    try {
      Engine engine = Engine.open(experiment);
      open.push(engine::close);
      var scratch = new ScratchFolder("crnas-job");
      open.push(scratch::close);
      RunFolder folder = new RunFolder(scratch.path());
      Journal journal = Journal.open(folder.journal());
      open.push(journal::close);
      var work =
          new Work(
              Setup.of(experiment, progress),
              engine,
              journal,
              Timings.open(folder.timings()),
              Trainer.BETWEEN_CHECKPOINTS,
              progress);
      return new JobWork(work, open);
    } catch (IOException | RuntimeException e) {
      close(open);
      throw e;
    }
  }

  private static void close(Deque<Closing> open) throws IOException {
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }

  /** Each once, also where this is closed again. */
  @Override
  public void close() throws IOException {
    close(open);
  }
}
