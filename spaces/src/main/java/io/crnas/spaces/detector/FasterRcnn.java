package io.crnas.spaces.detector;

import io.crnas.spaces.Allocation;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.Sharing;
import io.crnas.spaces.cost.Cost;
import io.crnas.spaces.cost.Cost.Convention;
import io.crnas.spaces.cost.Cost.Metric;
import io.crnas.spaces.cost.Cost.Scope;
import io.crnas.spaces.cost.CostModel;
import io.crnas.spaces.cost.Costs;
import io.crnas.spaces.cost.Part;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Layer.Add;
import io.crnas.spaces.network.Layer.Conv;
import io.crnas.spaces.network.Layer.Flatten;
import io.crnas.spaces.network.Layer.Linear;
import io.crnas.spaces.network.Layer.MaxPool;
import io.crnas.spaces.network.Layer.Relu;
import io.crnas.spaces.network.Layer.Upsample;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Node;
import io.crnas.spaces.network.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Faster R-CNN with a feature pyramid, as torchvision.models.detection.FasterRCNN: its parts and
 * parameter names.
 *
 * @param pyramidChannels channels of P2..P6; 256 in the paper
 * @param headWidth width of the two fully connected layers; 1024 in the paper
 * @param classes object classes, without the background
 * @param anchorSizes side of the square anchor on each of P2..P6, in pixels
 * @param anchorRatios height over width of the anchors of a cell
 */
public record FasterRcnn(
    int pyramidChannels,
    int headWidth,
    int classes,
    List<Integer> anchorSizes,
    List<Double> anchorRatios) {

  /** Side of the RoIAlign output that the box head reads, in cells. */
  public static final int POOLED = 7;

  /** What the names of the backbone's parameters begin with. */
  public static final String BODY = "backbone.body.";

  public FasterRcnn {
    if (pyramidChannels < 1 || headWidth < 1 || classes < 1) {
      throw new IllegalArgumentException(
          "pyramid channels, head width and classes must be at least 1");
    }
    if (anchorSizes.size() != 5 || anchorSizes.stream().anyMatch(size -> size < 1)) {
      throw new IllegalArgumentException("one anchor size a level P2..P6, not " + anchorSizes);
    }
    if (anchorRatios.isEmpty() || anchorRatios.stream().anyMatch(ratio -> !(ratio > 0))) {
      throw new IllegalArgumentException("anchor ratios must be positive: " + anchorRatios);
    }
    anchorSizes = List.copyOf(anchorSizes);
    anchorRatios = List.copyOf(anchorRatios);
  }

  /** The backbone and the pyramid: image [N, 3, H, W] to P2..P6, named under {@code backbone.}. */
  public Network features(Backbone backbone, Allocation allocation, Graph graph, Sharing sharing) {
    List<Node> stages =
        List.copyOf(backbone.network(allocation, graph.under(BODY), sharing).outputs().values());
    Graph fpn = graph.under("backbone.fpn.");
    List<Node> lateral = new ArrayList<>();
    for (int i = 0; i < stages.size(); i++) {
      lateral.add(
          fpn.node(
              "inner_blocks." + i + ".0",
              Conv.biased(backbone.channels().get(i), pyramidChannels, 1),
              stages.get(i)));
    }
    List<Node> merged = new ArrayList<>(lateral);
    for (int i = stages.size() - 2; i >= 0; i--) {
      Node up = fpn.node("upsample." + i, new Upsample(), merged.get(i + 1), lateral.get(i));
      merged.set(i, fpn.node("add." + i, new Add(), lateral.get(i), up));
    }
    var outputs = new LinkedHashMap<String, Node>();
    for (int i = 0; i < stages.size(); i++) {
      Conv smooth = Conv.biased(pyramidChannels, pyramidChannels, 3);
      outputs.put("P" + (i + 2), fpn.node("layer_blocks." + i + ".0", smooth, merged.get(i)));
    }
    Node coarsest = outputs.lastEntry().getValue();
    outputs.put("P6", fpn.node("pool", new MaxPool(1, 2, 0), coarsest));
    return new Network(outputs);
  }

  /**
   * The region proposal head, run on every level: {@code features} [N, C, h, w] to {@code
   * objectness} [N, A, h, w] and {@code deltas} [N, 4A, h, w].
   */
  public Network proposalHead() {
    Graph graph = new Graph().under("rpn.head.");
    int anchors = anchorRatios.size();
    Node x = graph.input("features", pyramidChannels);
    x = graph.node("conv.0.0", Conv.biased(pyramidChannels, pyramidChannels, 3), x);
    x = graph.node("conv.0.1", new Relu(), x);
    var outputs = new LinkedHashMap<String, Node>();
    outputs.put(
        "objectness", graph.node("cls_logits", Conv.biased(pyramidChannels, anchors, 1), x));
    outputs.put("deltas", graph.node("bbox_pred", Conv.biased(pyramidChannels, 4 * anchors, 1), x));
    return new Network(outputs);
  }

  /**
   * The box head: {@code regions} [R, C, 7, 7] to {@code scores} [R, classes + 1], the background
   * first, and {@code deltas} [R, 4 * (classes + 1)].
   */
  public Network boxHead() {
    Graph graph = new Graph().under("roi_heads.");
    Node x = graph.input("regions", pyramidChannels);
    x = graph.node("box_head.flatten", new Flatten(), x);
    x = graph.node("box_head.fc6", new Linear(pyramidChannels * POOLED * POOLED, headWidth), x);
    x = graph.node("box_head.relu6", new Relu(), x);
    x = graph.node("box_head.fc7", new Linear(headWidth, headWidth), x);
    x = graph.node("box_head.relu7", new Relu(), x);
    var outputs = new LinkedHashMap<String, Node>();
    outputs.put(
        "scores", graph.node("box_predictor.cls_score", new Linear(headWidth, classes + 1), x));
    outputs.put(
        "deltas",
        graph.node("box_predictor.bbox_pred", new Linear(headWidth, 4 * (classes + 1)), x));
    return new Network(outputs);
  }

  /**
   * Operations of the whole detector for one image, RoIAlign apart.
   *
   * @param regions boxes that reach the box head; 1000 in the paper's tables
   */
  public Cost operations(
      Backbone backbone,
      Allocation allocation,
      ImageSize input,
      Convention convention,
      int regions) {
    List<Part> parts = parts(backbone, allocation, input, convention, regions);
    long total = Part.sum("detector", parts).operations();
    return new Cost(total, Metric.MACS, convention, Scope.DETECTOR, input);
  }

  /**
   * What its parts cost for one image, RoIAlign apart: {@code stem}, the backbone's stages, {@code
   * neck}, {@code rpn} and {@code box head}.
   *
   * @param regions boxes that reach the box head; 1000 in the paper's tables
   */
  public List<Part> parts(
      Backbone backbone,
      Allocation allocation,
      ImageSize input,
      Convention convention,
      int regions) {
    Shape image = new Shape(3, input.height(), input.width());
    Graph graph = new Graph();
    Network body = backbone.stages(allocation, graph.under(BODY), Sharing.NESTED);
    Network features = features(backbone, allocation, graph, Sharing.NESTED);
    var outputs = new LinkedHashMap<>(body.outputs());
    outputs.putAll(features.outputs());
    List<Part> all = Costs.byOutput(new Network(outputs), image, convention);
    int stages = body.outputs().size();
    List<Part> parts = new ArrayList<>(all.subList(0, stages));
    parts.add(Part.sum("neck", all.subList(stages, all.size())));
    List<Part> levels =
        features.outputShapes(image).values().stream()
            .map(level -> Costs.of("rpn", proposalHead(), level, convention))
            .toList();
    long shared = Costs.parameters(proposalHead());
    Part proposals = Part.sum("rpn", levels);
    parts.add(new Part("rpn", proposals.operations(), shared, proposals.activations()));
    var region = new Shape(pyramidChannels, POOLED, POOLED);
    parts.add(Costs.of("box head", boxHead(), region, convention).times(regions));
    return List.copyOf(parts);
  }

  /** As {@link #operations}, for the allocations of one backbone. */
  public CostModel costModel(
      Backbone backbone, ImageSize input, Convention convention, int regions) {
    return allocation -> operations(backbone, allocation, input, convention, regions);
  }

  /** Activations of the whole detector for one image. */
  public CostModel activations(Backbone backbone, ImageSize input, int regions) {
    return allocation -> {
      List<Part> parts = parts(backbone, allocation, input, Convention.MAC, regions);
      return Cost.activations(Part.sum("detector", parts).activations(), Scope.DETECTOR, input);
    };
  }

  /** Trained parameters of the whole detector. */
  public long parameters(Backbone backbone, Allocation allocation) {
    return Costs.parameters(features(backbone, allocation, new Graph(), Sharing.NESTED))
        + Costs.parameters(proposalHead())
        + Costs.parameters(boxHead());
  }
}
