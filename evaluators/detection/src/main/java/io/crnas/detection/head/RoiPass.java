package io.crnas.detection.head;

import io.crnas.detection.torch.Cells;
import io.crnas.detection.torch.Pass;
import io.crnas.detection.torch.Readout;
import io.crnas.detection.torch.Value;
import io.crnas.spaces.detector.Detector;
import io.crnas.spaces.detector.Head;
import io.crnas.spaces.detector.Reads;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;

/** A head on RoIs, forward and backward: cut from the pyramid, run through the head's network. */
final class RoiPass {
  private final Cells.Gathered pooled;
  private final Readout readout;
  private final SequencedMap<String, Value> outputs;
  private final float[] gradients;

  /**
   * Cuts and runs.
   *
   * @param pass with gradients where it trains
   * @param boxes of each image
   */
  RoiPass(
      Detector detector,
      Head head,
      Reads.Rois reads,
      Pass pass,
      PyramidReadout reading,
      List<Boxes> boxes,
      int threads) {
    var align = new RoiAlign(reads.size(), reads.size(), reads.samplingRatio(), false);
    Rois rois = Rois.of(boxes, reads, detector.neck().finest());
    this.pooled =
        reading.readout().cells().gather(align.gathering(reading.levels(), rois, threads));
    this.outputs = pass.run(head.network(), Map.of("regions", pooled.maps()));
    this.readout = pass.read(List.copyOf(outputs.values()));
    this.gradients = pass.trains() ? new float[readout.values().length] : new float[0];
  }

  /** What the head gave for the RoIs, all outputs one after the other. */
  float[] values() {
    return readout.values();
  }

  /** Where an output begins among the values. */
  int offset(String output) {
    return readout.offset(List.copyOf(outputs.sequencedKeySet()).indexOf(output));
  }

  /** The shape of an output, [R, C] or [R, C, H, W]; its values have the channels last. */
  List<Integer> shape(String output) {
    return Objects.requireNonNull(outputs.get(output), output).shape();
  }

  /** Where the losses put the gradients of the outputs. */
  float[] gradients() {
    return gradients;
  }

  /** Carries the gradients back to the head's parameters and to the pyramid's cells. */
  void backward() {
    readout.backward(gradients);
    pooled.addGradient();
  }
}
