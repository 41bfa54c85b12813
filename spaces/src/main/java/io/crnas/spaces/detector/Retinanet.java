package io.crnas.spaces.detector;

import io.crnas.framework.setting.Conflicts;
import io.crnas.framework.setting.Described;
import io.crnas.framework.setting.Setting;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Layer.Conv;
import io.crnas.spaces.network.Layer.Relu;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Node;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * RetinaNet (Lin et al., ICCV 2017), as torchvision.models.detection.RetinaNet: one head that reads
 * P3..P7 directly and is trained with the focal loss.
 */
@Described("RetinaNet on a feature pyramid P3..P7, as torchvision has it")
public record Retinanet(
    @Keys.Pyramid Neck.Kind neck,
    @Keys.PyramidAndHeadChannels int fpnChannels,
    @Keys.Convolutions int convolutions,
    @Setting(
            about =
                "side of the least anchors on P3, P4, P5, P6 and P7, in pixels, ascending; two more,"
                    + " larger by a third of an octave each, are made of each",
            byDefault = "[32, 64, 128, 256, 512]",
            min = 1,
            minLength = 5,
            maxLength = 5)
        List<Integer> anchorSizes,
    @Keys.AnchorRatios List<Double> anchorRatios,
    @Setting(
            about = "overlap (IoU) from which an anchor stands for an object",
            byDefault = "0.5",
            above = 0,
            max = 1)
        double foreground,
    @Setting(
            about = "overlap (IoU) below which an anchor stands for background",
            byDefault = "0.4",
            above = 0,
            max = 1)
        double background,
    @Setting(
            about = "weight of objects in the focal loss; that of background is 1 less this",
            byDefault = "0.25",
            above = 0,
            below = 1)
        double focalAlpha,
    @Setting(
            about = "how much less the focal loss makes of what is easy",
            byDefault = "2.0",
            min = 0)
        double focalGamma,
    @Keys.BeforeNms int preNms,
    @Keys.LeastScore double scoreThreshold,
    @Keys.MostOverlap double nmsThreshold,
    @Keys.MostDetections int detections)
    implements DetectorSettings {

  /** The name of its head. */
  public static final String HEAD = "head";

  /** The part of all anchors that are taken for objects before anything is learnt. */
  static final double PRIOR = 0.01;

  private static final int OCTAVES = 3;

  public Retinanet {
    anchorSizes = List.copyOf(anchorSizes);
    anchorRatios = List.copyOf(anchorRatios);
  }

  /** On an FPN. */
  public Retinanet(
      int fpnChannels,
      int convolutions,
      List<Integer> anchorSizes,
      List<Double> anchorRatios,
      double foreground,
      double background,
      double focalAlpha,
      double focalGamma,
      int preNms,
      double scoreThreshold,
      double nmsThreshold,
      int detections) {
    this(
        Neck.Kind.FPN,
        fpnChannels,
        convolutions,
        anchorSizes,
        anchorRatios,
        foreground,
        background,
        focalAlpha,
        focalGamma,
        preNms,
        scoreThreshold,
        nmsThreshold,
        detections);
  }

  /** The one that was published, with a pyramid of so many channels. */
  public static Retinanet published(int fpnChannels) {
    return new Retinanet(
        fpnChannels,
        4,
        List.of(32, 64, 128, 256, 512),
        List.of(0.5, 1.0, 2.0),
        0.5,
        0.4,
        0.25,
        2,
        1000,
        0.05,
        0.5,
        100);
  }

  @Override
  public void check(Conflicts conflicts) {
    conflicts.unlessAscending("anchor-sizes", anchorSizes, "the size on the level below");
    conflicts.unless(
        background <= foreground,
        "background",
        Double.toString(background),
        "at most " + foreground + ", from which an anchor stands for an object",
        "foreground");
  }

  @Override
  public Detector detector(int classes) {
    var anchors = new Anchors(anchorSizes.stream().map(Retinanet::octave).toList(), anchorRatios);
    var head =
        new Head(
            HEAD,
            network(anchors.perCell(), classes),
            new Reads.EachLevel(anchors),
            new Assigner.ByOverlap(foreground, background, true),
            new Sampler.All(),
            new Coder.Deltas(1, 1),
            List.of(
                new Loss.Focal("classes", "scores", 1, focalAlpha, focalGamma),
                new Loss.SmoothL1("boxes", "boxes", 1, 0)),
            Head.Average.OBJECTS_OF_IMAGE,
            new Yields.Detections(scoreThreshold, preNms, nmsThreshold, detections),
            new Initialisation.Normal(
                0.01, Map.of("head.classification_head.cls_logits", logit(PRIOR))));
    Neck pyramid = neck.of(new Fpn(fpnChannels, 3, Fpn.Extra.CONVOLUTIONS));
    return new Detector("retinanet", classes, pyramid, List.of(head));
  }

  /** The whole pixels of three sizes, a third of an octave apart. */
  private static List<Integer> octave(int size) {
    return IntStream.range(0, OCTAVES)
        .mapToObj(i -> (int) (size * Math.pow(2, (double) i / OCTAVES)))
        .toList();
  }

  static double logit(double probability) {
    return Math.log(probability / (1 - probability));
  }

  /** {@code features} to {@code scores} [N, A * classes, h, w] and {@code boxes} [N, 4A, h, w]. */
  private Network network(int anchors, int classes) {
    var graph = new Graph().under("head.");
    Node features = graph.input("features", fpnChannels);
    var outputs = new LinkedHashMap<String, Node>();
    Graph scores = graph.under("classification_head.");
    outputs.put(
        "scores",
        scores.node(
            "cls_logits", Conv.biased(fpnChannels, anchors * classes, 3), tower(scores, features)));
    Graph boxes = graph.under("regression_head.");
    outputs.put(
        "boxes",
        boxes.node("bbox_reg", Conv.biased(fpnChannels, 4 * anchors, 3), tower(boxes, features)));
    return new Network(outputs);
  }

  private Node tower(Graph graph, Node features) {
    Node x = features;
    for (int i = 0; i < convolutions; i++) {
      x = graph.node("conv." + i + ".0", Conv.biased(fpnChannels, fpnChannels, 3), x);
      x = graph.node("conv." + i + ".1", new Relu(), x);
    }
    return x;
  }
}
