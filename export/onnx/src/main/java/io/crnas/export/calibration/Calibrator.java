package io.crnas.export.calibration;

import io.crnas.export.onnx.Computation;
import io.crnas.export.onnx.Range;
import io.crnas.runtime.Integers;
import io.crnas.runtime.Model;
import io.crnas.runtime.Options;
import io.crnas.runtime.Tensor;
import io.crnas.runtime.Values;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Runs a network in ONNX Runtime and chooses for each of its values the range that loses least.
 *
 * @param images normalised pixels [N, 3, H, W], asked for one after the other
 * @param options where and with how many threads
 * @param after done after each
 */
public record Calibrator(Iterable<Tensor> images, Options options, Runnable after)
    implements Computation.Calibration {

  /**
   * @throws IllegalArgumentException when there are no images
   * @throws IllegalStateException when a value is not finite
   */
  @Override
  public Map<String, Range> ranges(Path file) throws IOException {
    var seen = new LinkedHashMap<String, Histogram>();
    try (Model model = Model.load(file, options)) {
      for (Tensor image : images) {
        model.run(
            image,
            (name, values) ->
                seen.computeIfAbsent(name, _ -> new Histogram()).add(numbers(name, values)));
        after.run();
      }
    }
    if (seen.isEmpty()) {
      throw new IllegalArgumentException("no images to calibrate with");
    }
    var ranges = new LinkedHashMap<String, Range>();
    seen.forEach((name, histogram) -> ranges.put(name, histogram.range()));
    return ranges;
  }

  private static float[] numbers(String name, Values values) {
    return switch (values) {
      case Tensor tensor -> tensor.data();
      case Integers _ -> throw new IllegalStateException(name + " is no number");
    };
  }
}
