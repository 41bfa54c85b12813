package io.crnas.detection.training;

import com.sun.management.OperatingSystemMXBean;
import io.crnas.detection.data.Augmentation;
import io.crnas.detection.data.Batches;
import io.crnas.detection.data.Preparation;
import io.crnas.detection.head.DetectorModel;
import io.crnas.detection.scenes.Scenes;
import io.crnas.detection.scenes.World;
import io.crnas.detection.torch.Normalisation;
import io.crnas.detection.torch.ParameterStore;
import io.crnas.detection.torch.Pass;
import io.crnas.detection.torch.Torch;
import io.crnas.detection.training.MergedDetection.Share;
import io.crnas.framework.device.Device;
import io.crnas.framework.progress.Progress;
import io.crnas.framework.space.Level;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.ResNet;
import io.crnas.spaces.Sharing;
import io.crnas.spaces.cost.Budget;
import io.crnas.spaces.cost.Cost.Convention;
import io.crnas.spaces.cost.CostModel;
import io.crnas.spaces.detector.Detector;
import io.crnas.spaces.detector.FasterRcnn;
import io.crnas.spaces.level.Levels;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Layer;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Node;
import io.crnas.spaces.weights.Weights;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Times candidates as one graph against one by one, in one thread: the 153 stage candidates of
 * ResNet50's cost, then a step of the greedy search over dilations in the middle of the net. Prints
 * forward passes of blocks, and seconds of the processor for the backbone alone and for calibration
 * and detection with the whole detector. At last the seconds that the stage candidates take as one
 * graph with one thread and with one a processor. Arguments: width of the stem, pixels of an
 * image's side.
 */
public final class MergedBenchmark {
  private static final int BATCH = 2;
  private static final int IMAGES = 8;
  private static final int WARMUP = 20;
  private static final long SEED = 1;

  private final Architecture architecture;
  private final DetectorModel detector;
  private final Batches calibration;
  private final Batches validation;
  private final MergedDetection merged;

  private MergedBenchmark(
      Architecture architecture, ParameterStore store, Scenes scenes, Preparation preparation) {
    this.architecture = architecture;
    this.detector = new DetectorModel(architecture.detector(), store);
    this.calibration =
        Batches.inOrder(scenes.split("train", IMAGES), preparation, BATCH, Long.MAX_VALUE);
    this.validation =
        Batches.inOrder(scenes.split("val", IMAGES), preparation, BATCH, Long.MAX_VALUE);
    this.merged =
        new MergedDetection(
            detector,
            calibration,
            new DetectorScorer(
                architecture.detector(), scenes.split("val", IMAGES), preparation, BATCH),
            Progress.silent());
  }

  public static void main(String[] arguments) throws Exception {
    int width = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 8;
    int pixels = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 64;
    ResNet backbone = ResNet.resnet50(width);
    var scenes = Scenes.of(pixels, pixels, SEED);
    var preparation = Preparation.of(pixels, pixels);
    var anchors = List.of(pixels / 16, pixels / 8, pixels / 4, pixels / 2, pixels);
    var head =
        FasterRcnn.of(4 * width, 8 * width, anchors, List.of(1.0))
            .detector(World.MIXED.categories().size());
    var architecture = new Architecture(backbone, head, Sharing.NESTED);
    CostModel costs = CostModel.operations(backbone, new ImageSize(pixels, pixels), Convention.MAC);
    var budget = new Budget(costs.cost(Allocation.of(backbone.baseline())), 0);
    var stages = Levels.stage(backbone.stageSets(), backbone.baseline(), costs, budget);
    var spatial = Levels.spatial(backbone.baseline(), List.of(1, 2, 3), costs, budget);
    Weights weights;
    double oneThread;
    try (Torch torch = Torch.open(new Device.Cpu(), 1);
        var store = new ParameterStore(torch)) {
      weights = supernet(torch, architecture, scenes, preparation, stages);
      store.load(weights);
      var benchmark = new MergedBenchmark(architecture, store, scenes, preparation);
      System.out.printf(
          "%s of width %d, %d x %d pixels, %d + %d mini-batches of %d images, %s%n",
          backbone.name(),
          width,
          pixels,
          pixels,
          benchmark.calibration.stepsPerEpoch(),
          benchmark.validation.stepsPerEpoch(),
          BATCH,
          Torch.version());
      var asked = new Asked(benchmark.validation.stepsPerEpoch());
      benchmark.compare("all stage candidates", asked.all(stages));
      benchmark.compare("one greedy step", asked.greedyStep(spatial));
      oneThread = benchmark.elapsed(asked.all(stages));
    }
    int processors = Runtime.getRuntime().availableProcessors();
    try (Torch torch = Torch.open(new Device.Cpu(), processors);
        var store = new ParameterStore(torch)) {
      store.load(weights);
      var benchmark = new MergedBenchmark(architecture, store, scenes, preparation);
      var asked = new Asked(benchmark.validation.stepsPerEpoch());
      double allThreads = benchmark.elapsed(asked.all(stages));
      System.out.printf(
          Locale.ROOT,
          "all stage candidates together, detector: %.1f s with one thread, %.1f s with %d, ratio"
              + " %.2f%n",
          oneThread,
          allThreads,
          processors,
          oneThread / allThreads);
    }
  }

  /** Seconds that candidates take as one graph with the whole detector. */
  private double elapsed(Map<Allocation, BitSet> candidates) throws InterruptedException {
    List<Share> shares = shares(candidates, new Graph());
    shares.forEach(share -> detector.initialise(share.net(), SEED));
    merged.detect(shares.subList(0, WARMUP));
    long start = System.nanoTime();
    merged.detect(shares);
    return (System.nanoTime() - start) / 1e9;
  }

  /** Trained for a moment, because an untrained detector finds something everywhere. */
  private static Weights supernet(
      Torch torch,
      Architecture architecture,
      Scenes scenes,
      Preparation preparation,
      Level<Allocation> level)
      throws Exception {
    Path folder = Files.createTempDirectory("merged");
    Path file = folder.resolve("supernet.safetensors");
    try {
      var course =
          new Course(40, Recipe.sgd(4, 0.01, 10, List.of()), new Augmentation(true, false));
      var data = scenes.split("train", 64);
      return new Trainer(torch, architecture, data, preparation, course, SEED)
          .train("supernet", Paths.feasible(level, SEED), file, Progress.silent());
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(folder);
    }
  }

  private void compare(String what, Map<Allocation, BitSet> candidates) throws Exception {
    List<Share> together = shares(candidates, new Graph());
    together.forEach(share -> detector.initialise(share.net(), SEED));
    List<List<Share>> one = List.of(together);
    List<List<Share>> each = new ArrayList<>();
    candidates.forEach(
        (candidate, steps) -> each.add(shares(Map.of(candidate, steps), new Graph())));
    System.out.printf("%s, %d nets%n", what, candidates.size());
    report("blocks", blocks(one), blocks(each));
    // So that what is timed finds everything compiled.
    List<List<Share>> some = each.subList(0, WARMUP);
    backbones(some);
    detectors(some);
    report("backbone", seconds(() -> backbones(one)), seconds(() -> backbones(each)));
    report("detector", seconds(() -> detectors(one)), seconds(() -> detectors(each)));
  }

  private List<Share> shares(Map<Allocation, BitSet> candidates, Graph graph) {
    List<Share> shares = new ArrayList<>();
    candidates.forEach((candidate, steps) ->
        shares.add(new Share(architecture.features(candidate, graph), steps)));
    return shares;
  }

  /** Forward passes of blocks, which end in one addition each, in calibration and detection. */
  private double blocks(List<List<Share>> graphs) {
    long count = 0;
    for (List<Share> shares : graphs) {
      count += (long) calibration.stepsPerEpoch() * distinctBlocks(nets(shares));
      for (int step = 0; step < validation.stepsPerEpoch(); step++) {
        count += distinctBlocks(nets(at(step, shares)));
      }
    }
    return count;
  }

  private static long distinctBlocks(List<Network> nets) {
    Set<Node> blocks = new HashSet<>();
    for (Network net : nets) {
      for (Node node : net.nodes()) {
        if (node.layer() instanceof Layer.Add && node.name().startsWith(Detector.BODY)) {
          blocks.add(node);
        }
      }
    }
    return blocks.size();
  }

  private static List<Network> nets(List<Share> shares) {
    return shares.stream().map(Share::net).toList();
  }

  private static List<Share> at(int step, List<Share> shares) {
    return shares.stream().filter(share -> share.steps().get(step)).toList();
  }

  private void detectors(List<List<Share>> graphs) throws InterruptedException {
    for (List<Share> shares : graphs) {
      merged.detect(shares);
    }
  }

  /** The same mini-batches through the backbones alone, with the batch's statistics. */
  private void backbones(List<List<Share>> graphs) throws InterruptedException {
    for (List<Share> shares : graphs) {
      for (int step = 0; step < calibration.stepsPerEpoch(); step++) {
        run(nets(shares), calibration, step);
      }
      for (int step = 0; step < validation.stepsPerEpoch(); step++) {
        run(nets(at(step, shares)), validation, step);
      }
    }
  }

  private void run(List<Network> features, Batches batches, int step) throws InterruptedException {
    List<Network> bodies = features.stream().map(MergedBenchmark::body).toList();
    try (Pass pass = Pass.inference(detector.store(), new Normalisation.Batch(false))) {
      pass.runEach(bodies, Map.of("input", pass.input(batches.batch(step).images())), _ -> {});
    }
  }

  /** What the pyramid stands on: the last block of each stage. */
  private static Network body(Network features) {
    var ends = new LinkedHashMap<String, Node>();
    for (Node node : features.nodes()) {
      for (Node input : node.inputs()) {
        if (!node.name().startsWith(Detector.BODY) && input.name().startsWith(Detector.BODY)) {
          ends.put(input.name(), input);
        }
      }
    }
    return new Network(ends);
  }

  /** A piece of work. */
  @FunctionalInterface
  private interface Work {
    void run() throws InterruptedException;
  }

  private static double seconds(Work work) throws InterruptedException {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long start = system.getProcessCpuTime();
    work.run();
    return (system.getProcessCpuTime() - start) / 1e9;
  }

  private static void report(String what, double together, double apart) {
    System.out.printf(
        Locale.ROOT,
        "  %-9s together %9.1f, one by one %9.1f, ratio %.2f%n",
        what,
        together,
        apart,
        apart / together);
  }
}
