package io.crnas.spaces.detector;

import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Parameter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A detector as a text that says everything about it that a training depends on, and that does not
 * change when something in the code is renamed: journals and checkpoints are recognised by it.
 *
 * <p>Version 1 is what was written before detectors were data, and stands for the Faster R-CNN of
 * that time; all else is version 2.
 */
public final class CanonicalForm {
  private static final String FIRST_LAYER = "roi_heads.box_head.fc6.weight";
  private static final double VERSION_1_CANONICAL_SIDE = 224;

  private CanonicalForm() {}

  /** The text of the earliest version that can express it. */
  public static String of(Detector detector) {
    return version1(detector).orElseGet(() -> version2(detector));
  }

  private static Optional<String> version1(Detector detector) {
    List<Head> heads = detector.heads();
    if (heads.size() == 2
        && heads.getFirst().reads() instanceof Reads.EachLevel(Anchors anchors)
        && anchors.sizes().stream().allMatch(level -> level.size() == 1)
        && heads.getFirst().assigner() instanceof Assigner.ByOverlap anchor
        && heads.getFirst().sampler() instanceof Sampler.Balanced ofAnchors
        && heads.getFirst().yields() instanceof Yields.Proposals proposals
        && heads.getLast().reads() instanceof Reads.Rois rois
        && heads.getLast().assigner() instanceof Assigner.ByOverlap roi
        && heads.getLast().sampler() instanceof Sampler.Balanced ofRois
        && heads.getLast().yields() instanceof Yields.Detections detections) {
      int width = headWidth(heads.getLast().network());
      List<Integer> sizes = anchors.sizes().stream().map(List::getFirst).toList();
      var plain =
          new FasterRcnn(
                  detector.neck().channels(),
                  width,
                  sizes,
                  anchors.ratios(),
                  proposals.detection().preNms(),
                  proposals.detection().postNms(),
                  ofAnchors.samples(),
                  ofRois.samples(),
                  VERSION_1_CANONICAL_SIDE,
                  detections.scoreThreshold(),
                  detections.nmsThreshold(),
                  detections.most())
              .detector(detector.classes());
      // Version 1 says these as they are, and takes all else for granted.
      Head rpn =
          plain
              .heads()
              .getFirst()
              .withYields(proposals)
              .withSampler(ofAnchors)
              .withAssigner(new Assigner.ByOverlap(anchor.foreground(), anchor.background(), true));
      Head box =
          plain
              .heads()
              .getLast()
              .withSampler(ofRois)
              .withAssigner(new Assigner.ByOverlap(roi.foreground(), roi.foreground(), false));
      if (version2(detector).equals(version2(plain.with(rpn).with(box)))) {
        return Optional.of(
            ("FasterRcnn[pyramidChannels=%s, headWidth=%s, classes=%s, anchorSizes=%s,"
                    + " anchorRatios=%s], settings=DetectorSettings[proposals=Proposals["
                    + "preNmsTraining=%s, preNmsDetection=%s, postNmsTraining=%s,"
                    + " postNmsDetection=%s, nmsThreshold=%s, foreground=%s, background=%s,"
                    + " samples=%s, positives=%s], regions=Regions[foreground=%s, samples=%s,"
                    + " positives=%s, samplingRatio=%s, scoreThreshold=%s, nmsThreshold=%s,"
                    + " detections=%s]]")
                .formatted(
                    detector.neck().channels(),
                    width,
                    detector.classes(),
                    sizes,
                    anchors.ratios(),
                    proposals.training().preNms(),
                    proposals.detection().preNms(),
                    proposals.training().postNms(),
                    proposals.detection().postNms(),
                    proposals.nmsThreshold(),
                    anchor.foreground(),
                    anchor.background(),
                    ofAnchors.samples(),
                    ofAnchors.positives(),
                    roi.foreground(),
                    ofRois.samples(),
                    ofRois.positives(),
                    rois.samplingRatio(),
                    detections.scoreThreshold(),
                    detections.nmsThreshold(),
                    detections.most()));
      }
    }
    return Optional.empty();
  }

  private static int headWidth(Network network) {
    return network.parameters().stream()
        .filter(parameter -> parameter.name().equals(FIRST_LAYER))
        .map(parameter -> parameter.shape().getFirst())
        .findFirst()
        .orElse(1);
  }

  private static String version2(Detector detector) {
    return "detector version 2, %s classes\n%s\n%s"
        .formatted(
            detector.classes(),
            neck(detector.neck()),
            detector.heads().stream().map(CanonicalForm::head).collect(Collectors.joining("\n")));
  }

  private static String neck(Neck neck) {
    return switch (neck) {
      case NasFpn nas -> "nas fpn channels %s finest %s".formatted(nas.channels(), nas.finest());
      case Pafpn pafpn -> "path aggregation on " + neck(pafpn.fpn());
      case Fpn fpn ->
          "fpn channels %s finest %s extra %s"
              .formatted(
                  fpn.channels(),
                  fpn.finest(),
                  switch (fpn.extra()) {
                    case POOL -> "pool";
                    case CONVOLUTIONS -> "convolutions";
                  });
    };
  }

  private static String head(Head head) {
    return String.join(
        "\n ",
        "head " + head.name(),
        "parameters " + parameters(head.network()),
        reads(head.reads()),
        assigner(head.assigner()),
        sampler(head.sampler()),
        coder(head.coder()),
        head.losses().stream().map(CanonicalForm::loss).collect(Collectors.joining(", ")),
        switch (head.average()) {
          case SAMPLED -> "average over sampled";
          case OBJECTS -> "average over objects";
          case OBJECTS_OF_IMAGE -> "average over objects of image";
        },
        yields(head.yields()),
        initialisation(head.initialisation()));
  }

  private static String parameters(Network network) {
    return network.outputs().keySet()
        + network.parameters().stream()
            .map((Parameter parameter) -> parameter.name() + parameter.shape())
            .collect(Collectors.joining(" ", " ", ""));
  }

  private static String reads(Reads reads) {
    return switch (reads) {
      case Reads.EachLevel each ->
          "levels anchors " + each.anchors().sizes() + " ratios " + each.anchors().ratios();
      case Reads.Rois rois ->
          "rois from %s size %s samples %s levels %s canonical %s"
              .formatted(
                  rois.from(),
                  rois.size(),
                  rois.samplingRatio(),
                  rois.levels(),
                  rois.canonicalSide());
    };
  }

  private static String assigner(Assigner assigner) {
    return switch (assigner) {
      case Assigner.ByOverlap overlap ->
          "overlap %s %s low quality %s"
              .formatted(overlap.foreground(), overlap.background(), overlap.lowQuality());
      case Assigner.ByCentre centre ->
          "centre %s from %s to %s".formatted(centre.radius(), centre.least(), centre.most());
    };
  }

  private static String sampler(Sampler sampler) {
    return switch (sampler) {
      case Sampler.All _ -> "all";
      case Sampler.Balanced balanced ->
          "balanced " + balanced.samples() + " " + balanced.positives();
    };
  }

  private static String coder(Coder coder) {
    return switch (coder) {
      case Coder.Deltas deltas -> "deltas " + deltas.centre() + " " + deltas.size();
      case Coder.Distances _ -> "distances";
    };
  }

  private static String loss(Loss loss) {
    return "%s of %s times %s"
        .formatted(
            switch (loss) {
              case Loss.CrossEntropy _ -> "cross entropy";
              case Loss.BinaryCrossEntropy _ -> "binary cross entropy";
              case Loss.Focal focal -> "focal " + focal.alpha() + " " + focal.gamma();
              case Loss.SmoothL1 smooth -> "smooth l1 " + smooth.beta();
              case Loss.Giou _ -> "giou";
              case Loss.Centreness _ -> "centreness";
              case Loss.MaskCrossEntropy _ -> "mask cross entropy";
            },
            loss.output(),
            loss.weight());
  }

  private static String yields(Yields yields) {
    return switch (yields) {
      case Yields.Proposals proposals ->
          "proposals %s %s in training %s %s in detection nms %s"
              .formatted(
                  proposals.training().preNms(),
                  proposals.training().postNms(),
                  proposals.detection().preNms(),
                  proposals.detection().postNms(),
                  proposals.nmsThreshold());
      case Yields.Detections detections ->
          "detections from %s, %s of a level, nms %s, %s"
              .formatted(
                  detections.scoreThreshold(),
                  detections.preNms(),
                  detections.nmsThreshold(),
                  detections.most());
      case Yields.Refined refined -> "refined " + refined.most();
      case Yields.Masks masks -> "masks " + masks.most();
    };
  }

  private static String initialisation(Initialisation initialisation) {
    return switch (initialisation) {
      case Initialisation.Usual _ -> "usual";
      case Initialisation.FanOut _ -> "fan out";
      case Initialisation.Normal normal ->
          "normal " + normal.deviation() + " biases " + sorted(normal.biases());
    };
  }

  private static Map<String, Double> sorted(Map<String, Double> biases) {
    return new TreeMap<>(biases);
  }
}
