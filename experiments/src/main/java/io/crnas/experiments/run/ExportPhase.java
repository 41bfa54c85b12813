package io.crnas.experiments.run;

import io.crnas.detection.data.Dataset;
import io.crnas.detection.data.Preparation;
import io.crnas.detection.data.Resize;
import io.crnas.detection.metric.CocoMetrics;
import io.crnas.detection.metric.DetectorScore;
import io.crnas.detection.torch.Torch;
import io.crnas.detection.training.TrainedDetector;
import io.crnas.experiments.descriptor.Descriptor;
import io.crnas.experiments.pipeline.ExportForm;
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
import io.crnas.runtime.Model;
import io.crnas.runtime.Part;
import io.crnas.runtime.Precision;
import io.crnas.runtime.Preprocessing;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.Sharing;
import io.crnas.spaces.detector.Detector;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.weights.Safetensors;
import io.crnas.spaces.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Writes a trained detector, or a part of it, as ONNX, holds it, run in ONNX Runtime, against the
 * engine, and says in it how well it does.
 *
 * @param folder that the weights are in, and where the file goes
 * @param net what it is called there
 */
record ExportPhase(Work work, Target target, RunFolder folder, String net, ExportForm form) {
  /** The metadata property that names the images which integers were fitted to. */
  private static final String CALIBRATION = "calibration";

  private static final String AP = CocoMetrics.NAMES.get(0);
  private static final String AP50 = CocoMetrics.NAMES.get(1);
  private static final int PARITY_IMAGES = 2;

  /**
   * @param trained what was trained
   */
  Retrained.Parity run(Retrained.Net trained) throws IOException, InterruptedException {
    Path file = folder.onnx(net, form);
    try (TrainedDetector engine = engine(trained)) {
      write(file, trained, engine);
      var parity = new EngineParity(work, target, engine);
      ParityReport report =
          switch (form.input()) {
            case PREPARED ->
                parity.of(file, form.part(), form.precision(), parity.cases(PARITY_IMAGES));
            case PIXELS -> new PictureParity(parity).of(file, form.precision(), PARITY_IMAGES);
          };
      Parity.record(file, report);
      if (form.precision() == Precision.INT8) {
        OnnxProperties.put(file, Map.of(CALIBRATION, form.calibration().toString()));
      }
      Retrained.Parity result = ParityResult.of(report);
      if (form.part() == Part.DETECTOR) {
        var test = new FileScore(work, target, file, form.input());
        Optional<DetectorScore> score = test.run(trained);
        if (score.isPresent()) {
          OnnxProperties.put(
              file, metadata(trained, Optional.of(accuracy(score.get()))).properties());
          result =
              result.withScores(
                  test.scores(
                      score.get(), trained, form.precision(), parity.allowance(form.precision())));
        }
      }
      MetadataFile.write(file);
      return result;
    }
  }

  private Weights weights() throws IOException {
    return Safetensors.read(folder.weights(net));
  }

  private TrainedDetector engine(Retrained.Net trained) throws IOException {
    return new TrainedDetector(
        work.engine().torch(),
        work.setup().training().retrained(),
        trained.allocation(),
        weights());
  }

  private void write(Path file, Retrained.Net trained, TrainedDetector engine) throws IOException {
    Weights weights = weights();
    Metadata metadata = metadata(trained, accuracy(trained));
    var described = work.experiment().export();
    var settings =
        OnnxSettings.defaults()
            .withOpset(described.opset())
            .withFoldBatchNorm(described.foldBatchNorm())
            .withComputation(computation());
    switch (form.part()) {
      case BACKBONE ->
          OnnxWriter.write(
              file,
              work.setup().backbone.network(trained.allocation()),
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
    return switch (form.precision()) {
      case FP32 -> new Computation.Single();
      case FP16 -> new Computation.Half();
      case INT8 ->
          new Computation.Quantised(new Calibration(work, target, form.calibration())::ranges);
    };
  }

  private Detector detector() {
    return work.setup().training().retrained().detector();
  }

  private Metadata metadata(Retrained.Net trained, Optional<Metadata.Accuracy> accuracy) {
    return new Metadata(
        form.part(),
        form.precision(),
        form.input(),
        Optional.of(detector().name()),
        work.experiment().space().title(),
        trained.allocation().toString(),
        work.setup().costs.cost(trained.allocation()).toString(),
        preprocessing(work.setup().training().images().preparation()),
        strides(trained.allocation()),
        work.setup().training().images().train().categories(),
        accuracy,
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
        preparation.normalisation().mean(),
        preparation.normalisation().deviation());
  }

  private List<Integer> strides(Allocation allocation) {
    Backbone backbone = work.setup().backbone;
    return switch (form.part()) {
      case BACKBONE -> backbone.network(allocation).strides();
      case FEATURES, HEADS, DETECTOR ->
          detector().features(backbone, allocation, new Graph(), Sharing.ALONE).strides();
    };
  }

  /** Of the weights in the engine. */
  private Optional<Metadata.Accuracy> accuracy(Retrained.Net trained) {
    OptionalDouble ap = trained.first().score(new Metric(AP));
    OptionalDouble ap50 = trained.first().score(new Metric(AP50));
    return ap.isPresent() && ap50.isPresent()
        ? Optional.of(accuracy(ap.getAsDouble(), ap50.getAsDouble(), Torch.version()))
        : Optional.empty();
  }

  /** Of the file. */
  private Metadata.Accuracy accuracy(DetectorScore score) {
    Map<String, Double> metrics = score.boxes().toMap();
    return accuracy(
        metrics.getOrDefault(AP, -1.0),
        metrics.getOrDefault(AP50, -1.0),
        "ONNX Runtime " + Model.version());
  }

  private Metadata.Accuracy accuracy(double ap, double ap50, String measuredBy) {
    Dataset images = work.setup().training().images().test();
    return new Metadata.Accuracy(ap, ap50, images.name(), images.size(), measuredBy);
  }

  private static io.crnas.runtime.Resize resize(Resize resize) {
    return switch (resize) {
      case Resize.Fixed fixed ->
          new io.crnas.runtime.Resize.Stretched(fixed.size().height(), fixed.size().width());
      case Resize.KeptAspect kept ->
          new io.crnas.runtime.Resize.KeptAspect(kept.shorter(), kept.longer());
    };
  }
}
