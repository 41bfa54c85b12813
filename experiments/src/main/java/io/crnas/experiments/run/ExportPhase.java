package io.crnas.experiments.run;

import io.crnas.detection.data.Batch;
import io.crnas.detection.data.Batches;
import io.crnas.detection.data.Preparation;
import io.crnas.detection.data.Resize;
import io.crnas.detection.data.Rgb;
import io.crnas.detection.training.Architecture;
import io.crnas.detection.training.TrainedDetector;
import io.crnas.experiments.command.RetrainedNet;
import io.crnas.experiments.descriptor.Descriptor;
import io.crnas.export.onnx.OnnxSettings;
import io.crnas.export.onnx.OnnxWriter;
import io.crnas.export.parity.Comparison;
import io.crnas.export.parity.Parity;
import io.crnas.export.parity.ParityCase;
import io.crnas.export.parity.ParityReport;
import io.crnas.framework.file.Fingerprint;
import io.crnas.runtime.Backbone;
import io.crnas.runtime.Device;
import io.crnas.runtime.Metadata;
import io.crnas.runtime.Options;
import io.crnas.runtime.Part;
import io.crnas.runtime.Preprocessing;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.detector.Detector;
import io.crnas.spaces.weights.Safetensors;
import io.crnas.spaces.weights.Tensor;
import io.crnas.spaces.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.stream.Stream;

/** Writes a trained backbone as ONNX and holds it, run in ONNX Runtime, against the engine. */
record ExportPhase(Work work, Target target, RunFolder folder, RetrainedNet net) {
  private static final int PARITY_IMAGES = 2;

  Results.Parity run(Allocation allocation) throws IOException {
    Weights weights = Safetensors.read(folder.weights(net.toString()));
    Architecture architecture = work.setup().training().architecture();
    try (var detector =
        new TrainedDetector(work.engine().torch(), architecture, allocation, weights)) {
      return run(allocation, weights, detector);
    }
  }

  private Results.Parity run(Allocation allocation, Weights weights, TrainedDetector detector)
      throws IOException {
    var described = work.experiment().export();
    var settings =
        OnnxSettings.defaults()
            .withVersions(described.opset(), OnnxSettings.defaults().irVersion())
            .withFoldBatchNorm(described.foldBatchNorm());
    Path file = folder.onnx(net);
    OnnxWriter.write(
        file,
        work.setup().backbone.network(allocation),
        weights.under(Detector.BODY),
        metadata(allocation),
        settings);
    var options =
        Options.defaults().withDevice(new Device.Cpu()).withThreads(work.engine().threads());
    ParityReport report;
    List<ImageSize> sizes = List.copyOf(sizes());
    try (var task = work.progress().start(target.called("parity"), sizes.size(), "sizes");
        var backbone = Backbone.load(file, options)) {
      Iterable<ParityCase> cases =
          () ->
              sizes.stream()
                  .map(size -> {
                    ParityCase one = parityCase(size, detector);
                    task.advance(1);
                    return one;
                  })
                  .iterator();
      report = Parity.check(backbone, cases, described.parityTolerance());
    }
    Parity.record(file, report);
    return results(report, sizes);
  }

  /** That of the data, one that no stride divides, and those of the descriptor. */
  private SequencedSet<ImageSize> sizes() {
    ImageSize own = preparation().paddedSize();
    var odd =
        new ImageSize(
            Math.max(33, own.height() * 3 / 4 | 1), Math.max(33, own.width() * 2 / 3 | 1));
    var sizes = new LinkedHashSet<>(List.of(own, odd));
    sizes.addAll(work.experiment().export().paritySizes());
    return sizes;
  }

  private ParityCase parityCase(ImageSize size, TrainedDetector detector) {
    Batch batch = Batches.inOrder(images().test(), preparation().at(size), count(), 0).batch(0);
    int count = batch.size();
    return new ParityCase(
        name(size),
        new Tensor(List.of(count, 3, size.height(), size.width()), batch.pixels()),
        detector.backbone(batch.pixels(), count, size.height(), size.width()));
  }

  private Results.Parity results(ParityReport report, List<ImageSize> sizes) {
    return new Results.Parity(
        report.passed(),
        report.tolerance(),
        report.maxRelative(),
        report.device(),
        sizes.stream()
            .map(size -> new Results.Check(size.toString(), count(), difference(report, size)))
            .toList());
  }

  /** The greatest one of a size. */
  private double difference(ParityReport report, ImageSize size) {
    return report.comparisons().stream()
        .filter(comparison -> comparison.testCase().equals(name(size)))
        .mapToDouble(Comparison::relative)
        .max()
        .orElseThrow();
  }

  private int count() {
    return Math.min(PARITY_IMAGES, images().test().size());
  }

  private Images images() {
    return work.setup().training().images();
  }

  private Preparation preparation() {
    return images().preparation();
  }

  private String name(ImageSize size) {
    return size + " x " + count();
  }

  private Metadata metadata(Allocation allocation) {
    return new Metadata(
        Part.BACKBONE,
        Optional.of(work.setup().training().architecture().detector().name()),
        work.experiment().space().title(),
        allocation.toString(),
        work.setup().costs.cost(allocation).toString(),
        preprocessing(preparation()),
        List.of(4, 8, 16, 32),
        images().train().categories(),
        Optional.empty(),
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
