package io.crnas.detection.training;

import static io.crnas.detection.training.SmallTask.PREPARATION;
import static io.crnas.detection.training.SmallTask.SEED;
import static io.crnas.detection.training.SmallTask.TRAIN;
import static io.crnas.detection.training.SmallTask.architecture;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.detection.data.Augmentation;
import io.crnas.detection.torch.Precision;
import io.crnas.detection.torch.Torch;
import io.crnas.framework.device.Device;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.progress.Progress;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.Sharing;
import io.crnas.spaces.detector.Detector;
import io.crnas.spaces.weights.Weights;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Bfloat16TrainingTest {
  private static final Allocation NET = Allocation.parse("2-1-1-1");
  @TempDir Path directory;

  private Weights train(Precision precision, double rate, String name) throws Exception {
    var course = new Course(2, Recipe.sgd(2, rate, 1, List.of()), Augmentation.NONE);
    try (Torch torch = Torch.open(new Device.Cpu(), 1, precision)) {
      return new Trainer(torch, architecture(Sharing.ALONE), TRAIN, PREPARATION, course, SEED)
          .train(name, Paths.of(NET), directory.resolve(name), Progress.silent());
    }
  }

  @Test
  void itMovesWeightsWhereFloat32DoesAndTwiceTheSame() throws Exception {
    Weights exact = train(Precision.FP32, 0.02, "exact");
    Weights begun = train(Precision.FP32, 1e-12, "begun");
    Weights coarse = train(Precision.BF16, 0.02, "coarse");
    Weights again = train(Precision.BF16, 0.02, "again");
    for (String name :
        List.of(Detector.BODY + "layer1.0.conv1.weight", "rpn.head.conv.0.0.weight")) {
      double apart = distance(coarse, exact, name);
      assertTrue(apart > 0, () -> name + " has all digits of float32");
      assertTrue(apart < distance(exact, begun, name), () -> name + " went elsewhere");
      assertArrayEquals(coarse.get(name).data(), again.get(name).data(), name);
    }
  }

  @Test
  void whatWasTrainedInAnotherPrecisionIsAnotherWork() throws Exception {
    train(Precision.FP32, 0.02, "net");
    assertThrows(InvalidInputException.class, () -> train(Precision.BF16, 0.02, "net"));
  }

  /** Mixtures, too: after two steps of Adam most logits are where those of float32 are. */
  @Test
  void preferencesAreLearnedInIt() throws Exception {
    List<Double> exact = learned(Precision.FP32);
    List<Double> coarse = learned(Precision.BF16);
    long alike =
        IntStream.range(0, exact.size())
            .filter(i -> Math.signum(exact.get(i)) == Math.signum(coarse.get(i)))
            .count();
    assertTrue(alike >= 9, () -> coarse + " for " + exact);
    assertNotEquals(exact, coarse);
  }

  private List<Double> learned(Precision precision) throws Exception {
    var course = new Course(2, Recipe.sgd(4, 0.02, 1, List.of()), Augmentation.NONE);
    var learning = new Learning.Darts(0.01, 0, Learning.Darts.Order.FIRST);
    try (Torch torch = Torch.open(new Device.Cpu(), 1, precision)) {
      Weights weights =
          new Trainer(torch, architecture(Sharing.NESTED), TRAIN, PREPARATION, course, SEED)
              .train(
                  "supernet",
                  new Relaxation(SmallTask.level(), learning, SEED),
                  directory.resolve("learned in " + precision),
                  Progress.silent());
      return Relaxation.preferences(weights).orElseThrow().logits().stream()
          .flatMap(List::stream)
          .toList();
    }
  }

  private static double distance(Weights one, Weights other, String name) {
    float[] first = one.get(name).data();
    float[] second = other.get(name).data();
    double sum = 0;
    for (int i = 0; i < first.length; i++) {
      sum += Math.pow(first[i] - second[i], 2);
    }
    return Math.sqrt(sum);
  }
}
