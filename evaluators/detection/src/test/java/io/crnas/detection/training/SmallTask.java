package io.crnas.detection.training;

import io.crnas.detection.data.Augmentation;
import io.crnas.detection.data.Dataset;
import io.crnas.detection.data.Preparation;
import io.crnas.detection.scenes.Scenes;
import io.crnas.detection.scenes.World;
import io.crnas.detection.torch.LearningRate;
import io.crnas.framework.space.Level;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.ResNet;
import io.crnas.spaces.Sharing;
import io.crnas.spaces.cost.Budget;
import io.crnas.spaces.cost.Cost.Convention;
import io.crnas.spaces.cost.CostModel;
import io.crnas.spaces.detector.FasterRcnn;
import io.crnas.spaces.level.Levels;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** A detector and scenes so small that a training takes seconds. */
final class SmallTask {
  static final long SEED = 3;
  private static final int SIZE = 64;
  static final Preparation PREPARATION = Preparation.of(SIZE, SIZE);

  /** One kind of large figure, so that a few seconds of training find some. */
  private static final Scenes SCENES =
      new Scenes(SIZE, SIZE, World.MIXED, List.of("target"), 24, 2, 1);

  static final Dataset TRAIN = SCENES.split("train", 48);
  static final Dataset VALIDATION = SCENES.split("val", 8);

  /** The same with masks. */
  static final Dataset TRAIN_MASKS = SCENES.splitWithMasks("train", 48);

  static final Dataset VALIDATION_MASKS = SCENES.splitWithMasks("val", 8);

  private SmallTask() {}

  /** Another validation split of so many scenes. */
  static Dataset validation(int scenes) {
    return SCENES.split("val", scenes);
  }

  static Level<Allocation> level() {
    CostModel costs =
        CostModel.operations(ResNet.resnet18(8), new ImageSize(SIZE, SIZE), Convention.MAC);
    Budget budget = new Budget(costs.cost(Allocation.parse("2-2-1-1")), 0);
    var sets = Collections.nCopies(4, List.of(1, 2, 3));
    return Levels.stage(sets, Allocation.parse("2-2-1-1").stages(), costs, budget);
  }

  static Architecture architecture(Sharing sharing) {
    return architecture(sharing, 0.5, 20);
  }

  /** One that tells so many detections that even a net that was hardly trained hits something. */
  static Architecture talkative() {
    return architecture(Sharing.NESTED, 0.9, 100);
  }

  private static Architecture architecture(Sharing sharing, double nmsThreshold, int detections) {
    var detector =
        new FasterRcnn(
            16,
            32,
            List.of(8, 16, 32, 48, 64),
            List.of(.5, 1., 2.),
            2000,
            1000,
            256,
            64,
            224,
            0.0,
            nmsThreshold,
            detections);
    return new Architecture(
        ResNet.resnet18(8), detector.detector(TRAIN.categories().size()), sharing);
  }

  static Course course(int steps) {
    return course(steps, 0.02);
  }

  static Course course(int steps, double learningRate) {
    var recipe =
        new Recipe(
            4,
            1,
            1,
            Recipe.Kind.SGD,
            learningRate,
            Optional.empty(),
            4,
            Optional.empty(),
            LearningRate.Rise.LINEAR,
            0.001,
            0.9,
            1e-4,
            Optional.of(10.0),
            Recipe.Schedule.STEPS,
            List.of(0.7),
            List.of(),
            Optional.empty(),
            0,
            false);
    return new Course(steps, recipe, new Augmentation(true, false));
  }
}
