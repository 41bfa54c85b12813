package io.crnas.experiments.command;

import io.crnas.detection.torch.CudaDriver;
import io.crnas.detection.torch.GpuWatch;
import io.crnas.detection.torch.Torch;
import io.crnas.experiments.pipeline.DeviceComparison;
import io.crnas.experiments.pipeline.Pipeline;
import io.crnas.framework.device.Device;
import io.crnas.framework.file.ScratchFolder;
import io.crnas.framework.progress.Progress;
import io.crnas.runtime.Model;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "check",
    description =
        "Says what there is of driver, GPUs and libraries. Trains a small detector for ten steps on"
            + " the device and on the processor, detects with the engine and with ONNX Runtime, and"
            + " compares. What it prints is what a report of a problem should have in it.")
final class GpuCheckCommand implements Callable<Integer> {
  private static final int DIFFERENT = 1;
  private static final double GIBIBYTE = 1L << 30;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "What to check: cuda:N, or cpu to rehearse it. Default: ${DEFAULT-VALUE}.")
  private Device device = new Device.Cuda(0);

  @Spec private CommandSpec spec = CommandSpec.create();
  private final Pipeline pipeline;

  GpuCheckCommand(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    facts().forEach(out::println);
    out.flush();
    int threads = Runtime.getRuntime().availableProcessors();
    List<DeviceComparison> comparisons;
    Optional<GpuWatch> watch = GpuWatch.start(device);
    try (var folder = new ScratchFolder("gpu-check")) {
      comparisons = pipeline.compare(device, threads, folder.path(), Progress.silent());
    } finally {
      watch.ifPresent(GpuWatch::close);
    }
    for (DeviceComparison comparison : comparisons) {
      out.printf(
          "%-28s %s%s%n",
          comparison.what(), comparison.found(), comparison.passed() ? "" : ": DIFFERENT");
    }
    watch.map(GpuWatch::seen).ifPresent(seen -> used(seen).forEach(out::println));
    boolean passed = comparisons.stream().allMatch(DeviceComparison::passed);
    out.println(passed ? device + " computes what the processor computes" : device + " differs");
    return passed ? 0 : DIFFERENT;
  }

  private static List<String> facts() {
    return List.of(
        line(
            "system",
            "%s %s, %d processors"
                .formatted(
                    System.getProperty("os.name"),
                    System.getProperty("os.arch"),
                    Runtime.getRuntime().availableProcessors())),
        line("Java", Runtime.version().toString()),
        line("NVIDIA driver", driver(CudaDriver.state())),
        line(
            "engine", Torch.version() + (Torch.hasCuda() ? " with CUDA" : " for processors alone")),
        line("ONNX Runtime", Model.version()));
  }

  /** By whomever: others may be on the same GPU. */
  static List<String> used(GpuWatch.Seen seen) {
    return List.of(
        line(
            "GPU memory in use",
            String.format(
                Locale.ROOT,
                "at most %.1f of %.1f GiB",
                seen.used() / GIBIBYTE,
                seen.memory() / GIBIBYTE)),
        line(
            "GPU idle",
            String.format(Locale.ROOT, "%.0f %% of the time of this check", 100 * seen.idle())));
  }

  private static String line(String name, String value) {
    return "%-28s %s".formatted(name, value);
  }

  private static String driver(CudaDriver.State state) {
    return switch (state) {
      case CudaDriver.Missing missing -> "none, there is no " + missing.library();
      case CudaDriver.Failing failing ->
          "answers %s with %d".formatted(failing.call(), failing.code());
      case CudaDriver.Working working ->
          "for CUDA %d.%d, %s"
              .formatted(
                  working.version() / 1000,
                  working.version() % 1000 / 10,
                  working.gpus().isEmpty() ? "no GPU" : working.gpus());
    };
  }
}
