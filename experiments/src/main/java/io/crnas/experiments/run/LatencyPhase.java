package io.crnas.experiments.run;

import io.crnas.detection.data.Dataset;
import io.crnas.experiments.bench.Benchmark;
import io.crnas.experiments.bench.Measured;
import io.crnas.experiments.pipeline.ExportForm;
import io.crnas.experiments.results.LatencyComparison;
import io.crnas.experiments.results.RetrainedNet;
import io.crnas.framework.progress.Progress;
import io.crnas.runtime.Device;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Times the files of the found detector and of the baseline by turns on a test image; once in a
 * run.
 */
record LatencyPhase(Work work, Target target, RunFolder folder) {

  void run() throws IOException, InterruptedException {
    int runs = work.experiment().export().timedRuns();
    if (runs == 0 || Files.exists(folder.latency())) {
      return;
    }
    List<Path> files =
        Stream.of(RetrainedNet.BASELINE, RetrainedNet.FOUND)
            .map(net -> folder.onnx(net.toString(), ExportForm.whole()))
            .toList();
    Benchmark.Outcome timed = byTurns(work, files, runs);
    new LatencyComparison(
            timed.device().toString(),
            timed.all().getFirst().setting().threads(),
            timed.size().toString(),
            runs,
            times(timed.all().getFirst()),
            times(timed.all().getLast()),
            timed.all().getLast().ratio())
        .write(folder.latency());
  }

  /** Times files of one input on a test image, on the processor, with the run's threads. */
  static Benchmark.Outcome byTurns(Work work, List<Path> files, int runs)
      throws IOException, InterruptedException {
    return new Benchmark(
            files,
            new Device.Cpu(),
            Optional.empty(),
            Optional.of(image(work.setup().training().images().test())),
            runs,
            /* memory= */ false)
        .run(List.of(new Measured.Setting(work.engine().threads(), 1)), Progress.silent());
  }

  /** One with as many objects as most have. */
  private static BufferedImage image(Dataset images) {
    List<Integer> chosen = TestImages.chosen(images.samples());
    return images.load(chosen.get(chosen.size() / 2)).toBufferedImage();
  }

  private static LatencyComparison.Times times(Measured measured) {
    return new LatencyComparison.Times(measured.median(), measured.p99());
  }
}
