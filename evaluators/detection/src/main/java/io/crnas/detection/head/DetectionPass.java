package io.crnas.detection.head;

import io.crnas.detection.data.ImageBatch;
import io.crnas.detection.torch.Pass;
import io.crnas.detection.torch.Value;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.detector.Detector;
import io.crnas.spaces.detector.Head;
import io.crnas.spaces.detector.Reads;
import io.crnas.spaces.detector.Yields;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** What a detector finds in a batch: its heads, one after the other. */
final class DetectionPass {
  private final Detector detector;
  private final Pass pass;
  private final ImageBatch batch;
  private final PyramidReadout reading;
  private final RoiSources sources = new RoiSources();

  /** Of each image, once the head that yields them has run. */
  private List<List<DetectedBox>> found = List.of();

  /**
   * @param pyramid its levels, finest first
   */
  DetectionPass(
      Detector detector, Pass pass, ImageBatch batch, SequencedMap<String, Value> pyramid) {
    this.detector = detector;
    this.pass = pass;
    this.batch = batch;
    var anchors = AnchorGrid.of(detector, batch.padded(), PyramidReadout.grids(pyramid));
    this.reading = PyramidReadout.of(detector, pass, batch, pyramid, anchors);
  }

  /** The detections of each image, best first. */
  List<List<DetectedBox>> detect() {
    for (Head head : detector.heads()) {
      switch (head.reads()) {
        case Reads.EachLevel _ -> {
          sources.add(head, reading, batch, false, List.of(), 1);
          if (head.yields() instanceof Yields.Detections settings) {
            DenseStage stage = reading.stage(head.name());
            found = ofImages(image -> stage.detect(image, size(image), settings));
          }
        }
        case Reads.Rois rois -> {
          switch (head.yields()) {
            case Yields.Detections settings -> detect(head, rois, settings);
            case Yields.Refined _ -> refine(head, rois);
            case Yields.Masks _ -> mask(head, rois);
            case Yields.Proposals _ -> throw new IllegalStateException(head.name() + " proposes");
          }
        }
      }
    }
    return found;
  }

  private void detect(Head head, Reads.Rois rois, Yields.Detections settings) {
    var stage = new RoiStage(head, detector.classes() + 1);
    List<Boxes> boxes = ofImages(image -> sources.of(rois.from(), image));
    List<RoiStage.Outputs> chain = new ArrayList<>(sources.chain(rois.from()));
    chain.add(new RoiStage.Outputs(run(head, rois, boxes)));
    int[] rows = Rois.firstRows(boxes);
    found =
        ofImages(
            image -> stage.detect(chain, boxes.get(image), rows[image], size(image), settings));
  }

  /** What a head refines becomes a source. */
  private void refine(Head head, Reads.Rois rois) {
    var stage = new RoiStage(head, detector.classes() + 1);
    List<Boxes> boxes = ofImages(image -> sources.of(rois.from(), image));
    var outputs = new RoiStage.Outputs(run(head, rois, boxes));
    int[] rows = Rois.firstRows(boxes);
    sources.add(
        head,
        rois.from(),
        outputs,
        image -> stage.refined(outputs, boxes.get(image), rows[image], size(image)));
  }

  /** What was found gets its masks. */
  private void mask(Head head, Reads.Rois rois) {
    List<Boxes> boxes = found.stream().map(Boxes::ofDetections).toList();
    var outputs = new MaskStage.Outputs(run(head, rois, boxes));
    int[] rows = Rois.firstRows(boxes);
    List<List<DetectedBox>> plain = found;
    found = ofImages(image -> outputs.masked(plain.get(image), rows[image]));
  }

  private RoiPass run(Head head, Reads.Rois rois, List<Boxes> boxes) {
    return new RoiPass(detector, head, rois, pass, reading, boxes, 1);
  }

  private ImageSize size(int image) {
    return batch.sizes().get(image);
  }

  private <T> List<T> ofImages(IntFunction<T> each) {
    return IntStream.range(0, batch.count()).mapToObj(each).toList();
  }
}
