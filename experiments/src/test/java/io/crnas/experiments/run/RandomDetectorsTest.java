package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.detection.torch.Torch;
import io.crnas.detection.training.TrainedDetector;
import io.crnas.export.calibration.Calibrator;
import io.crnas.export.onnx.Computation;
import io.crnas.export.onnx.GraphOutputs;
import io.crnas.export.onnx.OnnxSettings;
import io.crnas.export.onnx.OnnxWriter;
import io.crnas.export.parity.Allowance;
import io.crnas.export.parity.DetectionComparison;
import io.crnas.export.parity.Parity;
import io.crnas.export.parity.ParityCase;
import io.crnas.export.parity.ParityReport;
import io.crnas.framework.device.Device;
import io.crnas.runtime.Backbone;
import io.crnas.runtime.Detector;
import io.crnas.runtime.Input;
import io.crnas.runtime.Metadata;
import io.crnas.runtime.Options;
import io.crnas.runtime.Part;
import io.crnas.runtime.Precision;
import io.crnas.runtime.Preprocessing;
import io.crnas.runtime.Resize;
import io.crnas.spaces.Deformable;
import io.crnas.spaces.detector.NasFpn;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.weights.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whole detectors around random allocations of every family, exported, looked at by ONNX's own
 * checker and run in ONNX Runtime, against the engine. {@code -Dcrnas.random-detectors=200} looks
 * at so many, {@code -Dcrnas.large-file=true} also at one of more than 2 GB.
 */
class RandomDetectorsTest {
  private static final int USUAL = 11;
  private static final int COUNT = Integer.getInteger("crnas.random-detectors", USUAL);
  private static final double TOLERANCE = 1e-4;

  /** So much further off than others may be what a neck of seven cells in a row makes. */
  private static final double CELLS = 2.5;

  @TempDir Path folder;

  /** In numbers of less precision the levels are near, which what is found depends on. */
  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"FP16", "INT8"})
  void otherPrecisionsAreNearTheEngine(Precision precision)
      throws IOException, InterruptedException {
    List<String> unlike = new ArrayList<>();
    try (Torch torch = Torch.open(new Device.Cpu(), 1)) {
      for (int number = 0; number < COUNT; number++) {
        RandomNet net = RandomNet.of(number, torch);
        // What was rounded to 256 numbers tells random offsets to read other pixels.
        if (precision == Precision.INT8 && net.architecture().backbone() instanceof Deformable) {
          continue;
        }
        ParityReport report = report(net, torch, folder.resolve(number + ".onnx"), precision);
        if (!report.failures().isEmpty()) {
          unlike.add(number + ": " + report);
        }
      }
    }
    assertTrue(unlike.isEmpty(), () -> String.join("\n", unlike));
  }

  @Test
  void whereScoresAreAllOneTheSameAreChosen() throws IOException, InterruptedException {
    try (Torch torch = Torch.open(new Device.Cpu(), 1)) {
      RandomNet net = RandomNet.sure(torch);
      ParityReport report = report(net, torch, folder.resolve("sure.onnx"), Precision.FP32);
      assertTrue(report.passed(), report::toString);
      assertTrue(report.detections().getFirst().matched() > 40, report::toString);
    }
  }

  /** Needs 8 GB for Java ({@code -Xmx8g}) and as much beside. */
  @Test
  @EnabledIfSystemProperty(named = "crnas.large-file", matches = "true")
  void aFileOfMoreThanTwoGigabytesEqualsTheEngine() throws IOException, InterruptedException {
    try (Torch torch = Torch.open(new Device.Cpu(), 1)) {
      RandomNet net = RandomNet.large(torch);
      ParityReport report = report(net, torch, folder.resolve("large.onnx"), Precision.FP32);
      long bytes = 0;
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          bytes += Files.size(file);
        }
      }
      assertTrue(bytes > 1L << 31, "" + bytes);
      assertTrue(report.passed(), report::toString);
      assertTrue(report.detections().getFirst().matched() > 10, report::toString);
      System.out.println(bytes + " bytes: " + report);
    }
  }

  @Test
  void theFileEqualsTheEngine() throws IOException, InterruptedException {
    int matched = 0;
    int nearTies = 0;
    int nothing = 0;
    List<String> unlike = new ArrayList<>();
    try (Torch torch = Torch.open(new Device.Cpu(), 1)) {
      for (int number = 0; number < COUNT; number++) {
        RandomNet net = RandomNet.of(number, torch);
        String name =
            "%d: %s, %s %s, images of %s in %s"
                .formatted(
                    number,
                    net.architecture().detector().name(),
                    net.architecture().backbone().name(),
                    net.allocation(),
                    net.sizes(),
                    net.image());
        ParityReport report = report(net, torch, folder.resolve(number + ".onnx"), Precision.FP32);
        DetectionComparison found = report.detections().getFirst();
        matched += found.matched();
        nearTies += found.nearTies();
        if (!report.passed()) {
          unlike.add(name + ": " + report);
        }
        nothing += found.matched() + found.nearTies() == 0 ? 1 : 0;
      }
    }
    String sum =
        "%d detections alike, %d near ties; in %d nothing is found"
            .formatted(matched, nearTies, nothing);
    if (COUNT != USUAL) {
      System.out.println(COUNT + " detectors: " + sum);
    }
    assertTrue(unlike.isEmpty(), () -> sum + "; " + String.join("\n", unlike));
    assertTrue(nearTies <= matched / 100, sum);
    assertTrue(nothing <= COUNT / 20, sum);
  }

  private ParityReport report(RandomNet net, Torch torch, Path file, Precision precision)
      throws IOException, InterruptedException {
    int height = net.image().height();
    int width = net.image().width();
    int count = net.sizes().size();
    float[] pixels = RandomNet.pixels(net.image(), net.sizes());
    var detector = net.architecture().detector();
    var options = Options.defaults().withDevice(new io.crnas.runtime.Device.Cpu()).withThreads(1);
    var input = new Tensor(List.of(count, 3, height, width), pixels);
    var same = new io.crnas.runtime.Tensor(input.shape(), pixels);
    Computation computation =
        switch (precision) {
          case FP32 -> new Computation.Single();
          case FP16 -> new Computation.Half();
          case INT8 -> new Computation.Quantised(new Calibrator(List.of(same), options, () -> {}));
        };
    Allowance allowed = Allowance.of(precision, TOLERANCE, detector.detections());
    try (var engine =
        new TrainedDetector(torch, net.architecture(), net.allocation(), net.weights())) {
      Network features = engine.features();
      OnnxWriter.write(
          file,
          features,
          detector,
          net.weights(),
          metadata(net, precision),
          OnnxSettings.defaults().withComputation(computation));
      OnnxChecker.check(file);
      var levels = new LinkedHashMap<String, String>();
      features.outputs().forEach((name, node) -> levels.put(name, node.name()));
      Path cut = file.resolveSibling("levels.onnx");
      GraphOutputs.write(file, cut, levels);
      try (var inside = Backbone.load(cut, options);
          var whole = Detector.load(file, options)) {
        var reference = engine.outputs(features, pixels, count, height, width);
        var found = whole.detect(same);
        return Parity.check(
                inside,
                List.of(new ParityCase("levels", input, reference)),
                allowed.features() * (detector.neck() instanceof NasFpn ? amplified(precision) : 1))
            .withDetections(
                List.of(
                    DetectionComparison.of(
                        "detections",
                        engine.detect(pixels, net.sizes(), height, width).stream()
                            .map(EngineParity::ofEngine)
                            .toList(),
                        found.stream().map(EngineParity::ofFile).toList(),
                        allowed.detections())));
      }
    }
  }

  /** In single precision no neck makes a difference. */
  private static double amplified(Precision precision) {
    return switch (precision) {
      case FP32 -> 1;
      case FP16, INT8 -> CELLS;
    };
  }

  private static Metadata metadata(RandomNet net, Precision precision) {
    var detector = net.architecture().detector();
    return new Metadata(
        Part.DETECTOR,
        precision,
        Input.PREPARED,
        Optional.of(detector.name()),
        net.architecture().backbone().name(),
        net.allocation().toString(),
        "not counted",
        new Preprocessing(
            new Resize.KeptAspect(64, 96), 1, List.of(0.0, 0.0, 0.0), List.of(1.0, 1.0, 1.0)),
        Collections.nCopies(detector.neck().levels(), 4),
        Collections.nCopies(detector.classes(), "class"),
        Optional.empty(),
        new Metadata.Provenance("none", "random", 0, "none"));
  }
}
