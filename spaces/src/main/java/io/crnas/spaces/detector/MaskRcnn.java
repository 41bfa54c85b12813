package io.crnas.spaces.detector;

import io.crnas.framework.setting.Described;
import io.crnas.framework.setting.Setting;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Layer.Conv;
import io.crnas.spaces.network.Layer.ConvTranspose;
import io.crnas.spaces.network.Layer.Relu;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Node;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;

/**
 * Faster R-CNN and a head that draws the mask of what was found: He et al., Mask R-CNN, ICCV 2017,
 * as torchvision.models.detection.MaskRCNN.
 */
@Described("Faster R-CNN that finds the mask of each object too, as torchvision has it")
public record MaskRcnn(
    @Setting(about = "the keys of the Faster R-CNN that finds the boxes", byDefault = "{}")
        FasterRcnn fasterRcnn)
    implements DetectorSettings {
  /** The name of the head that finds masks. */
  public static final String MASK_HEAD = "mask head";

  /** Side of the RoIAlign output that the mask head reads, in cells; its masks have twice that. */
  private static final int POOLED = 14;

  private static final int CONVOLUTIONS = 4;

  @Override
  public Detector detector(int classes) {
    return withMasks("mask-rcnn", fasterRcnn.detector(classes));
  }

  /** A detector whose last head reads RoIs, with a head for the masks of what that detects. */
  static Detector withMasks(String name, Detector boxes) {
    Head last = boxes.heads().getLast();
    Reads.Rois regions =
        switch (last.reads()) {
          case Reads.Rois rois ->
              new Reads.Rois(
                  last.name(), POOLED, rois.samplingRatio(), rois.levels(), rois.canonicalSide());
          case Reads.EachLevel _ -> throw new IllegalArgumentException(last + " reads no RoIs");
        };
    var head =
        new Head(
            MASK_HEAD,
            network(boxes.neck().channels(), boxes.classes()),
            regions,
            last.assigner(),
            new Sampler.All(),
            last.coder(),
            List.of(new Loss.MaskCrossEntropy("masks", "masks", 1)),
            Head.Average.OBJECTS,
            new Yields.Masks(boxes.detections().most()),
            Initialisation.FAN_OUT);
    return new Detector(
        name,
        boxes.classes(),
        boxes.neck(),
        Stream.concat(boxes.heads().stream(), Stream.of(head)).toList());
  }

  /** {@code regions} [R, C, 14, 14] to {@code masks} [R, classes + 1, 28, 28], background first. */
  private static Network network(int channels, int classes) {
    Graph graph = new Graph().under("roi_heads.");
    Node x = graph.input("regions", channels);
    for (int i = 0; i < CONVOLUTIONS; i++) {
      x = graph.node("mask_head." + i + ".0", Conv.biased(channels, channels, 3), x);
      x = graph.node("mask_head." + i + ".1", new Relu(), x);
    }
    x = graph.node("mask_predictor.conv5_mask", new ConvTranspose(channels, channels, 2), x);
    x = graph.node("mask_predictor.relu", new Relu(), x);
    Conv logits = Conv.biased(channels, classes + 1, 1);
    var outputs = new LinkedHashMap<String, Node>();
    outputs.put("masks", graph.node("mask_predictor.mask_fcn_logits", logits, x));
    return new Network(outputs);
  }
}
