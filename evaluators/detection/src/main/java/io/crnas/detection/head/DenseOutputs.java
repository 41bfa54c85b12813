package io.crnas.detection.head;

import io.crnas.detection.torch.Readout;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What a head gave on every level: each output [N, H, W, A * K], K numbers an anchor. */
final class DenseOutputs {
  private final AnchorGrid anchors;
  private final Readout readout;
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
    this.readout = readout;
    this.outputs = Map.copyOf(outputs);
  }

  AnchorGrid anchors() {
    return anchors;
  }

  /** All that were brought, not a copy. */
  float[] values() {
    return readout.values();
  }

  /**
   * Brings the numbers of some anchors, of an output that waits.
   *
   * @param chosen of each image
   */
  void bring(String output, int[][] chosen) {
    readout.bring(
        IntStream.range(0, chosen.length)
            .flatMap(image ->
                IntStream.of(chosen[image])
                    .map(anchor -> offset(output, anchors.level(anchor), image, anchor)))
            .toArray());
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
    return readout.index(offset(name, level, image, anchor));
  }

  private int offset(String name, int level, int image, int anchor) {
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
