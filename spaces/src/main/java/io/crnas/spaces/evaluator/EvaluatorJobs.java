package io.crnas.spaces.evaluator;

import io.crnas.framework.Evaluator;
import io.crnas.framework.device.Device;
import io.crnas.framework.progress.Progress;
import io.crnas.spaces.Allocation;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Opens evaluators in a process that has nothing but a job; found by {@link
 * java.util.ServiceLoader}.
 */
public interface EvaluatorJobs {

  /**
   * Opens the evaluator that scores in a job.
   *
   * @param job whose files are on this machine
   * @param folder where files may be kept, of this evaluator alone
   * @param device where networks run; {@link Device.Auto} for the one that the descriptor names
   * @throws io.crnas.framework.problem.InvalidInputException where data or programs that the
   *     descriptor names are not there
   */
  Evaluator<Allocation> open(EvaluatorJob job, Path folder, Device device, Progress progress)
      throws IOException, InterruptedException;
}
