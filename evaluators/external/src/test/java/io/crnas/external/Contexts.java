package io.crnas.external;

import io.crnas.framework.device.Device;
import io.crnas.framework.progress.Progress;
import io.crnas.framework.space.Level;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.ResNet;
import io.crnas.spaces.cost.Budget;
import io.crnas.spaces.cost.Cost.Convention;
import io.crnas.spaces.cost.CostModel;
import io.crnas.spaces.evaluator.EvaluatorContext;
import io.crnas.spaces.level.Levels;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;

/** What the evaluators of the tests are opened for: the stage level of a narrow ResNet18. */
final class Contexts {
  static final long SEED = 7;

  /** As many operations as 2-2-2-2: every one with eight blocks. */
  static final List<Allocation> CANDIDATES =
      List.of(
          Allocation.parse("2-2-2-2"),
          Allocation.parse("1-2-2-3"),
          Allocation.parse("3-2-1-2"),
          Allocation.parse("1-1-3-3"));

  private Contexts() {}

  static EvaluatorContext stage(Path base, Path folder) {
    var backbone = ResNet.resnet18(8);
    CostModel costs = CostModel.operations(backbone, new ImageSize(64, 64), Convention.MAC);
    var budget = new Budget(costs.cost(Allocation.of(backbone.baseline())), 0.01);
    Level<Allocation> level =
        Levels.stage(Collections.nCopies(4, List.of(1, 2, 3)), backbone.baseline(), costs, budget);
    return new EvaluatorContext(
        level, backbone, base, folder, SEED, new Device.Cpu(), 1, Progress.silent());
  }
}
