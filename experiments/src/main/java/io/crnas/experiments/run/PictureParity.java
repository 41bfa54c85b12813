package io.crnas.experiments.run;

import io.crnas.detection.data.Batch;
import io.crnas.detection.data.Batches;
import io.crnas.detection.data.PreparedSample;
import io.crnas.detection.data.Sample;
import io.crnas.detection.head.DetectedBox;
import io.crnas.export.onnx.GraphOutputs;
import io.crnas.export.parity.Allowance;
import io.crnas.export.parity.Comparison;
import io.crnas.export.parity.DetectionComparison;
import io.crnas.export.parity.FoundBox;
import io.crnas.export.parity.Parity;
import io.crnas.export.parity.ParityCase;
import io.crnas.export.parity.ParityReport;
import io.crnas.framework.file.ScratchFolder;
import io.crnas.runtime.Detector;
import io.crnas.runtime.Model;
import io.crnas.runtime.Options;
import io.crnas.runtime.Precision;
import io.crnas.runtime.Tensor;
import io.crnas.spaces.ImageSize;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A file that takes pictures as they are, against the engine on pictures of the val split: what its
 * networks see, the levels of the pyramid, and boxes in pixels of the pictures.
 *
 * @param parity of files that take prepared images
 */
record PictureParity(EngineParity parity) {
  /** The value that the networks see. */
  private static final String PREPARED = "input";

  /**
   * Runs a file.
   *
   * @param count how many pictures, one at a time
   */
  ParityReport of(Path file, Precision precision, int count)
      throws IOException, InterruptedException {
    Allowance allowed = parity.allowance(precision);
    Options options = parity.work().onProcessor();
    int most = Math.min(count, parity.images().size());
    Map<ImageSize, List<Integer>> bySize =
        IntStream.range(0, most)
            .boxed()
            .collect(
                Collectors.groupingBy(
                    i -> parity.images().samples().get(i).size(),
                    LinkedHashMap::new,
                    Collectors.toList()));
    List<Comparison> comparisons = new ArrayList<>();
    List<DetectionComparison> detections = new ArrayList<>();
    try (var folder = new ScratchFolder("parity");
        var task = parity.work().progress().start("parity", most, "pictures");
        var inside = Model.load(looked(file, folder), options);
        var detector = Detector.load(file, options)) {
      for (Map.Entry<ImageSize, List<Integer>> alike : bySize.entrySet()) {
        String name = new EngineParity.Case(alike.getKey(), alike.getValue().size()).toString();
        List<List<FoundBox>> reference = new ArrayList<>();
        List<List<FoundBox>> found = new ArrayList<>();
        for (int i : alike.getValue()) {
          Batch batch = Batches.inOrder(parity.images(), parity.preparation(), 1, 0).batch(i);
          BufferedImage picture = parity.images().load(i).toBufferedImage();
          comparisons.addAll(
              Parity.compare(reference(name, batch), inside.run(Tensor.ofPixels(picture))));
          reference.add(EngineParity.ofEngine(detected(batch)));
          found.add(EngineParity.ofFile(detector.detect(picture)));
          task.advance(1);
        }
        detections.add(DetectionComparison.of(name, reference, found, allowed.detections()));
      }
      return new ParityReport(allowed.features(), detector.device().toString(), comparisons)
          .withDetections(detections);
    }
  }

  /** The file with what the networks see, and the levels, for outputs. */
  private Path looked(Path file, ScratchFolder folder) throws IOException {
    var values = new LinkedHashMap<>(Map.of(PREPARED, PREPARED));
    parity.engine().features().outputs().forEach((name, node) -> values.put(name, node.name()));
    Path looked = folder.path().resolve("levels.onnx");
    GraphOutputs.write(file, looked, values);
    return looked;
  }

  private ParityCase reference(String name, Batch batch) {
    var prepared =
        new io.crnas.spaces.weights.Tensor(
            List.of(1, 3, batch.height(), batch.width()), batch.pixels());
    var outputs = new LinkedHashMap<String, io.crnas.spaces.weights.Tensor>();
    outputs.put(PREPARED, prepared);
    outputs.putAll(
        parity
            .engine()
            .outputs(parity.engine().features(), batch.pixels(), 1, batch.height(), batch.width()));
    return new ParityCase(name, prepared, outputs);
  }

  /** What the engine finds, in pixels of the picture. */
  private List<DetectedBox> detected(Batch batch) throws InterruptedException {
    PreparedSample sample = batch.samples().getFirst();
    return parity
        .engine()
        .detect(batch.pixels(), EngineParity.sizes(batch), batch.height(), batch.width())
        .getFirst()
        .stream()
        .map(one ->
            new DetectedBox(sample.original(one.box()), one.label(), one.score(), one.mask()))
        .toList();
  }

  /** A picture that nothing was done to. */
  static PreparedSample asItIs(int index, Sample sample) {
    return new PreparedSample(
        index, sample, sample.width(), sample.height(), false, false, List.of());
  }
}
