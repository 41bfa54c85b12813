package io.crnas.experiments.run;

import io.crnas.experiments.bench.Benchmark;
import io.crnas.experiments.bench.Measured;
import io.crnas.experiments.command.ExportForm;
import io.crnas.experiments.results.LatencyComparison;
import io.crnas.experiments.results.Retrained;
import io.crnas.experiments.results.RetrainedNet;
import io.crnas.framework.file.ScratchFolder;
import io.crnas.framework.progress.Progress;
import io.crnas.runtime.Device;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Times the found detector's file and one of the baseline, which is thrown away, by turns on a test
 * image; once in a run.
 */
record LatencyPhase(Work work, Target target, RunFolder folder) {

  void run(Retrained.Net baseline) throws IOException, InterruptedException {
    int runs = work.experiment().export().timedRuns();
    if (runs == 0 || Files.exists(folder.latency())) {
      return;
    }
    try (var scratch = new ScratchFolder("latency")) {
      String net = RetrainedNet.BASELINE.toString();
      ExportForm whole = ExportForm.whole();
      Path other = new RunFolder(scratch.path()).onnx(net, whole);
      new ExportPhase(work, target, folder, net, whole).write(baseline, other);
      List<Path> files = List.of(other, folder.onnx(RetrainedNet.FOUND.toString(), whole));
      var setting = new Measured.Setting(work.engine().threads(), 1);
      Benchmark.Outcome timed =
          new Benchmark(
                  files,
                  new Device.Cpu(),
                  Optional.empty(),
                  Optional.of(image()),
                  runs,
                  /* memory= */ false)
              .run(List.of(setting), Progress.silent());
      new LatencyComparison(
              timed.device().toString(),
              setting.threads(),
              timed.size().toString(),
              runs,
              times(timed.all().getFirst()),
              times(timed.all().getLast()),
              timed.all().getLast().ratio())
          .write(folder.latency());
    }
  }

  /** One with as many objects as most have. */
  private BufferedImage image() {
    var images = work.setup().training().images().test();
    List<Integer> chosen = TestImages.chosen(images.samples());
    return images.load(chosen.get(chosen.size() / 2)).toBufferedImage();
  }

  private static LatencyComparison.Times times(Measured measured) {
    return new LatencyComparison.Times(measured.median(), measured.p99());
  }
}
