package io.crnas.spaces.detector;

import io.crnas.spaces.Allocation;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.cost.Cost.Convention;
import io.crnas.spaces.cost.Costs;
import io.crnas.spaces.cost.Part;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Layer.Conv;
import io.crnas.spaces.network.Layer.ConvTranspose;
import io.crnas.spaces.network.Layer.Relu;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Node;
import io.crnas.spaces.network.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Mask R-CNN, as torchvision.models.detection.MaskRCNN: Faster R-CNN and a head that draws a mask
 * for each class in each region.
 *
 * @param boxes what finds the regions
 */
public record MaskRcnn(FasterRcnn boxes) {

  /** Side of the RoIAlign output that the mask head reads, in cells; its masks have twice that. */
  public static final int POOLED = 14;

  private static final int CONVOLUTIONS = 4;

  /**
   * The mask head: {@code regions} [R, C, 14, 14] to {@code masks} [R, classes + 1, 28, 28], the
   * background first.
   */
  public Network maskHead() {
    int channels = boxes.pyramidChannels();
    Graph graph = new Graph().under("roi_heads.");
    Node x = graph.input("regions", channels);
    for (int i = 0; i < CONVOLUTIONS; i++) {
      x = graph.node("mask_head." + i + ".0", Conv.biased(channels, channels, 3), x);
      x = graph.node("mask_head." + i + ".1", new Relu(), x);
    }
    x = graph.node("mask_predictor.conv5_mask", new ConvTranspose(channels, channels, 2), x);
    x = graph.node("mask_predictor.relu", new Relu(), x);
    Conv logits = Conv.biased(channels, boxes.classes() + 1, 1);
    var outputs = new LinkedHashMap<String, Node>();
    outputs.put("masks", graph.node("mask_predictor.mask_fcn_logits", logits, x));
    return new Network(outputs);
  }

  /**
   * What its parts cost for one image, RoIAlign apart: those of {@link FasterRcnn#parts}, then
   * {@code mask head}.
   *
   * @param regions boxes that reach the box head; 1000 in the paper's tables
   * @param masked boxes that reach the mask head; 100 in the paper's tables
   */
  public List<Part> parts(
      Backbone backbone,
      Allocation allocation,
      ImageSize input,
      Convention convention,
      int regions,
      int masked) {
    List<Part> parts =
        new ArrayList<>(boxes.parts(backbone, allocation, input, convention, regions));
    var region = new Shape(boxes.pyramidChannels(), POOLED, POOLED);
    parts.add(Costs.of("mask head", maskHead(), region, convention).times(masked));
    return List.copyOf(parts);
  }
}
