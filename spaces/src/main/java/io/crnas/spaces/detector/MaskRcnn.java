package io.crnas.spaces.detector;

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
 * Mask R-CNN, as torchvision.models.detection.MaskRCNN: Faster R-CNN and a head that draws a mask
 * for each class in each region. It is counted; nothing trains it yet.
 *
 * @param boxes what finds the regions
 */
public record MaskRcnn(FasterRcnn boxes) {
  /** The name of its third head. */
  public static final String MASK_HEAD = "mask head";

  /** Side of the RoIAlign output that the mask head reads, in cells; its masks have twice that. */
  private static final int POOLED = 14;

  private static final int CONVOLUTIONS = 4;

  /**
   * The detector of these settings.
   *
   * @param classes object classes, without the background
   */
  public Detector detector(int classes) {
    Detector plain = boxes.detector(classes);
    Head boxHead = plain.head(FasterRcnn.BOX_HEAD).orElseThrow();
    int samples =
        switch (boxHead.reads()) {
          case Reads.Rois rois -> rois.samplingRatio();
          case Reads.EachLevel _ -> throw new AssertionError("a box head reads RoIs");
        };
    var head =
        new Head(
            MASK_HEAD,
            network(plain.neck().channels(), classes),
            new Reads.Rois(
                FasterRcnn.BOX_HEAD,
                POOLED,
                samples,
                plain.neck().levels() - 1,
                boxes.canonicalSide()),
            boxHead.assigner(),
            new Sampler.All(),
            boxHead.coder(),
            List.of(new Loss.MaskCrossEntropy("mask", "masks", 1)),
            Head.Average.OBJECTS,
            new Yields.Masks(plain.detections().most()),
            Initialisation.USUAL);
    return new Detector(
        "mask-rcnn",
        classes,
        plain.neck(),
        Stream.concat(plain.heads().stream(), Stream.of(head)).toList());
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
