package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crnas.experiments.worker.Seats;
import io.crnas.experiments.worker.WorkerPlan;
import io.crnas.experiments.worker.Workers;
import io.crnas.experiments.worker.WorkersEvaluator;
import io.crnas.framework.Evaluator;
import io.crnas.framework.behaviour.EvaluatorBehaviour;
import io.crnas.framework.device.Device;
import io.crnas.framework.progress.Progress;
import io.crnas.framework.worker.WorkerState;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.evaluator.EvaluatorJob;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A program that two worker processes ask. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no sh")
class WorkersBehaviourTest extends EvaluatorBehaviour<Allocation> {
  private static final List<Allocation> CANDIDATES =
      List.of(
          Allocation.parse("2-2-2-2"), Allocation.parse("1-2-2-3"), Allocation.parse("3-2-1-2"));

  private static final Allocation FAILING = Allocation.parse("1-1-3-3");

  /** Sums what is in the question, and fails for stages that begin with two ones. */
  private static final String SUM =
      """
      read question
      case $question in *'"candidate":"1-1-'*) exit 3 ;; esac
      echo "{\\"AP\\": $(echo "$question" | cksum | cut -d ' ' -f 1)}"
      """;

  @TempDir private static Path shared;

  @Override
  protected Evaluator<Allocation> open(Path folder) throws Exception {
    return open(folder, SUM);
  }

  @Override
  protected Optional<Evaluator<Allocation>> openSlow(Path folder) throws Exception {
    return Optional.of(open(folder, "sleep 30; echo '{\"AP\": 1}'\n"));
  }

  @Override
  protected List<Allocation> candidates() {
    return CANDIDATES;
  }

  @Override
  protected Optional<Allocation> failing() {
    return Optional.of(FAILING);
  }

  @Test
  void oneQuestionAfterTheOtherStartsOneWorker(@TempDir Path folder) throws Exception {
    try (Evaluator<Allocation> scores = open(folder)) {
      for (Allocation candidate : CANDIDATES) {
        scores.evaluate(List.of(candidate));
      }
    }
    List<WorkerState> workers = WorkerState.read(folder.resolve(WorkerState.FILE));
    assertEquals(
        List.of(Long.valueOf(CANDIDATES.size())),
        workers.stream().map(WorkerState::answered).toList());
  }

  private static Evaluator<Allocation> open(Path folder, String script) throws Exception {
    Path program = shared.resolve("score-%s.sh".formatted(script.hashCode()));
    Files.writeString(program, script);
    String descriptor =
        """
        name: behaviour
        threads: 1
        space: {backbone: resnet18, width: 8, stages: [[1, 2, 3], [1, 2, 3], [1, 2, 3], [1, 2, 3]]}
        budget: {input: 64x64}
        levels:
          - {level: stage, evaluator: {kind: command, command: [sh, %s]}, objective: AP}
        """
            .formatted(program);
    var job =
        new EvaluatorJob(
            descriptor, "stage", CANDIDATES.getFirst(), folder, OptionalLong.empty(), Map.of());
    var workers =
        new Workers(
            new WorkerPlan(2, Optional.empty()),
            folder,
            Seats.deal(2, new Device.Cpu(), 0),
            Progress.silent());
    var here = JobOpening.open(job, folder, new Device.Auto(), Progress.silent());
    return new WithWorkers(new WorkersEvaluator(workers, here, job, Progress.silent()), workers);
  }

  /** Its workers end with it. */
  private record WithWorkers(Evaluator<Allocation> scores, Workers workers)
      implements ForwardingEvaluator {
    @Override
    public void close() {
      scores.close();
      workers.close();
    }
  }
}
