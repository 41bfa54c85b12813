package io.crnas.export.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.crnas.export.onnx.RegionHead.Regions;
import java.util.List;
import java.util.function.Function;

/**
 * What lies before and behind a head that yields masks. It runs on as many detections as the image
 * with the most of them has, and what is missing up to the most that there can be is 0.
 *
 * @param side of a mask, in cells
 */
record MaskHead(Scope scope, int side) {
  /** The name of the output with masks. */
  static final String MASKS = "masks";

  /**
   * Detections of a batch, best first, and padding behind them.
   *
   * @param boxes [N, M, 4]
   * @param labels from 0, [N, M]; anything for padding
   * @param there whether it is one, and not padding [N, M]
   * @param most M
   */
  record Detected(String boxes, String labels, String there, int most) {}

  /** The detections that the head reads, as regions. */
  Regions regions(Detected detected) {
    String there = scope.toInteger("there", detected.there());
    String largest = Regions.largestCount(scope, there);
    String count = scope.op("regions", "Max", largest, scope.integers(1));
    return new Regions(
        first("boxes.of.regions", detected.boxes(), count),
        first("is.region", detected.there(), count),
        count,
        List.of());
  }

  private String first(String name, String value, String count) {
    return scope.op(name, "Slice", value, scope.integers(0), count, scope.integers(1));
  }

  /**
   * Writes the output {@code masks} [N, M, side, side]: the probability of each cell of the box, of
   * the class that was found in it.
   *
   * @param regions of the detections
   * @param network writes the head's network for what it reads, and gives its {@code masks}
   */
  void write(
      Detected detected,
      Regions regions,
      RegionPooling.Pooled pooled,
      ImageSizes image,
      Function<String, String> network) {
    String logits = network.apply(pooled.cells());
    String labels = first("labels.of.regions", detected.labels(), regions.count());
    String known = scope.op("known", "Where", regions.there(), labels, scope.integers(0));
    // The first channel is the background's.
    String channels =
        scope.reshape(
            "channels", scope.op("channel", "Add", known, scope.integers(1)), scope.integers(-1));
    String places = pooled.places().orElseGet(() -> counting(channels));
    String chosen =
        scope.op(
            "chosen",
            "GatherND",
            logits,
            scope.concat(
                "which",
                1,
                List.of(
                    scope.unsqueeze("place", places, 1), scope.unsqueeze("class", channels, 1))));
    String ofImages =
        scope.reshape(
            "of.images",
            scope.op("probabilities", "Sigmoid", chosen),
            image.batch(),
            regions.count(),
            scope.integers(side, side));
    String there =
        scope.unsqueeze("there.rows", scope.unsqueeze("there.cells", regions.there(), 2), 3);
    String found = scope.op("found", "Where", there, ofImages, scope.number(0));
    String missing = scope.op("missing", "Sub", scope.integers(detected.most()), regions.count());
    String pads =
        scope.concat(
            "pads", 0, List.of(scope.integers(0, 0, 0, 0, 0), missing, scope.integers(0, 0)));
    scope.graph().operator(MASKS, "Pad", List.of(found, pads), List.of(MASKS), List.of());
    scope.graph().output(ValueShapes.rows(MASKS, DataType.FLOAT, detected.most(), side, side));
  }

  /** Each its own place. */
  private String counting(String values) {
    return scope.op(
        "counting",
        "Range",
        scope.graph().integer(0),
        scope.op("count", "Size", values),
        scope.graph().integer(1));
  }
}
