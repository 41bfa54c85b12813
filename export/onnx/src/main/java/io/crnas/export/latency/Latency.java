package io.crnas.export.latency;

import io.crnas.export.onnx.OnnxSettings;
import io.crnas.export.onnx.OnnxWriter;
import io.crnas.framework.file.ScratchFolder;
import io.crnas.runtime.Device;
import io.crnas.runtime.Input;
import io.crnas.runtime.Metadata;
import io.crnas.runtime.Metadata.Provenance;
import io.crnas.runtime.Options;
import io.crnas.runtime.Part;
import io.crnas.runtime.Precision;
import io.crnas.runtime.Preprocessing;
import io.crnas.runtime.Resize;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.network.Network;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How long a backbone takes for one image. It is measured, so it belongs to a machine and to what
 * else that machine does; the minimum is the steadier number.
 *
 * @param minimum of the repetitions, in milliseconds
 * @param median of the repetitions, in milliseconds; of an even number the lower of the middle two
 */
public record Latency(double minimum, double median) {

  /**
   * How it is measured.
   *
   * @param threads that ONNX Runtime computes with
   * @param warmUp runs before the first that counts
   * @param repetitions runs that count
   */
  public record Settings(int threads, int warmUp, int repetitions) {
    public Settings {
      if (threads < 1 || warmUp < 0 || repetitions < 1) {
        throw new IllegalArgumentException(
            "%d threads, %d runs to warm up, %d that count"
                .formatted(threads, warmUp, repetitions));
      }
    }

    /** Three runs to warm up, ten that count. */
    public static Settings of(int threads) {
      return new Settings(threads, 3, 10);
    }
  }

  public Latency {
    if (!(minimum > 0 && minimum <= median && Double.isFinite(median))) {
      throw new IllegalArgumentException("minimum " + minimum + ", median " + median);
    }
  }

  /**
   * Writes the backbone of an allocation as ONNX with new weights, folded as for deployment, and
   * runs it on the processor.
   *
   * @throws IOException when there is no room for the file
   * @throws InterruptedException when the thread was told to stop; the file is deleted
   */
  public static Latency measure(
      Backbone backbone, Allocation allocation, ImageSize input, Settings settings)
      throws IOException, InterruptedException {
    try (var folder = new ScratchFolder("latency")) {
      Path file = folder.path().resolve("backbone.onnx");
      write(file, backbone, allocation, input);
      var options = Options.defaults().withDevice(new Device.Cpu()).withThreads(settings.threads());
      try (var session = io.crnas.runtime.Backbone.load(file, options)) {
        return measure(session, input, settings);
      }
    }
  }

  private static Latency measure(
      io.crnas.runtime.Backbone session, ImageSize input, Settings settings)
      throws InterruptedException {
    float[] image = new float[3 * input.height() * input.width()];
    for (int i = 0; i < image.length; i++) {
      image[i] = (float) Math.sin(i);
    }
    int runs = settings.warmUp() + settings.repetitions();
    long[] all = session.time(image, 1, input.height(), input.width(), runs);
    long[] counted = Arrays.copyOfRange(all, settings.warmUp(), runs);
    Arrays.sort(counted);
    return new Latency(counted[0] / 1e6, counted[(counted.length - 1) / 2] / 1e6);
  }

  private static void write(Path file, Backbone backbone, Allocation allocation, ImageSize input)
      throws IOException {
    Network network = backbone.network(allocation);
    var metadata =
        new Metadata(
            Part.BACKBONE,
            Precision.FP32,
            Input.PREPARED,
            Optional.empty(),
            backbone.name(),
            allocation.toString(),
            "not trained",
            new Preprocessing(
                new Resize.Stretched(input.height(), input.width()),
                1,
                List.of(0.0, 0.0, 0.0),
                List.of(1.0, 1.0, 1.0)),
            List.of(4, 8, 16, 32),
            List.of(),
            Optional.empty(),
            new Provenance("none", "latency", 0, "none"));
    OnnxWriter.write(file, network, NewWeights.of(network), metadata, OnnxSettings.defaults());
  }

  /** {@code 12.3 ms (least 11.9)}. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.1f ms (least %.1f)", median, minimum);
  }
}
