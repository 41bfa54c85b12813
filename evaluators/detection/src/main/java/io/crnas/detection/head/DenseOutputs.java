package io.crnas.detection.head;

import io.crnas.detection.torch.Readout;
import java.util.List;
import java.util.Map;

/** What a head gave on every level: each output [N, H, W, A * K], K numbers an anchor. */
final class DenseOutputs {
  private final AnchorGrid anchors;
  private final float[] values;
  private final Map<String, Output> outputs;

  /**
   * One output on every level.
   *
   * @param perAnchor K
   * @param offsets where each level begins
   */
  record Output(int perAnchor, List<Integer> offsets) {
    Output {
      offsets = List.copyOf(offsets);
    }
  }

  /**
   * @param readout holds all of them
   */
  DenseOutputs(AnchorGrid anchors, Readout readout, Map<String, Output> outputs) {
    this.anchors = anchors;
    this.values = readout.values();
    this.outputs = Map.copyOf(outputs);
  }

  AnchorGrid anchors() {
    return anchors;
  }

  float[] values() {
    return values;
  }

  /** Whether there is such an output. */
  boolean has(String output) {
    return outputs.containsKey(output);
  }

  /** How many numbers of an output an anchor has. */
  int perAnchor(String output) {
    return output(output).perAnchor();
  }

  /** Where the numbers of an image's anchor begin. */
  int place(String output, int image, int anchor) {
    return place(output, anchors.level(anchor), image, anchor);
  }

  /** The same, of an anchor whose level is known. */
  int place(String name, int level, int image, int anchor) {
    Output output = output(name);
    int within = image * anchors.count(level) + anchor - anchors.start(level);
    return output.offsets().get(level) + output.perAnchor() * within;
  }

  private Output output(String name) {
    Output output = outputs.get(name);
    if (output == null) {
      throw new IllegalArgumentException("no output " + name + " among " + outputs.keySet());
    }
    return output;
  }
}
