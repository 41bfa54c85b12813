package io.crnas.experiments.run;

import io.crnas.detection.data.Augmentation;
import io.crnas.detection.data.Batch;
import io.crnas.detection.data.Batches;
import io.crnas.detection.data.Dataset;
import io.crnas.detection.data.Preparation;
import io.crnas.detection.head.Losses;
import io.crnas.detection.scenes.Scenes;
import io.crnas.detection.scenes.World;
import io.crnas.detection.torch.Precision;
import io.crnas.detection.torch.Torch;
import io.crnas.detection.training.Architecture;
import io.crnas.detection.training.Course;
import io.crnas.detection.training.Paths;
import io.crnas.detection.training.Recipe;
import io.crnas.detection.training.TrainedDetector;
import io.crnas.detection.training.Trainer;
import io.crnas.experiments.pipeline.DeviceComparison;
import io.crnas.export.onnx.OnnxSettings;
import io.crnas.export.onnx.OnnxWriter;
import io.crnas.export.parity.DetectionComparison;
import io.crnas.export.parity.DetectionRules;
import io.crnas.export.parity.FoundBox;
import io.crnas.framework.device.Device;
import io.crnas.framework.progress.Progress;
import io.crnas.runtime.Detector;
import io.crnas.runtime.Input;
import io.crnas.runtime.Metadata;
import io.crnas.runtime.Options;
import io.crnas.runtime.Part;
import io.crnas.runtime.Tensor;
import io.crnas.runtime.WrongInputException;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.ResNet;
import io.crnas.spaces.Sharing;
import io.crnas.spaces.detector.FasterRcnn;
import io.crnas.spaces.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether a device computes what the processor computes: a small detector is trained on generated
 * scenes on both, the processor's weights detect on both, and its ONNX file is run on the device.
 *
 * @param device to be checked
 * @param folder where files are written
 */
record DeviceCheck(Device device, int threads, Path folder, Progress progress) {
  private static final int STEPS = 10;
  private static final int WARM_UP = 2;

  /** Later ones differ by more, because a difference in one step grows in the next. */
  private static final int COMPARED = 3;

  private static final double LOSS_TOLERANCE = 1e-3;

  /** Of a training that multiplies numbers of ten bits. */
  private static final double TENSOR_FLOAT_TOLERANCE = 0.02;

  /** Of a training that multiplies numbers of eight bits. */
  private static final double BFLOAT16_TOLERANCE = 0.05;

  private static final int SIDE = 128;
  private static final int IMAGES = 4;
  private static final Allocation NET = Allocation.parse("2-1-1-1");
  private static final Preparation PREPARATION = Preparation.of(SIDE, SIDE);
  private static final Scenes SCENES =
      new Scenes(SIDE, SIDE, World.MIXED, List.of("wheel", "target", "die"), 16, 3, 1);

  /** What training on a device was like. */
  private record Run(List<Losses> losses, List<Double> speeds, Weights weights) {
    /** Of a step behind the first ones, in milliseconds. */
    double fastest() {
      return speeds.stream()
          .skip(WARM_UP)
          .mapToDouble(speed -> 1000 * IMAGES / speed)
          .min()
          .orElseThrow();
    }
  }

  /**
   * Compares.
   *
   * @throws io.crnas.framework.problem.InvalidInputException saying why there is no such device
   */
  List<DeviceComparison> compare() throws IOException, InterruptedException {
    List<DeviceComparison> comparisons = new ArrayList<>();
    Batch batch = Batches.inOrder(SCENES.split("val", IMAGES), PREPARATION, IMAGES, 0).batch(0);
    Run onDevice;
    Run inTensorFloat32;
    Run inBfloat16;
    // First of all, so that what is missing is told at once.
    try (Torch torch = Torch.open(device, threads)) {
      onDevice = train(torch, "device");
    }
    try (Torch torch = Torch.open(device, threads, Precision.TF32)) {
      inTensorFloat32 = train(torch, "tensor-float32");
    }
    try (Torch torch = Torch.open(device, threads, Precision.BF16)) {
      inBfloat16 = train(torch, "bfloat16");
    }
    Run onProcessor;
    List<List<FoundBox>> expected;
    Path file = folder.resolve("check.onnx");
    try (Torch torch = Torch.open(new Device.Cpu(), threads)) {
      onProcessor = train(torch, "processor");
      expected = detect(torch, onProcessor.weights(), batch);
      write(torch, onProcessor.weights(), file);
    }
    comparisons.add(
        losses(
            "losses of the first " + COMPARED + " steps", onProcessor, onDevice, LOSS_TOLERANCE));
    comparisons.add(
        losses("the same in tf32", onProcessor, inTensorFloat32, TENSOR_FLOAT_TOLERANCE));
    comparisons.add(losses("the same in bfloat16", onProcessor, inBfloat16, BFLOAT16_TOLERANCE));
    try (Torch torch = Torch.open(device, threads)) {
      comparisons.add(
          detections(
              "detections of the engine", expected, detect(torch, onProcessor.weights(), batch)));
    }
    comparisons.add(deployed("detections of ONNX Runtime", expected, file, batch));
    comparisons.add(
        new DeviceComparison(
            "training step",
            String.format(
                Locale.ROOT,
                "%.1f ms of %d images, in tf32 %.1f ms, in bfloat16 %.1f ms, on the processor %.1f"
                    + " ms",
                onDevice.fastest(),
                IMAGES,
                inTensorFloat32.fastest(),
                inBfloat16.fastest(),
                onProcessor.fastest()),
            true));
    return comparisons;
  }

  private static FasterRcnn settings() {
    return new FasterRcnn(
        32,
        64,
        List.of(8, 16, 32, 64, 96),
        List.of(0.5, 1.0, 2.0),
        300,
        100,
        64,
        32,
        224,
        0.05,
        0.5,
        100);
  }

  private static Architecture architecture() {
    return new Architecture(ResNet.resnet18(16), settings().detector(3), Sharing.ALONE);
  }

  private Run train(Torch torch, String name) throws IOException, InterruptedException {
    Dataset images = SCENES.split("train", STEPS * IMAGES);
    var recipe = Recipe.sgd(IMAGES, 0.02, 1, List.of(0.7));
    List<Losses> losses = new ArrayList<>();
    List<Double> speeds = new ArrayList<>();
    Weights weights =
        new Trainer(
                torch,
                architecture(),
                images,
                PREPARATION,
                new Course(STEPS, recipe, Augmentation.NONE),
                1)
            .heardBy(step -> {
              losses.add(step.losses());
              speeds.add(step.imagesPerSecond());
            })
            .train(
                "training on " + torch.device(),
                Paths.of(NET),
                folder.resolve(name + ".safetensors"),
                progress);
    return new Run(losses, speeds, weights);
  }

  private static DeviceComparison losses(String what, Run expected, Run found, double tolerance) {
    double greatest = 0;
    for (int step = 0; step < COMPARED; step++) {
      double reference = expected.losses().get(step).total();
      double difference = Math.abs(found.losses().get(step).total() - reference) / reference;
      // Not by max, which a NaN would not reach.
      greatest = difference <= greatest ? greatest : difference;
    }
    return new DeviceComparison(
        what,
        String.format(
            Locale.ROOT, "within %.1e of the processor's, allowed %.0e", greatest, tolerance),
        greatest <= tolerance);
  }

  private static List<List<FoundBox>> detect(Torch torch, Weights weights, Batch batch)
      throws InterruptedException {
    try (var detector = new TrainedDetector(torch, architecture(), NET, weights)) {
      return detector
          .detect(batch.pixels(), EngineParity.sizes(batch), batch.height(), batch.width())
          .stream()
          .map(EngineParity::ofEngine)
          .toList();
    }
  }

  private static void write(Torch torch, Weights weights, Path file) throws IOException {
    Architecture architecture = architecture();
    try (var detector = new TrainedDetector(torch, architecture, NET, weights)) {
      OnnxWriter.write(
          file,
          detector.features(),
          architecture.detector(),
          weights,
          new Metadata(
              Part.DETECTOR,
              io.crnas.runtime.Precision.FP32,
              Input.PREPARED,
              Optional.of(architecture.detector().name()),
              architecture.backbone().name(),
              NET.toString(),
              "not counted",
              ExportPhase.preprocessing(PREPARATION),
              List.of(4, 8, 16, 32, 64),
              SCENES.split("val", 1).categories(),
              Optional.empty(),
              new Metadata.Provenance(Versions.crnas(), "device check", 1, "")),
          OnnxSettings.defaults());
    }
  }

  /** ONNX Runtime's own libraries for CUDA come by themselves; without them the engine is fine. */
  private DeviceComparison deployed(
      String what, List<List<FoundBox>> expected, Path file, Batch batch) throws IOException {
    try {
      return detections(what, expected, deployed(file, batch));
    } catch (WrongInputException e) {
      return new DeviceComparison(what, "not compared: " + e.getMessage(), true);
    }
  }

  private List<List<FoundBox>> deployed(Path file, Batch batch) throws IOException {
    var options =
        Options.defaults()
            .withDevice(io.crnas.runtime.Device.parse(device.toString()))
            .withThreads(threads);
    try (var detector = Detector.load(file, options)) {
      return detector
          .detect(
              new Tensor(List.of(batch.size(), 3, batch.height(), batch.width()), batch.pixels()))
          .stream()
          .map(EngineParity::ofFile)
          .toList();
    }
  }

  private static DeviceComparison detections(
      String what, List<List<FoundBox>> expected, List<List<FoundBox>> found) {
    var rules = DetectionRules.of(architecture().detector().detections());
    DetectionComparison comparison =
        DetectionComparison.of(IMAGES + " images", expected, found, rules);
    return new DeviceComparison(what, comparison.toString(), comparison.passes());
  }
}
