package io.crnas.spaces.detector;

import io.crnas.framework.setting.Described;
import io.crnas.framework.setting.Setting;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Layer.Conv;
import io.crnas.spaces.network.Layer.GroupNorm;
import io.crnas.spaces.network.Layer.Relu;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Node;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * FCOS (Tian et al., ICCV 2019), as torchvision.models.detection.FCOS: a head without anchors that
 * reads P3..P7; each cell tells the distances of the edges and how central it is.
 */
@Described("FCOS on a feature pyramid P3..P7, as torchvision has it")
public record Fcos(
    @Keys.Pyramid Neck.Kind neck,
    @Keys.PyramidAndHeadChannels int fpnChannels,
    @Keys.Convolutions int convolutions,
    @Setting(
            about = "how far from an object's centre a cell may stand for it, in strides",
            byDefault = "1.5",
            above = 0)
        double centreRadius,
    @Keys.BeforeNms int preNms,
    @Keys.LeastScore double scoreThreshold,
    @Setting(
            about = "overlap (IoU) above which the weaker of two detections is dropped",
            byDefault = "0.6",
            above = 0,
            max = 1)
        double nmsThreshold,
    @Keys.MostDetections int detections)
    implements DetectorSettings {

  /** The name of its head. */
  public static final String HEAD = "head";

  /**
   * What distances begin at, in strides. torchvision's begin at nothing: where its early steps
   * close the ReLU behind them for every cell, no gradient opens it again, and that training never
   * finds a box.
   */
  private static final double FIRST_DISTANCE = 1;

  private static final int FINEST = 3;
  private static final int MOST_GROUPS = 32;
  private static final double LEAST_EDGE = 4;
  private static final double MOST_EDGE = 8;

  /** On an FPN. */
  public Fcos(
      int fpnChannels,
      int convolutions,
      double centreRadius,
      int preNms,
      double scoreThreshold,
      double nmsThreshold,
      int detections) {
    this(
        Neck.Kind.FPN,
        fpnChannels,
        convolutions,
        centreRadius,
        preNms,
        scoreThreshold,
        nmsThreshold,
        detections);
  }

  /** The one that was published, with a pyramid of so many channels. */
  public static Fcos published(int fpnChannels) {
    return new Fcos(fpnChannels, 4, 1.5, 1000, 0.05, 0.6, 100);
  }

  @Override
  public Detector detector(int classes) {
    Neck pyramid = neck.of(new Fpn(fpnChannels, FINEST, Fpn.Extra.CONVOLUTIONS));
    // A square of one stride at each cell: what distances are measured in.
    List<List<Integer>> strides =
        IntStream.range(0, pyramid.levels())
            .mapToObj(level -> List.of(1 << (FINEST + level)))
            .toList();
    var head =
        new Head(
            HEAD,
            network(classes),
            new Reads.EachLevel(new Anchors(strides, List.of(1.0))),
            new Assigner.ByCentre(centreRadius, LEAST_EDGE, MOST_EDGE),
            new Sampler.All(),
            new Coder.Distances(),
            List.of(
                new Loss.Focal("classes", "scores", 1, 0.25, 2),
                new Loss.Giou("boxes", "boxes", 1),
                new Loss.Centreness("centreness", "centreness", 1)),
            Head.Average.OBJECTS,
            new Yields.Detections(scoreThreshold, preNms, nmsThreshold, detections),
            new Initialisation.Normal(
                0.01,
                Map.of(
                    "head.classification_head.cls_logits",
                    Retinanet.logit(Retinanet.PRIOR),
                    "head.regression_head.bbox_reg",
                    FIRST_DISTANCE)));
    return new Detector("fcos", classes, pyramid, List.of(head));
  }

  /**
   * {@code features} to {@code scores} [N, classes, h, w], {@code boxes} [N, 4, h, w], none below
   * 0, and {@code centreness} [N, 1, h, w].
   */
  private Network network(int classes) {
    var graph = new Graph().under("head.");
    Node features = graph.input("features", fpnChannels);
    var outputs = new LinkedHashMap<String, Node>();
    Graph scores = graph.under("classification_head.");
    outputs.put(
        "scores",
        scores.node("cls_logits", Conv.biased(fpnChannels, classes, 3), tower(scores, features)));
    Graph boxes = graph.under("regression_head.");
    Node x = tower(boxes, features);
    Node distances = boxes.node("bbox_reg", Conv.biased(fpnChannels, 4, 3), x);
    outputs.put("boxes", boxes.node("relu", new Relu(), distances));
    outputs.put("centreness", boxes.node("bbox_ctrness", Conv.biased(fpnChannels, 1, 3), x));
    return new Network(outputs);
  }

  private Node tower(Graph graph, Node features) {
    Node x = features;
    for (int i = 0; i < convolutions; i++) {
      x = graph.node("conv." + 3 * i, Conv.biased(fpnChannels, fpnChannels, 3), x);
      x = graph.node("conv." + (3 * i + 1), new GroupNorm(fpnChannels, groups()), x);
      x = graph.node("conv." + (3 * i + 2), new Relu(), x);
    }
    return x;
  }

  /** 32 as published, fewer where a group would have less than two channels. */
  private int groups() {
    int groups = Math.clamp(fpnChannels / 2, 1, MOST_GROUPS);
    while (fpnChannels % groups != 0) {
      groups--;
    }
    return groups;
  }
}
