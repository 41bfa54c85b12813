package io.crnas.experiments.run;

import io.crnas.detection.data.Batch;
import io.crnas.detection.data.Batches;
import io.crnas.detection.data.Dataset;
import io.crnas.experiments.pipeline.CalibrationImages;
import io.crnas.export.calibration.Calibrator;
import io.crnas.export.onnx.Range;
import io.crnas.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * The ranges that a net's values have on images of a split, prepared as in the training.
 *
 * @param wanted how many, of which split
 */
record Calibration(Work work, Target target, CalibrationImages wanted) {

  Map<String, Range> ranges(Path file) throws IOException {
    Images images = work.setup().training().images();
    Dataset chosen = Images.calibration(split(images), wanted.count(), work.experiment().seed());
    Batches batches = Batches.inOrder(chosen, images.preparation(), 1, 0);
    String title = target.called("calibration on " + wanted.split());
    try (var task = work.progress().start(title, chosen.size(), "images")) {
      Iterable<Tensor> inputs =
          () ->
              LongStream.range(0, chosen.size())
                  .mapToObj(batches::batch)
                  .map(Calibration::input)
                  .iterator();
      return new Calibrator(inputs, work.onProcessor(), () -> task.advance(1)).ranges(file);
    }
  }

  private Dataset split(Images images) {
    return switch (wanted.split()) {
      case "train" -> images.train();
      case "val" -> images.validation();
      case String _ -> images.test();
    };
  }

  private static Tensor input(Batch batch) {
    return new Tensor(List.of(batch.size(), 3, batch.height(), batch.width()), batch.pixels());
  }
}
