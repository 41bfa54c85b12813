package io.crnas.detection.training;

import static io.crnas.detection.training.SmallTask.PREPARATION;
import static io.crnas.detection.training.SmallTask.SEED;
import static io.crnas.detection.training.SmallTask.TRAIN;
import static io.crnas.detection.training.SmallTask.architecture;
import static io.crnas.detection.training.SmallTask.level;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.detection.data.Augmentation;
import io.crnas.detection.fixtures.WithTorch;
import io.crnas.detection.torch.LearningRate;
import io.crnas.framework.progress.Progress;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.Sharing;
import io.crnas.spaces.detector.Detector;
import io.crnas.spaces.weights.Pretrained;
import io.crnas.spaces.weights.Weights;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a recipe can say, in whole trainings. */
class RecipeTest extends WithTorch {
  private static final Allocation NET = Allocation.parse("2-1-1-1");
  @TempDir Path directory;

  private static Recipe recipe(
      int batch, int accumulate, double rate, Optional<Double> ema, int stages, boolean frozen) {
    return recipe(batch, accumulate, 1, rate, ema, stages, frozen);
  }

  private static Recipe recipe(
      int batch,
      int accumulate,
      int parallel,
      double rate,
      Optional<Double> ema,
      int stages,
      boolean frozen) {
    return new Recipe(
        batch,
        accumulate,
        parallel,
        Recipe.Kind.ADAMW,
        rate,
        Optional.empty(),
        2,
        Optional.empty(),
        LearningRate.Rise.EXPONENTIAL,
        0.1,
        0.9,
        1e-4,
        Optional.of(10.0),
        Recipe.Schedule.COSINE,
        List.of(),
        List.of(0.5),
        ema,
        stages,
        frozen);
  }

  /** MegDet's rule: 4 batches of 8 images, for 16, take twice the rate. */
  @Test
  void aRateForSoManyImagesIsMultipliedWithThoseOfAStep() {
    assertEquals(0.04, scaled(8, 4, Optional.of(16)), 1e-12);
    assertEquals(0.0025, scaled(2, 1, Optional.of(16)), 1e-12);
    assertEquals(0.02, scaled(8, 4, Optional.empty()), 1e-12);
  }

  private static double scaled(int batch, int accumulate, Optional<Integer> rateFor) {
    var recipe =
        new Recipe(
            batch,
            accumulate,
            1,
            Recipe.Kind.SGD,
            0.02,
            rateFor,
            2,
            Optional.empty(),
            LearningRate.Rise.LINEAR,
            0.1,
            0.9,
            1e-4,
            Optional.empty(),
            Recipe.Schedule.STEPS,
            List.of(),
            List.of(),
            Optional.empty(),
            0,
            false);
    return recipe.rate(100).at(50);
  }

  private static Trainer trainer(Recipe recipe, int steps, Sharing sharing) {
    var course = new Course(steps, recipe, Augmentation.NONE);
    return new Trainer(torch, architecture(sharing), TRAIN, PREPARATION, course, SEED);
  }

  private Weights train(Recipe recipe, String file, Progress progress) throws Exception {
    return trainer(recipe, 8, Sharing.NESTED)
        .train("supernet", Paths.uniform(level(), SEED), directory.resolve(file), progress);
  }

  @Test
  void withEveryOptionAStoppedTrainingEndsInTheSameBits() throws Exception {
    Recipe recipe = recipe(2, 2, 1e-3, Optional.of(0.9), 0, false);
    Weights whole = train(recipe, "whole", Progress.silent());
    assertThrows(
        InterruptedException.class,
        () -> train(recipe, "stopped", new At(3, () -> Thread.currentThread().interrupt())));

    Weights resumed = train(recipe, "stopped", Progress.silent());

    assertEquals(whole.tensors().keySet(), resumed.tensors().keySet());
    whole
        .tensors()
        .forEach(
            (name, tensor) -> assertArrayEquals(tensor.data(), resumed.get(name).data(), name));
  }

  /** The engine has one thread for each batch either way. */
  @Test
  void batchesSideBySideMoveTheWeightsToTheSameBits() throws Exception {
    Weights inTurn =
        train(recipe(2, 3, 1, 1e-3, Optional.of(0.9), 0, false), "turn", Progress.silent());
    for (int parallel : List.of(2, 3)) {
      Recipe recipe = recipe(2, 3, parallel, 1e-3, Optional.of(0.9), 0, false);
      Weights together = train(recipe, "together" + parallel, Progress.silent());
      inTurn
          .tensors()
          .forEach(
              (name, tensor) -> assertArrayEquals(tensor.data(), together.get(name).data(), name));
    }
  }

  @Test
  void batchesSideBySideThatAreInterruptedEndInTheSameBits() throws Exception {
    Recipe recipe = recipe(2, 2, 2, 1e-3, Optional.empty(), 0, false);
    Weights whole = train(recipe, "whole", Progress.silent());
    assertThrows(
        InterruptedException.class,
        () -> train(recipe, "stopped", new At(3, () -> Thread.currentThread().interrupt())));
    Weights resumed = train(recipe, "stopped", Progress.silent());
    whole
        .tensors()
        .forEach(
            (name, tensor) -> assertArrayEquals(tensor.data(), resumed.get(name).data(), name));
  }

  /** With a rate of next to nothing the last weights are the first, and so is their average. */
  @Test
  void anAverageIsOfTheWeights() throws Exception {
    Weights last = train(recipe(2, 1, 1e-3, Optional.empty(), 0, false), "last", Progress.silent());
    Weights average =
        train(recipe(2, 1, 1e-3, Optional.of(0.9), 0, false), "average", Progress.silent());
    Weights slow =
        train(recipe(2, 1, 1e-12, Optional.of(0.9), 0, false), "slow", Progress.silent());
    String name = Detector.BODY + "conv1.weight";

    assertFalse(Arrays.equals(last.get(name).data(), average.get(name).data()));
    assertTrue(
        distance(average, slow, name) < distance(last, slow, name),
        "an average lies between the beginning and the end");
  }

  private static double distance(Weights one, Weights other, String name) {
    double sum = 0;
    for (int i = 0; i < one.get(name).data().length; i++) {
      sum += Math.pow(one.get(name).data()[i] - other.get(name).data()[i], 2);
    }
    return Math.sqrt(sum);
  }

  @ParameterizedTest
  @EnumSource(names = {"NESTED", "ALONE"})
  void whatIsFrozenStaysToTheBitAndTheRestMoves(Sharing sharing) throws Exception {
    Weights source = source();
    var start =
        new Start.Net(
            new Pretrained(source, architecture(sharing).backbone(), NET.stages(), Detector.BODY));
    Weights trained =
        trainer(recipe(2, 1, 1e-3, Optional.empty(), 1, true), 4, sharing)
            .from(start)
            .train(
                "frozen", Paths.of(NET), directory.resolve("frozen" + sharing), Progress.silent());

    for (Map.Entry<String, Boolean> moves :
        Map.of(
                "conv1.weight", false,
                "bn1.running_mean", false,
                "layer1.1.conv2.weight", false,
                "layer1.1.bn2.running_var", false,
                "layer2.0.conv1.weight", true,
                "layer2.0.bn1.weight", false,
                "layer2.0.bn1.running_mean", false,
                "layer4.0.conv2.weight", true)
            .entrySet()) {
      String name = Detector.BODY + moves.getKey();
      assertEquals(
          moves.getValue(),
          !Arrays.equals(source.get(name).data(), trained.get(name).data()),
          name);
    }
    String neck = "backbone.fpn.inner_blocks.0.0.weight";
    assertFalse(Arrays.equals(source.get(neck).data(), trained.get(neck).data()));
  }

  private Weights source() throws Exception {
    return trainer(Recipe.sgd(2, 0.02, 2, List.of()), 4, Sharing.ALONE)
        .train("source", Paths.of(NET), directory.resolve("source"), Progress.silent());
  }

  /** With a rate of next to nothing, what is tuned is the path it began with, heads included. */
  @ParameterizedTest
  @EnumSource(names = {"NESTED", "BRANCH"})
  void aNetBeginsWithItsPathOfASupernet(Sharing sharing) throws Exception {
    Architecture names = architecture(sharing);
    Weights supernet =
        trainer(Recipe.sgd(2, 0.02, 2, List.of()), 12, sharing)
            .train(
                "supernet",
                Paths.uniform(level(), SEED),
                directory.resolve("supernet"),
                Progress.silent());
    Weights tuned =
        trainer(recipe(2, 1, 1e-12, Optional.empty(), 0, false), 2, Sharing.ALONE)
            .from(new Start.Supernet(names, supernet))
            .train("tuned", Paths.of(NET), directory.resolve("tuned"), Progress.silent());

    String block =
        switch (sharing) {
          case NESTED, ALONE -> "layer1.1.conv2.weight";
          case BRANCH -> "layer1of2.1.conv2.weight";
        };
    assertArrayEquals(
        supernet.get(Detector.BODY + block).data(),
        tuned.get(Detector.BODY + "layer1.1.conv2.weight").data(),
        1e-6f);
    String head = "rpn.head.cls_logits.weight";
    assertArrayEquals(supernet.get(head).data(), tuned.get(head).data(), 1e-6f);
  }
}
