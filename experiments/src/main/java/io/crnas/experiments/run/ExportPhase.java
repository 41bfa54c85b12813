package io.crnas.experiments.run;

import io.crnas.detection.data.Preparation;
import io.crnas.detection.data.Resize;
import io.crnas.detection.data.Rgb;
import io.crnas.detection.metric.CocoMetrics;
import io.crnas.detection.training.TrainedDetector;
import io.crnas.experiments.command.ExportRequest;
import io.crnas.experiments.descriptor.Descriptor;
import io.crnas.experiments.results.Metric;
import io.crnas.experiments.results.Retrained;
import io.crnas.export.onnx.Computation;
import io.crnas.export.onnx.MetadataFile;
import io.crnas.export.onnx.OnnxProperties;
import io.crnas.export.onnx.OnnxSettings;
import io.crnas.export.onnx.OnnxWriter;
import io.crnas.export.parity.Parity;
import io.crnas.export.parity.ParityReport;
import io.crnas.framework.file.Fingerprint;
import io.crnas.runtime.Metadata;
import io.crnas.runtime.Precision;
import io.crnas.runtime.Preprocessing;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.detector.Detector;
import io.crnas.spaces.detector.Neck;
import io.crnas.spaces.weights.Safetensors;
import io.crnas.spaces.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Writes a trained detector, or a part of it, as ONNX and holds it, run in ONNX Runtime, against
 * the engine.
 */
record ExportPhase(Work work, Target target, RunFolder folder, ExportRequest request) {
  /** The metadata property that names the images which integers were fitted to. */
  private static final String CALIBRATION = "calibration";

  private static final int PARITY_IMAGES = 2;
  private static final List<Integer> STAGE_STRIDES = List.of(4, 8, 16, 32);

  /**
   * @param trained what was trained
   */
  Retrained.Parity run(Retrained.Net trained) throws IOException, InterruptedException {
    Weights weights = Safetensors.read(folder.weights(request.net().toString()));
    Allocation allocation = trained.allocation();
    Path file = folder.onnx(request);
    try (var engine =
        new TrainedDetector(
            work.engine().torch(), work.setup().training().retrained(), allocation, weights)) {
      write(file, allocation, weights, engine, metadata(trained));
      var parity = new EngineParity(work, target, engine);
      ParityReport report =
          switch (request.input()) {
            case PREPARED ->
                parity.of(file, request.part(), request.precision(), parity.cases(PARITY_IMAGES));
            case PIXELS -> new PictureParity(parity).of(file, request.precision(), PARITY_IMAGES);
          };
      Parity.record(file, report);
      if (request.precision() == Precision.INT8) {
        OnnxProperties.put(file, Map.of(CALIBRATION, request.calibration().toString()));
      }
      MetadataFile.write(file);
      return ParityResult.of(report);
    }
  }

  private void write(
      Path file, Allocation allocation, Weights weights, TrainedDetector engine, Metadata metadata)
      throws IOException {
    var described = work.experiment().export();
    var settings =
        OnnxSettings.defaults()
            .withVersions(described.opset(), OnnxSettings.defaults().irVersion())
            .withFoldBatchNorm(described.foldBatchNorm())
            .withComputation(computation());
    switch (request.part()) {
      case BACKBONE ->
          OnnxWriter.write(
              file,
              work.setup().backbone.network(allocation),
              weights.under(Detector.BODY),
              metadata,
              settings);
      case FEATURES -> OnnxWriter.write(file, engine.features(), weights, metadata, settings);
      case HEADS ->
          OnnxWriter.writeHeads(file, engine.features(), detector(), weights, metadata, settings);
      case DETECTOR ->
          OnnxWriter.write(file, engine.features(), detector(), weights, metadata, settings);
    }
  }

  private Computation computation() {
    return switch (request.precision()) {
      case FP32 -> new Computation.Single();
      case FP16 -> new Computation.Half();
      case INT8 ->
          new Computation.Quantised(new Calibration(work, target, request.calibration())::ranges);
    };
  }

  private Detector detector() {
    return work.setup().training().retrained().detector();
  }

  private Metadata metadata(Retrained.Net trained) {
    return new Metadata(
        request.part(),
        request.precision(),
        request.input(),
        Optional.of(detector().name()),
        work.experiment().space().title(),
        trained.allocation().toString(),
        work.setup().costs.cost(trained.allocation()).toString(),
        preprocessing(work.setup().training().images().preparation()),
        strides(),
        work.setup().training().images().train().categories(),
        accuracy(trained),
        new Metadata.Provenance(
            Versions.crnas(),
            work.experiment().name(),
            work.experiment().seed(),
            Fingerprint.of(Descriptor.write(work.experiment()))));
  }

  /** What the training did to images, for those who deploy. */
  static Preprocessing preprocessing(Preparation preparation) {
    return new Preprocessing(
        resize(preparation.resize()),
        preparation.multiple(),
        numbers(preparation.mean()),
        numbers(preparation.deviation()));
  }

  private List<Integer> strides() {
    Neck neck = detector().neck();
    return switch (request.part()) {
      case BACKBONE -> STAGE_STRIDES;
      case FEATURES, HEADS, DETECTOR ->
          IntStream.range(0, neck.levels())
              .mapToObj(level -> 1 << (neck.finest() + level))
              .toList();
    };
  }

  private Optional<Metadata.Accuracy> accuracy(Retrained.Net trained) {
    OptionalDouble ap = trained.first().score(new Metric(CocoMetrics.NAMES.get(0)));
    OptionalDouble ap50 = trained.first().score(new Metric(CocoMetrics.NAMES.get(1)));
    var images = work.setup().training().images().test();
    return ap.isPresent() && ap50.isPresent()
        ? Optional.of(
            new Metadata.Accuracy(
                ap.getAsDouble(), ap50.getAsDouble(), images.name(), images.size()))
        : Optional.empty();
  }

  private static io.crnas.runtime.Resize resize(Resize resize) {
    return switch (resize) {
      case Resize.Fixed fixed ->
          new io.crnas.runtime.Resize.Stretched(fixed.size().height(), fixed.size().width());
      case Resize.KeptAspect kept ->
          new io.crnas.runtime.Resize.KeptAspect(kept.shorter(), kept.longer());
    };
  }

  /** The shortest decimals, as a person would write them. */
  private static List<Double> numbers(Rgb rgb) {
    return Stream.of(rgb.red(), rgb.green(), rgb.blue())
        .map(value -> Double.valueOf(Float.toString(value)))
        .toList();
  }
}
