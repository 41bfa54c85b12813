package io.crnas.export.latency;

import io.crnas.framework.file.ScratchFolder;
import io.crnas.runtime.Backbone;
import io.crnas.runtime.Device;
import io.crnas.runtime.Model;
import io.crnas.runtime.Options;
import io.crnas.runtime.Tensor;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.ImageSize;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How long a backbone, or a detector, takes for one image. It is measured, so it belongs to a
 * machine and to what else that machine does; the minimum is the steadier number.
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
   * Writes the net of an allocation as ONNX with new weights, folded as for deployment, and runs it
   * on the processor.
   *
   * @throws IOException when there is no room for the file
   * @throws InterruptedException when the thread was told to stop; the file is deleted
   */
  public static Latency measure(NewNet net, Allocation allocation, Settings settings)
      throws IOException, InterruptedException {
    try (var folder = new ScratchFolder("latency")) {
      Path file = folder.path().resolve("net.onnx");
      net.write(file, allocation);
      var options = Options.defaults().withDevice(new Device.Cpu()).withThreads(settings.threads());
      return measure(file, options, net, settings);
    }
  }

  private static Latency measure(Path file, Options options, NewNet net, Settings settings)
      throws IOException, InterruptedException {
    ImageSize input = net.input();
    int runs = settings.warmUp() + settings.repetitions();
    float[] image = image(input);
    if (net.detector().isEmpty()) {
      try (var backbone = Backbone.load(file, options)) {
        return of(backbone.time(image, 1, input.height(), input.width(), runs), settings);
      }
    }
    try (var model = Model.load(file, options)) {
      var tensor = new Tensor(List.of(1, 3, input.height(), input.width()), image);
      return of(model.time(tensor, runs), settings);
    }
  }

  private static float[] image(ImageSize input) {
    float[] image = new float[3 * input.height() * input.width()];
    for (int i = 0; i < image.length; i++) {
      image[i] = (float) Math.sin(i);
    }
    return image;
  }

  private static Latency of(long[] all, Settings settings) {
    long[] counted = Arrays.copyOfRange(all, settings.warmUp(), all.length);
    Arrays.sort(counted);
    return new Latency(counted[0] / 1e6, counted[(counted.length - 1) / 2] / 1e6);
  }

  /** {@code 12.3 ms (least 11.9)}. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.1f ms (least %.1f)", median, minimum);
  }
}
