package io.crnas.experiments.cost;

import io.crnas.spaces.Allocation;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.Sharing;
import io.crnas.spaces.cost.Cost.Convention;
import io.crnas.spaces.cost.Costs;
import io.crnas.spaces.cost.Part;
import io.crnas.spaces.detector.FasterRcnn;
import io.crnas.spaces.detector.MaskRcnn;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Shape;
import java.util.List;

/**
 * What is counted, and how.
 *
 * @param whole what the backbone is a part of
 * @param detector its pyramid and heads
 * @param regions boxes that reach the box head
 * @param masked boxes that reach the mask head
 * @param input size of the image
 * @param convention of operations
 */
public record Counting(
    Whole whole,
    FasterRcnn detector,
    int regions,
    int masked,
    ImageSize input,
    Convention convention) {

  /** As in the paper's tables: 80 classes, 1000 regions, 100 masks, 800x1088. */
  public static Counting paper(Whole whole) {
    var detector =
        new FasterRcnn(256, 1024, 80, List.of(32, 64, 128, 256, 512), List.of(0.5, 1.0, 2.0));
    return new Counting(whole, detector, 1000, 100, new ImageSize(800, 1088), Convention.THOP);
  }

  /** The parts of a net: {@code stem}, the stages, and what the detector has behind them. */
  public List<Part> parts(Backbone backbone, Allocation allocation) {
    return switch (whole) {
      case NONE -> {
        Network body = backbone.stages(allocation, new Graph(), Sharing.ALONE);
        var image = new Shape(3, input.height(), input.width());
        yield Costs.byOutput(body, image, convention);
      }
      case FASTER_RCNN -> detector.parts(backbone, allocation, input, convention, regions);
      case MASK_RCNN ->
          new MaskRcnn(detector).parts(backbone, allocation, input, convention, regions, masked);
    };
  }
}
