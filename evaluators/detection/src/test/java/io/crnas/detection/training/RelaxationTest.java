package io.crnas.detection.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.detection.data.Batch;
import io.crnas.detection.data.Batches;
import io.crnas.detection.fixtures.WithTorch;
import io.crnas.detection.head.TrainingStep;
import io.crnas.detection.torch.Gradients;
import io.crnas.detection.torch.Normalisation;
import io.crnas.detection.torch.Sought;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.progress.Progress;
import io.crnas.framework.space.Preferences;
import io.crnas.spaces.Mixture;
import io.crnas.spaces.Sharing;
import io.crnas.spaces.detector.RpnAlone;
import io.crnas.spaces.level.MixingCodec;
import io.crnas.spaces.level.MixingCodec.Share;
import io.crnas.spaces.weights.Tensor;
import io.crnas.spaces.weights.Weights;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RelaxationTest extends WithTorch {
  private static final int STEPS = 8;

  @TempDir Path directory;

  static Stream<Learning> learnings() {
    return Stream.of(
        new Learning.Darts(0.01, 1e-3, Learning.Darts.Order.FIRST),
        new Learning.Darts(0.01, 1e-3, Learning.Darts.Order.SECOND),
        new Learning.Proxyless(0.01, 2, 0.25));
  }

  private static Relaxation relaxation(Learning learning) {
    return new Relaxation(SmallTask.level(), learning, SmallTask.SEED);
  }

  private static Trainer trainer() {
    return new Trainer(
        torch,
        SmallTask.architecture(Sharing.NESTED),
        SmallTask.TRAIN,
        SmallTask.PREPARATION,
        SmallTask.course(STEPS),
        SmallTask.SEED,
        Duration.ZERO);
  }

  @ParameterizedTest
  @MethodSource("learnings")
  void aTrainingThatIsInterruptedAndResumedEndsInTheSameBits(Learning learning) throws Exception {
    Path whole = directory.resolve("whole");
    Weights trained = trainer().train("supernet", relaxation(learning), whole, Progress.silent());
    Path parts = directory.resolve("parts");
    for (int step : List.of(2, 5)) {
      assertThrows(
          InterruptedException.class,
          () ->
              trainer()
                  .train(
                      "supernet",
                      relaxation(learning),
                      parts,
                      new At(step, () -> Thread.currentThread().interrupt())));
    }
    trainer().train("supernet", relaxation(learning), parts, Progress.silent());
    assertArrayEquals(Files.readAllBytes(whole), Files.readAllBytes(parts));

    Preferences learned = Relaxation.preferences(trained).orElseThrow();
    assertEquals(4, learned.logits().size());
    assertTrue(learned.logits().stream().allMatch(gene -> gene.stream().distinct().count() > 1));
  }

  @Test
  void aSupernetThatSamplesPathsHasLearnedToPreferNothing() throws Exception {
    Weights weights =
        trainer()
            .train(
                "supernet",
                Paths.uniform(SmallTask.level(), 1),
                directory.resolve("uniform"),
                Progress.silent());
    assertFalse(Relaxation.preferences(weights).isPresent());
  }

  @Test
  void oneImageIsRefusedForItHasNoHalves() {
    assertThrows(
        InvalidInputException.class,
        () ->
            new Trainer(
                    torch,
                    SmallTask.architecture(Sharing.NESTED),
                    SmallTask.TRAIN.subset("one", List.of(0)),
                    SmallTask.PREPARATION,
                    SmallTask.course(STEPS),
                    1)
                .train(
                    "supernet",
                    relaxation(new Learning.Proxyless(0.1, 1, 0)),
                    directory.resolve("none"),
                    Progress.silent()));
  }

  /**
   * The loss of one batch after a step down the gradient of another, by the shares of the third
   * stage's depths, which the step depends on, too: its slopes are held against quotients of small
   * differences, to which those of the first order are further away.
   */
  @Test
  void slopesOfTheSecondOrderAreThoseAfterAStepOfTheWeights() throws Exception {
    var net =
        new Architecture(
            SmallTask.architecture(Sharing.NESTED).backbone(),
            RpnAlone.detector(16, List.of(8, 16, 32, 48, 64)),
            Sharing.NESTED);
    double rate = 0.05;
    Recipe recipe = SmallTask.course(STEPS).recipe();
    var learning = new Learning.Darts(0.01, 0, Learning.Darts.Order.SECOND);
    Relaxation relaxation = relaxation(learning);
    var logits = new Logits(SmallTask.level().feasible(), learning);
    try (var state = new TrainingState(torch, recipe, Optional.of(logits))) {
      var update = new Update(net, recipe, relaxation.paths(), new Start.Scratch(), 1, state);
      var steps =
          new PreferenceSteps(
              relaxation, new Gates(relaxation, logits, STEPS), update, state.store());
      Batches batches = Inputs.evaluation(SmallTask.TRAIN, SmallTask.PREPARATION, 8);
      var task = new Task(update, state, batches.batch(0), batches.batch(1), rate);

      double[] shares = {0.4, 0.6};
      double[] second = steps.slopesAfter(task.held(shares), task.trained(shares), rate).getFirst();
      double[] first;
      try (TrainingStep step = task.step(task.held(shares), Sought.SHARES)) {
        first = step.shareGradients().getFirst();
      }
      double small = 0.02;
      double ofFirst = 0;
      double ofSecond = 0;
      for (int i = 0; i < 2; i++) {
        double[] above = shares.clone();
        double[] below = shares.clone();
        above[i] += small;
        below[i] -= small;
        double quotient = (task.lossAfter(above) - task.lossAfter(below)) / (2 * small);
        ofFirst += Math.abs(quotient - first[i]);
        ofSecond += Math.abs(quotient - second[i]);
      }
      assertTrue(ofSecond < 0.25 * ofFirst, ofSecond + " of " + ofFirst);
    }
  }

  /** Two batches, on paths whose third stage has two depths. */
  private record Task(Update update, TrainingState state, Batch one, Batch other, double rate) {

    Update.Part held(double... shares) {
      return part(one, shares);
    }

    Update.Part trained(double... shares) {
      return part(other, shares);
    }

    private Update.Part part(Batch batch, double... shares) {
      List<Share> alone = List.of(new Share(0, 1));
      Mixture mixture =
          MixingCodec.of(SmallTask.level())
              .mix(
                  List.of(
                      alone,
                      alone,
                      List.of(new Share(0, shares[0]), new Share(1, shares[1])),
                      alone));
      Update.Part part = update.along(update.prepare(batch, 0), mixture);
      update.initialise(part);
      return part;
    }

    TrainingStep step(Update.Part part, Sought sought) {
      return part.lesson().step(new Normalisation.Batch(false), part.frozen(), sought);
    }

    double lossAfter(double... shares) {
      Weights before = state.store().weights();
      var moved = new LinkedHashMap<String, Tensor>();
      try (TrainingStep step = step(trained(shares), Sought.PARAMETERS)) {
        Gradients gradients = step.gradients();
        for (String name : gradients.names()) {
          float[] values = before.get(name).data().clone();
          float[] slopes = gradients.values(name);
          for (int i = 0; i < values.length; i++) {
            values[i] -= (float) (rate * slopes[i]);
          }
          moved.put(name, new Tensor(before.get(name).shape(), values));
        }
      }
      state.store().load(new Weights(moved, Map.of()));
      try (TrainingStep step = step(held(shares), Sought.SHARES)) {
        return step.losses().total();
      } finally {
        state.store().load(before);
      }
    }
  }
}
