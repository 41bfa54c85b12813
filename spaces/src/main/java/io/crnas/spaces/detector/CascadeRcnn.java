package io.crnas.spaces.detector;

import io.crnas.framework.setting.Conflicts;
import io.crnas.framework.setting.Setting;
import java.util.ArrayList;
import java.util.List;

/**
 * A Faster R-CNN with a cascade of box heads, each of which moves the boxes that the next one
 * reads, and asks for more overlap of what it takes for an object: Cai and Vasconcelos, Cascade
 * R-CNN: Delving into high quality object detection, 2018. Boxes are the same for all classes, and
 * scores are the mean of all heads', as in mmdetection's {@code cascade-rcnn_r50_fpn}.
 */
public record CascadeRcnn(
    @Setting(about = "the keys of the Faster R-CNN whose box head is multiplied", byDefault = "{}")
        FasterRcnn fasterRcnn,
    @Setting(
            about = "for each box head, the overlap (IoU) from which on a box stands for an object",
            byDefault = "[0.5, 0.6, 0.7]",
            above = 0,
            below = 1,
            minLength = 2,
            maxLength = 9)
        List<Double> overlaps,
    @Setting(
            about = "for each box head, what its losses are multiplied by",
            byDefault = "[1.0, 0.5, 0.25]",
            above = 0)
        List<Double> lossWeights,
    @Setting(
            about =
                "whether a head behind the last one finds the mask of each object, as that of"
                    + " mask-rcnn",
            byDefault = "false")
        boolean masks)
    implements DetectorSettings {

  /** The weights of a box's numbers grow by this with each head, since moves become smaller. */
  private static final double CENTRE = 10;

  private static final double SIZE = 5;
  private static final double BETA = 1;

  public CascadeRcnn {
    overlaps = List.copyOf(overlaps);
    lossWeights = List.copyOf(lossWeights);
  }

  /** Three heads with the published numbers. */
  public static CascadeRcnn of(FasterRcnn plain) {
    return new CascadeRcnn(plain, List.of(0.5, 0.6, 0.7), List.of(1.0, 0.5, 0.25), false);
  }

  /** The same that finds masks, too. */
  public CascadeRcnn withMasks() {
    return new CascadeRcnn(fasterRcnn, overlaps, lossWeights, true);
  }

  @Override
  public void check(Conflicts conflicts) {
    conflicts.unless(
        lossWeights.size() == overlaps.size(),
        "loss-weights",
        lossWeights.size() + " numbers",
        overlaps.size() + ", one for each of the overlaps",
        "overlaps");
  }

  @Override
  public Detector detector(int classes) {
    Detector plain = fasterRcnn.detector(classes);
    List<Head> heads = new ArrayList<>(List.of(fasterRcnn.rpn()));
    for (int i = 0; i < overlaps.size(); i++) {
      heads.add(boxHead(i, heads.getLast(), plain.neck(), classes));
    }
    var boxes = new Detector("cascade-rcnn", classes, plain.neck(), heads);
    return masks ? MaskRcnn.withMasks("cascade-mask-rcnn", boxes) : boxes;
  }

  private Head boxHead(int index, Head before, Neck neck, int classes) {
    int number = index + 1;
    double overlap = overlaps.get(index);
    double weight = lossWeights.get(index);
    boolean last = number == overlaps.size();
    return new Head(
        "box head " + number,
        fasterRcnn.boxNetwork("." + index, classes, 4),
        fasterRcnn.regions(before.name(), neck),
        new Assigner.ByOverlap(overlap, overlap, false),
        fasterRcnn.sampler(),
        new Coder.Deltas(CENTRE * number, SIZE * number),
        List.of(
            new Loss.CrossEntropy("classes_" + number, "scores", weight),
            new Loss.SmoothL1("boxes_" + number, "boxes", weight, BETA)),
        Head.Average.SAMPLED,
        last ? fasterRcnn.yields() : new Yields.Refined(before.yields().most()),
        Initialisation.USUAL);
  }
}
