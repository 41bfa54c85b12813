package io.crnas.detection.head;

import io.crnas.detection.data.Box;
import io.crnas.detection.data.ImageBatch;
import io.crnas.detection.data.Numbers;
import io.crnas.detection.data.Rgb;
import io.crnas.detection.torch.Frozen;
import io.crnas.detection.torch.Normalisation;
import io.crnas.detection.torch.ParameterStore;
import io.crnas.detection.torch.Precision;
import io.crnas.detection.torch.Sgd;
import io.crnas.detection.torch.Torch;
import io.crnas.framework.device.Device;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.ResNet;
import io.crnas.spaces.Sharing;
import io.crnas.spaces.detector.FasterRcnn;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Times a training step of the network that {@code experiments/benchmarks/torch_step.py} runs in
 * torchvision, and prints the milliseconds: minimum and median. Arguments: threads, steps,
 * precision.
 */
public final class StepBenchmark {
  private static final int IMAGES = 4;
  private static final int BOXES = 30;
  private static final int CLASSES = 5;
  private static final ImageSize SIZE = new ImageSize(256, 320);

  private StepBenchmark() {}

  public static void main(String[] arguments) {
    int threads = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 2;
    int steps = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 20;
    Precision precision =
        Precision.valueOf(arguments.length > 2 ? arguments[2].toUpperCase(Locale.ROOT) : "FP32");
    var architecture =
        FasterRcnn.of(64, 128, List.of(16, 32, 64, 128, 256), List.of(0.5, 1.0, 2.0))
            .detector(CLASSES);
    var backbone = ResNet.resnet18(32);
    Network features =
        architecture.features(
            backbone, Allocation.of(backbone.baseline()), new Graph(), Sharing.NESTED);
    RandomGenerator random = RandomGeneratorFactory.of("L64X256MixRandom").create(1);
    ImageBatch batch = images(random);
    List<List<Target>> targets = targets(random);
    double[] times = new double[steps];
    double loss = 0;
    try (Torch torch = Torch.open(new Device.Cpu(), threads, precision);
        var store = new ParameterStore(torch);
        var sgd = new Sgd(torch, new Sgd.Settings(0.9, 1e-4, false, Double.POSITIVE_INFINITY))) {
      var detector = new DetectorModel(architecture, store);
      detector.initialise(features, 1);
      for (int i = 0; i < steps; i++) {
        long start = System.nanoTime();
        try (TrainingStep step =
            detector.step(
                features, batch, targets, new Normalisation.Batch(true), Frozen.NOTHING, 1, i)) {
          sgd.step(step.gradients(), 0.005);
          loss = step.losses().total();
        }
        times[i] = (System.nanoTime() - start) / 1e6;
      }
      Arrays.sort(times);
      System.out.printf(
          Locale.ROOT,
          "crnas-%s on %s threads %d minimum %.1f median %.1f ms a step (last loss %.3f)%n",
          precision.name().toLowerCase(Locale.ROOT),
          Torch.version(),
          threads,
          times[0],
          times[steps / 2],
          loss);
    }
  }

  private static ImageBatch images(RandomGenerator random) {
    byte[] pixels = new byte[IMAGES * 3 * SIZE.height() * SIZE.width()];
    random.nextBytes(pixels);
    return new ImageBatch(
        new Numbers.Bytes(pixels),
        SIZE,
        Collections.nCopies(IMAGES, SIZE),
        // From uniform bytes to a mean of 0 and a deviation of 1.
        new Rgb(1 / 73.9f, 1 / 73.9f, 1 / 73.9f),
        new Rgb(-127.5f / 73.9f, -127.5f / 73.9f, -127.5f / 73.9f));
  }

  private static List<List<Target>> targets(RandomGenerator random) {
    List<List<Target>> targets = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      List<Target> own = new ArrayList<>();
      for (int j = 0; j < BOXES; j++) {
        float width = 8 + 72 * random.nextFloat();
        float height = 8 + 72 * random.nextFloat();
        float left = (SIZE.width() - width) * random.nextFloat();
        float top = (SIZE.height() - height) * random.nextFloat();
        own.add(
            new Target(
                new Box(left, top, left + width, top + height), random.nextInt(1, CLASSES + 1)));
      }
      targets.add(own);
    }
    return targets;
  }
}
