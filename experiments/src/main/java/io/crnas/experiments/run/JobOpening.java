package io.crnas.experiments.run;

import io.crnas.framework.Evaluator;
import io.crnas.framework.device.Device;
import io.crnas.framework.file.AtomicFile;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.progress.Progress;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.evaluator.EvaluatorJob;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Opens the evaluators of descriptors where a run sent them; a folder takes the run's place. */
final class JobOpening {

  private JobOpening() {}

  /** As {@link io.crnas.spaces.evaluator.EvaluatorJobs#open} says. */
  static Evaluator<Allocation> open(EvaluatorJob job, Path path, Device device, Progress progress)
      throws IOException, InterruptedException {
    RunFolder folder = new RunFolder(path);
    place(job.files(), path.toAbsolutePath().normalize());
    JobWork open = JobWork.open(job.descriptor(), device, progress);
    try {
      Evaluator<Allocation> evaluator = evaluator(open.work(), job, folder);
      open.open().push(evaluator::close);
      return new Opened(evaluator, open);
    } catch (IOException | InterruptedException | RuntimeException e) {
      open.close();
      throw e;
    }
  }

  private static Evaluator<Allocation> evaluator(Work work, EvaluatorJob job, RunFolder folder)
      throws IOException, InterruptedException {
    for (Target target : work.setup().targets) {
      if (job.level().equals(target.called(FinalistEvaluator.LEVEL))) {
        return FinalistEvaluator.open(
            work,
            target,
            folder.of(target),
            work.experiment().retrain().orElseThrow(),
            Math.toIntExact(job.seed().orElseThrow()));
      }
    }
    Setup.Named asked =
        work.setup()
            .named(job.level())
            .orElseThrow(
                () -> new InvalidInputException("level", job.level(), "one of the descriptor's"));
    return new Opening(work, folder.of(asked.target()), job.seed())
        .scoring(
            asked.described(),
            work.setup().level(asked.described(), asked.target(), job.baseline()));
  }

  private static void place(Map<String, Path> files, Path folder) throws IOException {
    for (Map.Entry<String, Path> file : files.entrySet()) {
      Path target = folder.resolve(file.getKey()).normalize();
      if (!target.startsWith(folder)) {
        throw new InvalidInputException("file", file.getKey(), "one in the folder of a run");
      }
      if (!Files.exists(target)) {
        AtomicFile.write(target, out -> Files.copy(file.getValue(), out));
      }
    }
  }

  /**
   * An evaluator and what it runs on.
   *
   * @param open what is to be closed, the evaluator included
   */
  private record Opened(Evaluator<Allocation> scores, JobWork open) implements ForwardingEvaluator {
    @Override
    public void close() {
      try {
        open.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
