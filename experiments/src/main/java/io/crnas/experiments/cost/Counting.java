package io.crnas.experiments.cost;

import io.crnas.spaces.Allocation;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.Sharing;
import io.crnas.spaces.cost.Cost.Convention;
import io.crnas.spaces.cost.Costs;
import io.crnas.spaces.cost.Part;
import io.crnas.spaces.detector.Detector;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Shape;
import java.util.List;
import java.util.Optional;

/**
 * What is counted, and how.
 *
 * @param detector what the backbone is a part of; nothing for the backbone alone
 * @param input size of the image
 * @param convention of operations
 */
public record Counting(Optional<Detector> detector, ImageSize input, Convention convention) {

  /** As in the paper's tables: 800x1088, their convention. */
  public static Counting paper(Detector detector) {
    return new Counting(Optional.of(detector), new ImageSize(800, 1088), Convention.THOP);
  }

  /** The detector's name, {@code none} without one. */
  public String name() {
    return detector.map(Detector::name).orElse("none");
  }

  /** The parts of a net: {@code stem}, the stages, and what the detector has behind them. */
  public List<Part> parts(Backbone backbone, Allocation allocation) {
    return detector
        .map(whole -> whole.parts(backbone, allocation, input, convention))
        .orElseGet(() -> {
          Network body = backbone.stages(allocation, new Graph(), Sharing.ALONE);
          var image = new Shape(3, input.height(), input.width());
          return Costs.byOutput(body, image, convention);
        });
  }
}
