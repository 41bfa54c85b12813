package io.crnas.spaces.detector;

import io.crnas.framework.setting.Conflicts;
import io.crnas.framework.setting.Described;
import io.crnas.framework.setting.Setting;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Layer.Conv;
import io.crnas.spaces.network.Layer.Flatten;
import io.crnas.spaces.network.Layer.Linear;
import io.crnas.spaces.network.Layer.Relu;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Node;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Faster R-CNN with a feature pyramid, as torchvision.models.detection.FasterRCNN. */
@Described("Faster R-CNN on a feature pyramid P2..P6, as torchvision has it")
public record FasterRcnn(
    @Keys.Pyramid Neck.Kind neck,
    @Setting(about = "channels of the feature pyramid", byDefault = "256", min = 1) int fpnChannels,
    @Setting(about = "width of the two layers of the box head", byDefault = "1024", min = 1)
        int headWidth,
    @Setting(
            about = "side of the anchors on P2, P3, P4, P5 and P6, in pixels, ascending",
            byDefault = "[32, 64, 128, 256, 512]",
            min = 1,
            minLength = 5,
            maxLength = 5)
        List<Integer> anchorSizes,
    @Keys.AnchorRatios List<Double> anchorRatios,
    @Setting(
            about = "proposals of a pyramid level kept before NMS, in training and in detection",
            byDefault = "2000",
            min = 1)
        int rpnPreNms,
    @Setting(
            about = "proposals of an image kept after NMS, in training and in detection",
            byDefault = "1000",
            min = 1)
        int rpnPostNms,
    @Setting(about = "anchors of an image in the loss of the RPN", byDefault = "256", min = 1)
        int rpnBatch,
    @Setting(
            about = "proposals of an image in the loss of the box head",
            byDefault = "512",
            min = 1)
        int roiBatch,
    @Setting(
            about =
                "side of the square, in pixels, as large as which a box is read from P4, and half of"
                    + " which from P3; for images far smaller than COCO's, less",
            byDefault = "224",
            above = 0)
        double canonicalSide,
    @Keys.LeastScore double scoreThreshold,
    @Keys.MostOverlap double nmsThreshold,
    @Keys.MostDetections int detections)
    implements DetectorSettings {

  /** The name of its first head. */
  public static final String RPN = "rpn";

  /** The name of its second head. */
  public static final String BOX_HEAD = "box head";

  /** Side of the RoIAlign output that the box head reads, in cells. */
  private static final int POOLED = 7;

  private static final int SAMPLING_RATIO = 2;
  private static final double BETA = 1.0 / 9;

  public FasterRcnn {
    anchorSizes = List.copyOf(anchorSizes);
    anchorRatios = List.copyOf(anchorRatios);
  }

  /** On an FPN. */
  public FasterRcnn(
      int fpnChannels,
      int headWidth,
      List<Integer> anchorSizes,
      List<Double> anchorRatios,
      int rpnPreNms,
      int rpnPostNms,
      int rpnBatch,
      int roiBatch,
      double canonicalSide,
      double scoreThreshold,
      double nmsThreshold,
      int detections) {
    this(
        Neck.Kind.FPN,
        fpnChannels,
        headWidth,
        anchorSizes,
        anchorRatios,
        rpnPreNms,
        rpnPostNms,
        rpnBatch,
        roiBatch,
        canonicalSide,
        scoreThreshold,
        nmsThreshold,
        detections);
  }

  /** The one of the paper's tables: 1000 regions. */
  public static FasterRcnn published() {
    return of(256, 1024, List.of(32, 64, 128, 256, 512), List.of(0.5, 1.0, 2.0));
  }

  /** One of other sizes with the numbers of the published one. */
  public static FasterRcnn of(
      int fpnChannels, int headWidth, List<Integer> anchorSizes, List<Double> anchorRatios) {
    return new FasterRcnn(
        fpnChannels,
        headWidth,
        anchorSizes,
        anchorRatios,
        2000,
        1000,
        256,
        512,
        224,
        0.05,
        0.5,
        100);
  }

  @Override
  public void check(Conflicts conflicts) {
    conflicts.unlessAscending("anchor-sizes", anchorSizes, "the size on the level below");
  }

  @Override
  public Detector detector(int classes) {
    Neck pyramid = neck.of(new Fpn(fpnChannels, 2, Fpn.Extra.POOL));
    return new Detector("faster-rcnn", classes, pyramid, List.of(rpn(), boxHead(pyramid, classes)));
  }

  Head rpn() {
    var limits = new Yields.Limits(rpnPreNms, rpnPostNms);
    return new Head(
        RPN,
        rpnNetwork(),
        new Reads.EachLevel(Anchors.of(anchorSizes, anchorRatios)),
        new Assigner.ByOverlap(0.7, 0.3, true),
        new Sampler.Balanced(rpnBatch, 0.5),
        new Coder.Deltas(1, 1),
        List.of(
            new Loss.BinaryCrossEntropy("objectness", "scores", 1),
            new Loss.SmoothL1("proposals", "boxes", 1, BETA)),
        Head.Average.SAMPLED,
        new Yields.Proposals(limits, limits, 0.7),
        new Initialisation.Normal(0.01, Map.of()));
  }

  /**
   * {@code features} [N, C, h, w] to {@code scores} [N, A, h, w] and {@code boxes} [N, 4A, h, w].
   */
  private Network rpnNetwork() {
    Graph graph = new Graph().under("rpn.head.");
    int anchors = anchorRatios.size();
    Node x = graph.input("features", fpnChannels);
    x = graph.node("conv.0.0", Conv.biased(fpnChannels, fpnChannels, 3), x);
    x = graph.node("conv.0.1", new Relu(), x);
    var outputs = new LinkedHashMap<String, Node>();
    outputs.put("scores", graph.node("cls_logits", Conv.biased(fpnChannels, anchors, 1), x));
    outputs.put("boxes", graph.node("bbox_pred", Conv.biased(fpnChannels, 4 * anchors, 1), x));
    return new Network(outputs);
  }

  private Head boxHead(Neck pyramid, int classes) {
    return new Head(
        BOX_HEAD,
        boxNetwork("", classes, 4 * (classes + 1)),
        regions(RPN, pyramid),
        new Assigner.ByOverlap(0.5, 0.5, false),
        sampler(),
        new Coder.Deltas(10, 5),
        List.of(
            new Loss.CrossEntropy("classes", "scores", 1),
            new Loss.SmoothL1("boxes", "boxes", 1, BETA)),
        Head.Average.SAMPLED,
        yields(),
        Initialisation.USUAL);
  }

  /** What a head on RoIs reads of those that another finds. */
  Reads.Rois regions(String from, Neck pyramid) {
    return new Reads.Rois(from, POOLED, SAMPLING_RATIO, pyramid.levels() - 1, canonicalSide);
  }

  Sampler sampler() {
    return new Sampler.Balanced(roiBatch, 0.25);
  }

  Yields.Detections yields() {
    return new Yields.Detections(scoreThreshold, Yields.Detections.ALL, nmsThreshold, detections);
  }

  /**
   * {@code regions} [R, C, 7, 7] to {@code scores} [R, classes + 1], the background first, and
   * {@code boxes} [R, numbers].
   *
   * @param place what stands behind the names of its parts, one of several heads: {@code .0}
   * @param numbers four for each class and the background, or four in all
   */
  Network boxNetwork(String place, int classes, int numbers) {
    Graph graph = new Graph().under("roi_heads.");
    String body = "box_head" + place;
    String predictor = "box_predictor" + place;
    Node x = graph.input("regions", fpnChannels);
    x = graph.node(body + ".flatten", new Flatten(), x);
    x = graph.node(body + ".fc6", new Linear(fpnChannels * POOLED * POOLED, headWidth), x);
    x = graph.node(body + ".relu6", new Relu(), x);
    x = graph.node(body + ".fc7", new Linear(headWidth, headWidth), x);
    x = graph.node(body + ".relu7", new Relu(), x);
    var outputs = new LinkedHashMap<String, Node>();
    outputs.put(
        "scores", graph.node(predictor + ".cls_score", new Linear(headWidth, classes + 1), x));
    outputs.put("boxes", graph.node(predictor + ".bbox_pred", new Linear(headWidth, numbers), x));
    return new Network(outputs);
  }
}
