package io.crnas.detection.training;

import io.crnas.detection.data.Augmentation;
import io.crnas.detection.data.PixelNormalisation;
import io.crnas.detection.data.Preparation;
import io.crnas.detection.data.Resize;
import io.crnas.detection.torch.LearningRate;
import io.crnas.detection.torch.Precision;
import io.crnas.detection.torch.Torch;
import io.crnas.framework.device.Device;
import io.crnas.framework.file.ScratchFolder;
import io.crnas.framework.progress.Progress;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.ResNet;
import io.crnas.spaces.Sharing;
import io.crnas.spaces.detector.Detector;
import io.crnas.spaces.detector.FasterRcnn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Times the steps of a training of the detectors that {@code experiments/benchmarks/torch_step.py}
 * trains in torchvision, and prints the milliseconds: minimum and median. What makes the batches
 * runs beside, as in any training.
 *
 * <p>Arguments are {@code NAME=VALUE}: {@code device}, {@code threads}, {@code steps}, {@code
 * precision}, {@code net} (small or resnet50), {@code images} of a batch, {@code accumulate},
 * {@code parallel}, {@code size} as HxW; {@code memory=N} prints the resident memory after every N
 * steps.
 */
public final class StepBenchmark {
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "device", "cpu",
          "threads", "2",
          "steps", "20",
          "precision", "fp32",
          "net", "small",
          "images", "4",
          "accumulate", "1",
          "parallel", "1",
          "size", "256x320",
          "memory", "0");

  /** From uniform bytes to a mean of 0 and a deviation of 1. */
  private static final PixelNormalisation NORMALISATION =
      new PixelNormalisation(List.of(0.5, 0.5, 0.5), List.of(0.2898, 0.2898, 0.2898));

  /** The first steps, in which memory is taken and the fastest algorithms are looked for. */
  private static final int WARM_UP = 3;

  private StepBenchmark() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Map<String, String> settings = new LinkedHashMap<>(DEFAULTS);
    for (String argument : arguments) {
      String name = argument.substring(0, Math.max(argument.indexOf('='), 0));
      if (settings.replace(name, argument.substring(name.length() + 1)) == null) {
        throw new IllegalArgumentException(argument + ", expected NAME=VALUE of " + DEFAULTS);
      }
    }
    int batch = number(settings, "images");
    int accumulate = number(settings, "accumulate");
    String[] sides = settings.get("size").split("x", 2);
    var size = new ImageSize(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]));
    var noise = new Noise(batch * accumulate, size);
    boolean small = settings.get("net").equals("small");
    Backbone backbone = small ? ResNet.resnet18(32) : ResNet.resnet50(64);
    FasterRcnn detector =
        small
            ? FasterRcnn.of(64, 128, List.of(16, 32, 64, 128, 256), List.of(0.5, 1.0, 2.0))
            : FasterRcnn.published();
    Precision precision = Precision.valueOf(settings.get("precision").toUpperCase(Locale.ROOT));
    int threads = number(settings, "threads");
    List<Double> times = new ArrayList<>();
    List<Double> losses = new ArrayList<>();
    int every = number(settings, "memory");
    try (Torch torch = Torch.open(Device.parse(settings.get("device")), threads, precision);
        var folder = new ScratchFolder("step")) {
      trainer(torch, backbone, detector.detector(noise.categories().size()), noise, settings)
          .heardBy(step -> {
            times.add(1000 * batch * accumulate / step.imagesPerSecond());
            losses.add(step.losses().total());
            if (every > 0 && step.number() % every == 0) {
              System.out.printf("after %d steps %s%n", step.number(), memory());
            }
          })
          .train(
              "steps",
              Paths.of(Allocation.of(backbone.baseline())),
              folder.path().resolve("weights"),
              Progress.silent());
      List<Double> timed =
          new ArrayList<>(times.subList(Math.min(WARM_UP, times.size() - 1), times.size()));
      Collections.sort(timed);
      System.out.printf(
          Locale.ROOT,
          "crnas-%s-%s-%s on %s, %s, threads %d minimum %.1f median %.1f ms a step (last loss %s)%n",
          settings.get("net"),
          settings.get("precision"),
          number(settings, "parallel") > 1 ? batch + "x" + accumulate : batch * accumulate,
          Torch.version(),
          torch.device(),
          threads,
          timed.getFirst(),
          timed.get(timed.size() / 2),
          losses.getLast());
    }
  }

  private static Trainer trainer(
      Torch torch,
      Backbone backbone,
      Detector detector,
      Noise noise,
      Map<String, String> settings) {
    var recipe =
        new Recipe(
            number(settings, "images"),
            number(settings, "accumulate"),
            number(settings, "parallel"),
            Recipe.Kind.SGD,
            0.005,
            Optional.empty(),
            1,
            Optional.empty(),
            LearningRate.Rise.LINEAR,
            0.001,
            0.9,
            1e-4,
            Optional.empty(),
            Recipe.Schedule.STEPS,
            List.of(),
            List.of(),
            Optional.empty(),
            0,
            false);
    return new Trainer(
        torch,
        new Architecture(backbone, detector, Sharing.ALONE),
        noise,
        new Preparation(new Resize.Fixed(noise.samples().getFirst().size()), NORMALISATION),
        new Course(number(settings, "steps"), recipe, Augmentation.NONE),
        1);
  }

  private static int number(Map<String, String> settings, String name) {
    return Integer.parseInt(settings.get(name));
  }

  /** Of this process, now and at most, as Linux counts it. */
  private static String memory() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS") || line.startsWith("VmHWM"))
        .map(line -> line.replaceAll("\\s+", " "))
        .toList()
        .toString();
  }
}
