package com.example.receptivefield;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.example.receptivefield.ReceptiveFieldSettings.Block;
import io.crnas.framework.Evaluator;
import io.crnas.framework.behaviour.EvaluatorBehaviour;
import io.crnas.framework.device.Device;
import io.crnas.framework.progress.Progress;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.ResNet;
import io.crnas.spaces.cost.Budget;
import io.crnas.spaces.cost.Cost.Convention;
import io.crnas.spaces.cost.CostModel;
import io.crnas.spaces.evaluator.EvaluatorContext;
import io.crnas.spaces.level.Levels;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The tests that every evaluator must pass, and the numbers of this one. */
class ReceptiveFieldEvaluatorTest extends EvaluatorBehaviour<Allocation> {
  private static final ReceptiveFieldSettings SETTINGS =
      new ReceptiveFieldSettings(List.of(32.0, 96.0, 256.0), Block.BASIC);

  @Override
  protected Evaluator<Allocation> open(Path folder) throws Exception {
    var backbone = ResNet.resnet18(64);
    var costs = CostModel.operations(backbone, new ImageSize(800, 1088), Convention.MAC);
    var budget = new Budget(costs.cost(Allocation.of(backbone.baseline())), 0.01);
    var level = Levels.stage(backbone.stageSets(), backbone.baseline(), costs, budget);
    var context =
        new EvaluatorContext(
            level, backbone, folder, folder, 1, new Device.Cpu(), 1, Progress.silent());
    return new ReceptiveFieldProvider().open(SETTINGS, context);
  }

  @Override
  protected List<Allocation> candidates() {
    return List.of(
        Allocation.parse("2-2-2-2"),
        Allocation.parse("1-2-2-3"),
        Allocation.parse("2-2-2-2/11.12.13.11"));
  }

  @Override
  protected Optional<Allocation> failing() {
    return Optional.of(Allocation.parse("2-2-2"));
  }

  @Override
  protected Optional<Evaluator<Allocation>> openSlow(Path folder) {
    // A few sums: no evaluation is long.
    return Optional.empty();
  }

  @Test
  void fieldsGrowByTheVarianceOfEachKernel() {
    var evaluator =
        new ReceptiveFieldEvaluator(new ReceptiveFieldSettings(List.of(32.0), Block.BOTTLENECK));
    // The stem has 4 + 8/3; 3x3 kernels add 2/3 of the square of their elements' distance.
    double stem = 4 + 8 / 3.0;
    double c2 = stem + 2 / 3.0 * 4 * 4;
    double c3 = c2 + 2 / 3.0 * (4 * 4 + 16 * 16);
    double c4 = c3 + 2 / 3.0 * 8 * 8;
    double c5 = c4 + 2 / 3.0 * 48 * 48;
    List<Double> fields = evaluator.fields(Allocation.parse("1-2-1-1/1.12.1.3"));
    List<Double> expected = List.of(c2, c3, c4, c5);
    for (int i = 0; i < 4; i++) {
      assertEquals(4 * Math.sqrt(expected.get(i)), fields.get(i), 1e-12);
    }
  }
}
