package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.detection.data.Augmentation;
import io.crnas.detection.data.Dataset;
import io.crnas.detection.data.Preparation;
import io.crnas.detection.scenes.Scenes;
import io.crnas.detection.scenes.World;
import io.crnas.detection.torch.Torch;
import io.crnas.detection.training.Architecture;
import io.crnas.detection.training.Course;
import io.crnas.detection.training.Paths;
import io.crnas.detection.training.Recipe;
import io.crnas.detection.training.TrainedDetector;
import io.crnas.detection.training.Trainer;
import io.crnas.export.onnx.OnnxSettings;
import io.crnas.export.onnx.OnnxWriter;
import io.crnas.export.parity.Allowance;
import io.crnas.export.parity.DetectionComparison;
import io.crnas.framework.device.Device;
import io.crnas.framework.progress.Progress;
import io.crnas.runtime.Input;
import io.crnas.runtime.Metadata;
import io.crnas.runtime.Options;
import io.crnas.runtime.Part;
import io.crnas.runtime.Precision;
import io.crnas.runtime.Tensor;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.ResNet;
import io.crnas.spaces.Sharing;
import io.crnas.spaces.detector.RpnAlone;
import io.crnas.spaces.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The detector of docs/detector.md is trained, and its file finds what the engine finds. */
class OwnDetectorTest {
  private static final int SIZE = 64;
  private static final int IMAGES = 2;
  private static final double TOLERANCE = 1e-4;
  private static final Allocation ALLOCATION = Allocation.parse("1-1-1-1");
  private static final Preparation PREPARATION = Preparation.of(SIZE, SIZE);

  @TempDir Path folder;

  @Test
  void itsFileFindsWhatTheEngineFinds() throws IOException, InterruptedException {
    var architecture =
        new Architecture(
            ResNet.resnet18(8), RpnAlone.detector(16, List.of(8, 16, 24, 32, 48)), Sharing.ALONE);
    Dataset scenes =
        new Scenes(SIZE, SIZE, World.MIXED, List.of("target"), 24, 2, 1).split("train", 16);
    Path file = folder.resolve("rpn-alone.onnx");
    var options = Options.defaults().withDevice(new io.crnas.runtime.Device.Cpu()).withThreads(1);
    try (Torch torch = Torch.open(new Device.Cpu(), 1)) {
      Weights weights =
          new Trainer(
                  torch,
                  architecture,
                  scenes,
                  PREPARATION,
                  new Course(30, Recipe.sgd(4, 0.02, 4, List.of(0.7)), Augmentation.NONE),
                  3)
              .train("alone", Paths.of(ALLOCATION), folder.resolve("net"), Progress.silent());
      try (var engine = new TrainedDetector(torch, architecture, ALLOCATION, weights)) {
        OnnxWriter.write(
            file,
            engine.features(),
            architecture.detector(),
            weights,
            metadata(architecture),
            OnnxSettings.defaults());
        float[] pixels =
            RandomNet.pixels(
                new ImageSize(SIZE, SIZE), Collections.nCopies(IMAGES, new ImageSize(SIZE, SIZE)));
        try (var exported = io.crnas.runtime.Detector.load(file, options)) {
          var found = exported.detect(new Tensor(List.of(IMAGES, 3, SIZE, SIZE), pixels));
          var expected =
              engine.detect(
                  pixels, Collections.nCopies(IMAGES, new ImageSize(SIZE, SIZE)), SIZE, SIZE);
          var comparison =
              DetectionComparison.of(
                  "noise",
                  expected.stream().map(EngineParity::ofEngine).toList(),
                  found.stream().map(EngineParity::ofFile).toList(),
                  Allowance.of(Precision.FP32, TOLERANCE, architecture.detector().detections())
                      .detections());
          assertTrue(comparison.passes(), comparison::toString);
          assertTrue(comparison.matched() > 20, comparison::toString);
        }
      }
    }
  }

  private static Metadata metadata(Architecture architecture) {
    var detector = architecture.detector();
    return new Metadata(
        Part.DETECTOR,
        Precision.FP32,
        Input.PREPARED,
        Optional.of(detector.name()),
        architecture.backbone().name(),
        ALLOCATION.toString(),
        "not counted",
        ExportPhase.preprocessing(PREPARATION),
        Collections.nCopies(detector.neck().levels(), 4),
        Collections.nCopies(detector.classes(), "class"),
        Optional.empty(),
        new Metadata.Provenance("none", "own detector", 0, "none"));
  }
}
