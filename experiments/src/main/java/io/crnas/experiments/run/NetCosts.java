package io.crnas.experiments.run;

import io.crnas.spaces.Allocation;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.cost.Cost;
import io.crnas.spaces.cost.Cost.Scope;
import io.crnas.spaces.cost.CostModel;
import java.util.List;

/** Everything that a net costs, at the size of the budget. */
record NetCosts(Setup setup) {

  List<Cost> of(Allocation allocation) {
    var convention = setup.experiment.budget().convention();
    ImageSize input = setup.experiment.budget().input();
    var detector = setup.training().retrained().detector();
    return List.of(
        CostModel.operations(setup.backbone, input, convention).cost(allocation),
        detector.operations(setup.backbone, allocation, input, convention),
        CostModel.parameters(setup.backbone, input).cost(allocation),
        Cost.parameters(detector.parameters(setup.backbone, allocation), Scope.DETECTOR, input));
  }
}
