package io.crnas.detection.training;

import static io.crnas.detection.training.SmallTask.PREPARATION;
import static io.crnas.detection.training.SmallTask.SEED;
import static io.crnas.detection.training.SmallTask.TRAIN;
import static io.crnas.detection.training.SmallTask.architecture;
import static io.crnas.detection.training.SmallTask.course;
import static io.crnas.detection.training.SmallTask.level;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.EngineException;
import io.crnas.detection.data.Dataset;
import io.crnas.detection.data.Image;
import io.crnas.detection.data.Sample;
import io.crnas.detection.fixtures.WithTorch;
import io.crnas.detection.torch.DeviceLostException;
import io.crnas.detection.torch.EngineFailure;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.progress.Progress;
import io.crnas.spaces.Sharing;
import io.crnas.spaces.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingTest extends WithTorch {
  @TempDir Path directory;

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
  void aTrainingOfMixturesThatIsInterruptedAndResumedEndsInTheSameBits() throws Exception {
    Paths mixed = Paths.pathDropout(level(), 0.5, 12, SEED);
    keepingAll().train("supernet", mixed, directory.resolve("whole"), Progress.silent());
    assertThrows(
        InterruptedException.class,
        () ->
            keepingAll()
                .train(
                    "supernet",
                    mixed,
                    directory.resolve("parts"),
                    new At(5, TrainingTest::interrupt)));
    keepingAll().train("supernet", mixed, directory.resolve("parts"), Progress.silent());

    assertArrayEquals(
        Files.readAllBytes(directory.resolve("whole")),
        Files.readAllBytes(directory.resolve("parts")));
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

  /** A resumed run is another process, whose GPU works again. */
  @Test
  void aTrainingWhoseDeviceIsLostGoesOnFromItsCheckpointToTheSameBits() throws Exception {
    Weights whole = train("whole", Progress.silent());
    Path file = directory.resolve("lost");
    var lost = new At(7, TrainingTest::lose);

    var e =
        assertThrows(
            DeviceLostException.class, () -> keepingAll().train("supernet", paths(), file, lost));
    assertTrue(e.getMessage().contains("an illegal memory access was encountered"), e::toString);
    var left = new AtomicInteger();
    Weights again =
        keepingAll()
            .heardBy(_ -> left.incrementAndGet())
            .train("supernet", paths(), file, Progress.silent());

    assertEquals(6, left.get());
    whole
        .tensors()
        .forEach((name, tensor) -> assertArrayEquals(tensor.data(), again.get(name).data(), name));
  }

  /** As the engine tells of it in a step. */
  private static void lose() {
    throw EngineFailure.inStep(
        new EngineException("CUDA error: an illegal memory access was encountered\nCUDA kernel"),
        "4 images");
  }

  /** A checkpoint after every step. */
  private static Trainer keepingAll() {
    return new Trainer(
        torch, architecture(Sharing.NESTED), TRAIN, PREPARATION, course(12), SEED, Duration.ZERO);
  }

  private static Paths paths() {
    return Paths.uniform(level(), SEED);
  }

  /** Images of which only so many can be had. */
  private static final class Stuck implements Dataset {
    private final Dataset whole;
    private final Semaphore left;
    private final CountDownLatch stuck = new CountDownLatch(1);

    Stuck(Dataset whole, int images) {
      this.whole = whole;
      this.left = new Semaphore(images);
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
                new Trainer(torch, architecture(Sharing.NESTED), TRAIN, PREPARATION, course(12), 99)
                    .train("other", paths(), directory.resolve("mine"), Progress.silent()));
    assertTrue(problem.getMessage().contains("mine"), problem.getMessage());
  }

  private Weights train(String file, Progress progress) throws Exception {
    return train(TRAIN, directory.resolve(file), progress);
  }

  private static Weights train(Dataset data, Path file, Progress progress)
      throws IOException, InterruptedException {
    return new Trainer(torch, architecture(Sharing.NESTED), data, PREPARATION, course(12), SEED)
        .train("supernet", paths(), file, progress);
  }

  private static void interrupt() {
    Thread.currentThread().interrupt();
  }
}
