package io.crnas.detection.training;

import static io.crnas.detection.training.SmallTask.PREPARATION;
import static io.crnas.detection.training.SmallTask.SEED;
import static io.crnas.detection.training.SmallTask.TRAIN;
import static io.crnas.detection.training.SmallTask.VALIDATION;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.detection.fixtures.WithTorch;
import io.crnas.detection.torch.Torch;
import io.crnas.framework.Evaluation;
import io.crnas.framework.device.Device;
import io.crnas.framework.progress.Progress;
import io.crnas.framework.random.Seeds;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.Sharing;
import io.crnas.spaces.weights.Weights;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StandaloneEvaluatorTest extends WithTorch {
  private static final Allocation ONE = Allocation.parse("2-1-1-1/12.1.1.1");
  private static final Allocation OTHER = Allocation.parse("1-2-1-1/1.31.1.1");
  private static final int STEPS = 60;
  @TempDir Path directory;

  @Test
  void aScoreIsThatOfTheDetectorTrainedByItself() throws Exception {
    Architecture alone = SmallTask.architecture(Sharing.NESTED).alone();
    long seed = Seeds.derive(SEED, "standalone/" + ONE);
    Weights weights =
        new Trainer(torch, alone, TRAIN, PREPARATION, SmallTask.course(STEPS), seed)
            .train("alone", Paths.of(ONE), directory.resolve("hand"), Progress.silent());
    try (var detector = new TrainedDetector(torch, alone, ONE, weights);
        var evaluator = evaluator("evaluator", STEPS, 0.02, Progress.silent())) {
      var metrics = detector.test(VALIDATION, PREPARATION, 2, Progress.silent()).metrics().toMap();

      assertEquals(List.of(Evaluation.of(metrics)), evaluator.evaluate(List.of(ONE)));
      assertTrue(metrics.get("AP") > 0, () -> "nothing was learned: " + metrics);
    }
  }

  @Test
  void aScoreDependsNeitherOnTheOthersNorOnTheirOrder() throws Exception {
    try (var together = evaluator("together", STEPS, 0.02, Progress.silent());
        var apart = evaluator("apart", STEPS, 0.02, Progress.silent())) {
      List<Evaluation> both = together.evaluate(List.of(ONE, OTHER, ONE));

      assertEquals(List.of(both.get(1)), apart.evaluate(List.of(OTHER)));
      assertEquals(List.of(both.get(0)), apart.evaluate(List.of(ONE)));
      assertEquals(both.get(0), both.get(2));
      assertNotEquals(both.get(0), both.get(1));
    }
  }

  /** Another number of threads rounds otherwise, and a run that was killed asks for the rest. */
  @Test
  void oneThatIsLeftHasTheThreadsThatItHadBesideTheOthers() throws Exception {
    try (Torch two = Torch.open(new Device.Cpu(), 2);
        var beside = evaluator(two, 2, "beside", STEPS, 0.02, Progress.silent());
        var left = evaluator(two, 2, "left", STEPS, 0.02, Progress.silent())) {
      beside.evaluate(List.of(ONE, OTHER));
      left.evaluate(List.of(OTHER));
    }
    String file = OTHER.toString().replace('/', '_') + ".safetensors";
    assertEquals(
        -1,
        Files.mismatch(
            directory.resolve("beside").resolve(file), directory.resolve("left").resolve(file)));
  }

  @Test
  void whatWasInterruptedGoesOnInsideItsCandidateAndTrainsNoneTwice() throws Exception {
    var candidates = List.of(ONE, OTHER);
    List<Evaluation> whole;
    try (var evaluator = evaluator("whole", 12, 0.02, Progress.silent())) {
      whole = evaluator.evaluate(candidates);
    }
    var interrupting = new Steps(12 + 5);
    try (var evaluator = evaluator("parts", 12, 0.02, interrupting)) {
      assertThrows(InterruptedException.class, () -> evaluator.evaluate(candidates));
    }
    var counting = new Steps(Long.MAX_VALUE);
    try (var evaluator = evaluator("parts", 12, 0.02, counting)) {
      assertEquals(whole, evaluator.evaluate(candidates));
    }
    assertEquals(List.of(OTHER + " alone after 5"), counting.begun);
    assertEquals(12, counting.done, "the five steps that were taken and the seven that were not");
  }

  @Test
  void aCandidateThatIsNoNetFailsAndTheOthersDoNot() throws Exception {
    try (var evaluator = evaluator("mixed", 12, 0.02, Progress.silent())) {
      List<Evaluation> answers = evaluator.evaluate(List.of(Allocation.parse("1-1-1"), ONE));

      var failed = assertInstanceOf(Evaluation.Failed.class, answers.getFirst());
      assertTrue(failed.reason().contains("4 stages"), failed.reason());
      assertEquals(evaluator.evaluate(List.of(ONE)), List.of(answers.getLast()));
      assertInstanceOf(Evaluation.Scored.class, answers.getLast());
    }
  }

  @Test
  void aTrainingThatDivergesFailsWithTheReason() throws Exception {
    try (var evaluator = evaluator("diverges", 30, 1e6, Progress.silent())) {
      var failed =
          assertInstanceOf(Evaluation.Failed.class, evaluator.evaluate(List.of(ONE)).getFirst());
      assertTrue(failed.reason().contains("diverged at step"), failed.reason());
    }
  }

  @Test
  void theFingerprintNamesTheRecipe() {
    try (var one = evaluator("a", 12, 0.02, Progress.silent());
        var same = evaluator("b", 12, 0.02, Progress.silent());
        var other = evaluator("c", 13, 0.02, Progress.silent())) {
      assertEquals(one.fingerprint(), same.fingerprint());
      assertNotEquals(one.fingerprint(), other.fingerprint());
    }
  }

  private StandaloneEvaluator evaluator(
      String folder, int steps, double learningRate, Progress progress) {
    return evaluator(torch, 1, folder, steps, learningRate, progress);
  }

  private StandaloneEvaluator evaluator(
      Torch engine,
      int parallel,
      String folder,
      int steps,
      double learningRate,
      Progress progress) {
    return StandaloneEvaluator.ofDetectors(
        engine,
        parallel,
        SmallTask.architecture(Sharing.NESTED),
        directory.resolve(folder),
        SEED,
        TRAIN,
        SmallTask.course(steps, learningRate),
        new Start.Scratch(),
        VALIDATION,
        PREPARATION,
        2,
        Duration.ofDays(1),
        progress);
  }

  /** Counts the steps of trainings and interrupts the working thread when so many are done. */
  private static final class Steps implements Progress {
    private final long last;
    private final List<String> begun = new ArrayList<>();
    private long done;

    Steps(long last) {
      this.last = last;
    }

    @Override
    public Task start(String name, long total, String unit) {
      return new Task() {
        private boolean first = true;

        @Override
        public void advance(long units) {
          if (unit.equals("steps")) {
            if (first) {
              begun.add(name + " after " + units);
              first = false;
            }
            done += units;
            if (done == last) {
              Thread.currentThread().interrupt();
            }
          }
        }

        @Override
        public void detail(String text) {}

        @Override
        public void close() {}
      };
    }

    @Override
    public void say(String line) {}
  }
}
