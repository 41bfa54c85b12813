package io.crnas.detection.training;

import static io.crnas.detection.training.SmallTask.PREPARATION;
import static io.crnas.detection.training.SmallTask.SEED;
import static io.crnas.detection.training.SmallTask.TRAIN;
import static io.crnas.detection.training.SmallTask.VALIDATION;
import static io.crnas.detection.training.SmallTask.architecture;
import static io.crnas.detection.training.SmallTask.level;
import static io.crnas.detection.training.SmallTask.recipe;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.detection.data.Dataset;
import io.crnas.detection.data.Image;
import io.crnas.detection.data.Sample;
import io.crnas.detection.torch.Torch;
import io.crnas.framework.Evaluation;
import io.crnas.framework.device.Device;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.progress.Progress;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.Sharing;
import io.crnas.spaces.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrainingTest {
  private static Torch torch;

  @TempDir Path directory;

  @BeforeAll
  static void open() {
    torch = Torch.open(new Device.Cpu(), 1);
  }

  @AfterAll
  static void close() {
    torch.close();
  }

  @Test
  void aTrainingThatIsInterruptedAndResumedEndsInTheSameBits() throws Exception {
    Weights whole = train("whole", Progress.silent());
    assertThrows(
        InterruptedException.class, () -> train("parts", new At(5, TrainingTest::interrupt)));
    assertTrue(Files.exists(directory.resolve("parts.checkpoint")));
    assertThrows(
        InterruptedException.class, () -> train("parts", new At(9, TrainingTest::interrupt)));

    Weights parts = train("parts", Progress.silent());

    assertEquals(List.copyOf(whole.tensors().keySet()), List.copyOf(parts.tensors().keySet()));
    whole
        .tensors()
        .forEach((name, tensor) -> assertArrayEquals(tensor.data(), parts.get(name).data(), name));
    assertArrayEquals(
        Files.readAllBytes(directory.resolve("whole")),
        Files.readAllBytes(directory.resolve("parts")));
    assertFalse(Files.exists(directory.resolve("parts.checkpoint")));
  }

  @Test
  void aTrainingThatIsInterruptedWhileItWaitsForABatchLeavesACheckpoint() throws Exception {
    Weights whole = train("whole", Progress.silent());
    var slow = new Stuck(TRAIN, 20);
    var trained = new CountDownLatch(1);
    Path file = directory.resolve("waited");
    try (var threads = Executors.newSingleThreadExecutor()) {
      Future<Weights> training =
          threads.submit(() -> train(slow, file, new At(5, trained::countDown)));
      slow.stuck.await();
      trained.await();
      threads.shutdownNow();
      var failed = assertThrows(ExecutionException.class, training::get);
      assertInstanceOf(InterruptedException.class, failed.getCause());
    }
    assertTrue(Files.exists(directory.resolve("waited.checkpoint")));

    Weights waited = train(TRAIN, file, Progress.silent());

    whole
        .tensors()
        .forEach((name, tensor) -> assertArrayEquals(tensor.data(), waited.get(name).data(), name));
  }

  /** Pictures of which only so many can be had. */
  private static final class Stuck implements Dataset {
    private final Dataset whole;
    private final Semaphore left;
    private final CountDownLatch stuck = new CountDownLatch(1);

    Stuck(Dataset whole, int pictures) {
      this.whole = whole;
      this.left = new Semaphore(pictures);
    }

    @Override
    public String name() {
      return whole.name();
    }

    @Override
    public List<String> categories() {
      return whole.categories();
    }

    @Override
    public List<Sample> samples() {
      return whole.samples();
    }

    @Override
    public Image load(int index) {
      if (!left.tryAcquire()) {
        stuck.countDown();
        try {
          new CountDownLatch(1).await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      return whole.load(index);
    }

    @Override
    public String fingerprint() {
      return whole.fingerprint();
    }
  }

  @Test
  void whatIsTrainedAlreadyIsReadAndNotTrainedAgain() throws Exception {
    Weights first = train("once", Progress.silent());

    Weights second = train("once", new At(1, TrainingTest::interrupt));

    assertArrayEquals(
        first.get("backbone.body.conv1.weight").data(),
        second.get("backbone.body.conv1.weight").data());
  }

  @Test
  void weightsOfOtherSettingsAreRefused() throws Exception {
    train("mine", Progress.silent());

    var problem =
        assertThrows(
            InvalidInputException.class,
            () ->
                new Trainer(torch, architecture(Sharing.NESTED), TRAIN, PREPARATION, recipe(12), 99)
                    .train(
                        "other",
                        Paths.uniform(level(), SEED),
                        directory.resolve("mine"),
                        Progress.silent()));
    assertTrue(problem.getMessage().contains("mine"), problem.getMessage());
  }

  @ParameterizedTest
  @EnumSource(names = {"NESTED", "BRANCH"})
  void aScoreDependsNeitherOnTheOthersNorOnTheirOrder(Sharing sharing) throws Exception {
    Weights supernet = train(sharing, 150, "supernet", Progress.silent());
    List<Allocation> candidates =
        level().feasible().stream().limit(6).map(level()::decode).toList();

    try (var evaluator = evaluator(sharing, supernet)) {
      List<Evaluation> together = evaluator.evaluate(candidates);
      List<Evaluation> reversed = evaluator.evaluate(candidates.reversed());
      List<Evaluation> alone = new ArrayList<>();
      for (Allocation candidate : candidates) {
        alone.addAll(evaluator.evaluate(List.of(candidate)));
      }

      assertEquals(together, reversed.reversed());
      assertEquals(together, alone);
      assertTrue(together.stream().distinct().count() > 1, "candidates differ: " + together);
    }
  }

  @Test
  void aCandidatesStatisticsAreItsOwn() throws Exception {
    Weights supernet = train(Sharing.NESTED, 12, "supernet", Progress.silent());
    Allocation one = Allocation.parse("2-1-1-1/12.1.1.1");
    Allocation other = Allocation.parse("2-1-1-1/31.1.1.1");
    try (var evaluator = evaluator(Sharing.NESTED, supernet)) {
      assertEquals(
          evaluator.evaluate(List.of(one)).getFirst(),
          evaluator.evaluate(List.of(other, one)).getLast());
    }
  }

  @Test
  void theFingerprintNamesWeightsAndData() throws Exception {
    Weights supernet = train(Sharing.NESTED, 12, "supernet", Progress.silent());
    try (var one = evaluator(Sharing.NESTED, supernet);
        var same = evaluator(Sharing.NESTED, supernet);
        var other =
            new SupernetEvaluator(
                torch,
                architecture(Sharing.NESTED),
                supernet,
                SEED,
                TRAIN.subset("calibration", List.of(3, 1)),
                VALIDATION,
                PREPARATION,
                2,
                Progress.silent())) {
      assertEquals(one.fingerprint(), same.fingerprint());
      assertNotEquals(one.fingerprint(), other.fingerprint());
    }
  }

  private Weights train(String file, Progress progress) throws Exception {
    return train(Sharing.NESTED, 12, file, progress);
  }

  private Weights train(Sharing sharing, int steps, String file, Progress progress)
      throws IOException, InterruptedException {
    return new Trainer(torch, architecture(sharing), TRAIN, PREPARATION, recipe(steps), SEED)
        .train("supernet", Paths.uniform(level(), SEED), directory.resolve(file), progress);
  }

  private static Weights train(Dataset data, Path file, Progress progress)
      throws IOException, InterruptedException {
    return new Trainer(torch, architecture(Sharing.NESTED), data, PREPARATION, recipe(12), SEED)
        .train("supernet", Paths.uniform(level(), SEED), file, progress);
  }

  private static SupernetEvaluator evaluator(Sharing sharing, Weights supernet) {
    return new SupernetEvaluator(
        torch,
        architecture(sharing),
        supernet,
        SEED,
        TRAIN.subset("calibration", List.of(0, 1, 2, 3)),
        VALIDATION,
        PREPARATION,
        2,
        Progress.silent());
  }

  private static void interrupt() {
    Thread.currentThread().interrupt();
  }
}
