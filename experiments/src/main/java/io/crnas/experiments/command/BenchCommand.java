package io.crnas.experiments.command;

import io.crnas.detection.layout.ImageFiles;
import io.crnas.experiments.bench.BenchTable;
import io.crnas.experiments.bench.Benchmark;
import io.crnas.experiments.bench.Benchmark.Outcome;
import io.crnas.experiments.bench.Measured.Setting;
import io.crnas.experiments.console.Console;
import io.crnas.framework.problem.Problems;
import io.crnas.framework.progress.Progress;
import io.crnas.runtime.Device;
import io.crnas.spaces.ImageSize;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "bench",
    description =
        "Times ONNX files of any producer by turns, side by side: latency, throughput, memory, and "
            + "the ratio of each one's time to the first one's.")
final class BenchCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", arity = "1..*", description = "ONNX files that take images.")
  private List<Path> files = List.of();

  @Option(
      names = "--batch",
      paramLabel = "N",
      split = ",",
      description = "Images at a time; several with commas. Default: 1.")
  private List<Integer> batches = List.of(1);

  @Option(
      names = "--threads",
      paramLabel = "N",
      split = ",",
      description =
          "Threads of a run on the processor; several with commas. Default: as many as there are "
              + "processors.")
  private List<Integer> threads = List.of(Runtime.getRuntime().availableProcessors());

  @Option(
      names = "--size",
      paramLabel = "HxW",
      description = "Height x width of the input. Default: what the first file says of its images.")
  private Optional<ImageSize> size = Optional.empty();

  @Option(
      names = "--image",
      paramLabel = "IMAGE",
      description =
          "What they see: a detector's time depends on how much it finds. Default: a pattern.")
  private Optional<Path> image = Optional.empty();

  @Option(
      names = "--runs",
      paramLabel = "N",
      description = "Runs of each file in each setting. Default: ${DEFAULT-VALUE}.")
  private int runs = 50;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "auto, cpu, cuda:N or tensorrt:N. Default: ${DEFAULT-VALUE}.")
  private Device device = new Device.Auto();

  @Option(names = "--quiet", description = "Say nothing but the result and problems.")
  private boolean quiet;

  @Option(names = "--json", description = "Print one JSON object and nothing else.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    var problems = new Problems();
    positive(problems, "--batch", batches);
    positive(problems, "--threads", threads);
    positive(problems, "--runs", List.of(runs));
    problems.throwIfAny();
    Progress progress = quiet || json ? Progress.silent() : Console.human();
    List<Setting> settings =
        threads.stream()
            .distinct()
            .flatMap(count -> batches.stream().distinct().map(batch -> new Setting(count, batch)))
            .toList();
    Outcome outcome =
        new Benchmark(
                files,
                device,
                size,
                image.map(file -> ImageFiles.read(file).toBufferedImage()),
                runs,
                /* memory= */ true)
            .run(settings, progress);
    if (json) {
      System.out.println(BenchTable.json(outcome));
    } else {
      BenchTable.lines(outcome).forEach(System.out::println);
    }
    System.out.flush();
    return 0;
  }

  private static void positive(Problems problems, String option, List<Integer> values) {
    values.stream()
        .filter(value -> value < 1)
        .forEach(value -> problems.add(option, "" + value, "at least 1"));
  }
}
