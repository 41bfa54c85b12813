package io.crnas.experiments.run;

import io.crnas.experiments.bench.Benchmark;
import io.crnas.experiments.bench.Measured;
import io.crnas.experiments.pipeline.ExportForm;
import io.crnas.experiments.results.LatencyComparison;
import io.crnas.experiments.results.RetrainedNet;
import io.crnas.framework.progress.Progress;
import io.crnas.runtime.Device;
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
    var setting = new Measured.Setting(work.engine().threads(), 1);
    Benchmark.Outcome timed =
        new Benchmark(
                files,
                new Device.Cpu(),
                Optional.empty(),
                Optional.of(TestImages.usual(work.setup().training().images().test())),
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

  private static LatencyComparison.Times times(Measured measured) {
    return new LatencyComparison.Times(measured.median(), measured.p99());
  }
}
