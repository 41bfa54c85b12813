package io.crnas.detection.training;

import static io.crnas.detection.training.SmallTask.PREPARATION;
import static io.crnas.detection.training.SmallTask.SEED;
import static io.crnas.detection.training.SmallTask.TRAIN;
import static io.crnas.detection.training.SmallTask.VALIDATION;

import io.crnas.detection.data.Dataset;
import io.crnas.detection.torch.Torch;
import io.crnas.framework.Evaluator;
import io.crnas.framework.behaviour.EvaluatorBehaviour;
import io.crnas.framework.device.Device;
import io.crnas.framework.progress.Progress;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.weights.Weights;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The supernet's evaluator behaves as every evaluator must. */
class SupernetBehaviourTest extends EvaluatorBehaviour<Allocation> {
  private static final Architecture ARCHITECTURE = SmallTask.talkative();
  private static Torch torch;
  private static Weights supernet;

  @BeforeAll
  static void train(@TempDir Path directory) throws Exception {
    torch = Torch.open(new Device.Cpu(), 1);
    supernet =
        new Trainer(torch, ARCHITECTURE, TRAIN, PREPARATION, SmallTask.course(60), SEED)
            .train(
                "supernet",
                Paths.uniform(SmallTask.level(), SEED),
                directory.resolve("supernet"),
                Progress.silent());
  }

  @AfterAll
  static void close() {
    torch.close();
  }

  @Override
  protected Evaluator<Allocation> open(Path folder) {
    return open(VALIDATION);
  }

  private static Evaluator<Allocation> open(Dataset validation) {
    return new SupernetEvaluator(
        torch,
        ARCHITECTURE,
        supernet,
        SEED,
        TRAIN.subset("calibration", List.of(0, 1, 2, 3)),
        validation,
        PREPARATION,
        2,
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
    return Optional.of(open(SmallTask.validation(10_000)));
  }
}
