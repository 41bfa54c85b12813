package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.detection.torch.Torch;
import io.crnas.detection.training.Paths;
import io.crnas.detection.training.Trainer;
import io.crnas.experiments.descriptor.Descriptor;
import io.crnas.experiments.descriptor.Evaluator;
import io.crnas.experiments.descriptor.TrainingLength;
import io.crnas.framework.device.Device;
import io.crnas.framework.progress.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The memory of a training does not grow with its steps, and the heap not with the data. */
@EnabledOnOs(OS.LINUX)
class MemoryTest {
  private static final int STEPS = 2_000;

  /** Between two readings. */
  private static final int STRIDE = 50;

  /** Steps in which the heap, the allocators and the cache of images fill. */
  private static final int WARM_UP = 500;

  /**
   * What the median of the last 750 steps may be above that of the 750 before, in KiB: 11 KiB a
   * step. A step's graph, kept, is megabytes, a batch of images 24 KiB.
   */
  private static final long BOUND = 8 * 1024;

  @TempDir Path scratch;

  @Test
  void twoThousandStepsOfASupernetTakeNoMoreMemoryThanFiveHundred() throws Exception {
    // A heap that is resident as a whole, so that only what is outside of it can grow.
    var command = new ArrayList<>(Child.java(scratch, MemoryTest.class, scratch.toString()));
    command.addAll(1, List.of("-XX:+AlwaysPreTouch", "-Xms512m"));
    List<Long> kibibytes;
    try (Child child = Child.start(scratch, command)) {
      kibibytes = child.await().requireStatus(0).out().stream().map(Long::valueOf).toList();
    }
    assertEquals(STEPS / STRIDE, kibibytes.size());
    int warmUp = WARM_UP / STRIDE;
    int half = warmUp + (kibibytes.size() - warmUp) / 2;
    long earlier = median(kibibytes.subList(warmUp, half));
    long later = median(kibibytes.subList(half, kibibytes.size()));
    assertTrue(
        later - earlier <= BOUND,
        () -> "resident KiB every %d steps: %s".formatted(STRIDE, kibibytes));
  }

  @Test
  void aTrainingOnMoreImagesThanTheHeapHoldsGoesOn() throws Exception {
    // 63 MiB of images, prepared, of which each is needed once.
    String yaml =
        """
        name: large
        seed: 5
        threads: 1
        device: cpu
        data: {kind: scenes, image-size: 192x192, train: 600, val: 4, test: 1}
        detector: {kind: faster-rcnn, fpn-channels: 8, head-width: 8,
          anchor-sizes: [8, 16, 32, 64, 96], rpn-pre-nms: 20, rpn-post-nms: 10, rpn-batch: 8,
          roi-batch: 8}
        space: {backbone: resnet18, width: 8, stages: [[1, 2], [1, 2], [1, 2], [1, 2]]}
        budget: {input: 192x192}
        levels:
          - level: stage
            evaluator: {kind: supernet, steps: 150, recipe: {batch: 4, warmup-steps: 5},
              calibration-images: 4}
            strategy: {kind: random, evaluations: 1}
        """;
    Path descriptor = Files.writeString(scratch.resolve("large.yaml"), yaml);
    var command =
        new ArrayList<>(
            Child.java(
                scratch,
                io.crnas.experiments.Crnas.class,
                "run",
                descriptor.toString(),
                "--out",
                scratch.resolve("run").toString(),
                "--quiet"));
    command.replaceAll(word -> word.equals("-Xmx512m") ? "-Xmx56m" : word);
    try (Child child = Child.start(scratch, command)) {
      child.await().requireStatus(0);
    }
  }

  /** Trains in the folder given and prints the resident memory, in KiB, again and again. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    String data = "{kind: scenes, image-size: 32x32, train: 16, val: 1, test: 1}";
    // Held by its gradient's norm, because it goes on for long.
    String yaml = TinyRun.yaml(data).replace("{batch: 2,", "{batch: 2, clip-norm: 1.0,");
    Setup setup = Setup.of(Descriptor.parse("tiny.yaml", yaml), Progress.silent());
    var described = setup.experiment.levels().getFirst();
    var level = setup.level(described, setup.targets.getFirst());
    var supernet = (Evaluator.Supernet) described.evaluator();
    var training = setup.training();
    var course =
        training.course(
            new TrainingLength(Optional.empty(), Optional.of(STEPS), supernet.recipe()),
            training.images().train());
    Path weights = Path.of(arguments[0]).resolve("weights");
    try (Torch torch = Torch.open(new Device.Cpu(), 1)) {
      new Trainer(
              torch,
              training.architecture(),
              training.images().train(),
              training.images().preparation(),
              course,
              1)
          .train("supernet", Paths.uniform(level, 1), weights, new Readings());
    }
  }

  private static long median(List<Long> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  /** Prints what is resident as the training goes on. */
  private static final class Readings implements Progress, Progress.Task {
    private long steps;

    @Override
    public Task start(String name, long total, String unit) {
      return this;
    }

    @Override
    public void advance(long units) {
      steps += units;
      if (units > 0 && steps % STRIDE == 0) {
        System.out.println(resident());
      }
    }

    private static long resident() {
      try {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .map(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .findFirst()
            .orElseThrow();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void detail(String text) {}

    @Override
    public void say(String line) {}

    @Override
    public void close() {}
  }
}
