package io.crnas.spaces.cost;

import io.crnas.spaces.Allocation;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.cost.Cost.Convention;
import io.crnas.spaces.cost.Cost.Metric;
import io.crnas.spaces.cost.Cost.Scope;
import io.crnas.spaces.network.Shape;

/**
 * What an allocation costs. It must be a sum over the stages: what a stage adds may depend on its
 * own blocks alone. The levels count their candidates by that.
 */
@FunctionalInterface
public interface CostModel {

  Cost cost(Allocation allocation);

  /** Operations of the backbone for one image. */
  static CostModel operations(Backbone backbone, ImageSize input, Convention convention) {
    Shape image = new Shape(3, input.height(), input.width());
    return allocation -> {
      long value = Costs.operations(backbone.network(allocation), image, convention);
      return new Cost(value, Metric.MACS, convention, Scope.BACKBONE, input);
    };
  }

  /** Activations of the backbone for one image. */
  static CostModel activations(Backbone backbone, ImageSize input) {
    Shape image = new Shape(3, input.height(), input.width());
    return allocation -> {
      Part all = Costs.of(backbone.name(), backbone.network(allocation), image, Convention.MAC);
      return Cost.activations(all.activations(), Scope.BACKBONE, input);
    };
  }

  /** Trained parameters of the backbone. */
  static CostModel parameters(Backbone backbone, ImageSize input) {
    return allocation ->
        Cost.parameters(Costs.parameters(backbone.network(allocation)), Scope.BACKBONE, input);
  }
}
