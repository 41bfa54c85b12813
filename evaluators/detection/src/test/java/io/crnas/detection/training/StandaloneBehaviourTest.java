package io.crnas.detection.training;

import static io.crnas.detection.training.SmallTask.PREPARATION;
import static io.crnas.detection.training.SmallTask.SEED;
import static io.crnas.detection.training.SmallTask.TRAIN;
import static io.crnas.detection.training.SmallTask.VALIDATION;

import io.crnas.detection.torch.Torch;
import io.crnas.framework.Evaluator;
import io.crnas.framework.behaviour.EvaluatorBehaviour;
import io.crnas.framework.device.Device;
import io.crnas.framework.progress.Progress;
import io.crnas.spaces.Allocation;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The standalone evaluator behaves as every evaluator must. */
class StandaloneBehaviourTest extends EvaluatorBehaviour<Allocation> {
  private static final int STEPS = 3;
  private static Torch torch;

  @BeforeAll
  static void open() {
    torch = Torch.open(new Device.Cpu(), 1);
  }

  @AfterAll
  static void close() {
    torch.close();
  }

  @Override
  protected Evaluator<Allocation> open(Path folder) {
    return open(folder, STEPS);
  }

  private static Evaluator<Allocation> open(Path folder, int steps) {
    return StandaloneEvaluator.ofDetectors(
        torch,
        1,
        SmallTask.talkative(),
        folder,
        SEED,
        TRAIN,
        SmallTask.course(steps),
        new Start.Scratch(),
        VALIDATION,
        PREPARATION,
        2,
        Trainer.BETWEEN_CHECKPOINTS,
        Progress.silent());
  }

  @Override
  protected List<Allocation> candidates() {
    return List.of(
        Allocation.parse("2-1-1-1/12.1.1.1"),
        Allocation.parse("1-2-1-1/1.31.1.1"),
        Allocation.parse("2-2-1-1/11.11.1.1"));
  }

  @Override
  protected Optional<Allocation> failing() {
    // A ResNet has four stages.
    return Optional.of(Allocation.parse("1-1-1"));
  }

  @Override
  protected Optional<Evaluator<Allocation>> openSlow(Path folder) {
    return Optional.of(open(folder, 100_000));
  }
}
