package io.crnas.experiments.bench;

import io.crnas.experiments.bench.Measured.Setting;
import io.crnas.runtime.Device;
import io.crnas.runtime.Model;
import io.crnas.runtime.Options;
import io.crnas.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a file takes of the memory: a process of its own loads it and runs it, because in a process
 * that ran others memory is used again. Linux alone tells it.
 */
final class MemoryProbe {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final int RUNS = 3;

  private MemoryProbe() {}

  /**
   * Asks a process of its own.
   *
   * @return the most bytes that were in memory at a time, beyond those of Java before; nothing
   *     where it is not told
   * @throws InterruptedException when the thread was told to stop; the process is stopped too
   */
  static OptionalLong bytes(Path file, Device device, Setting setting, List<Integer> shape)
      throws IOException, InterruptedException {
    if (!Files.isReadable(STATUS)) {
      return OptionalLong.empty();
    }
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                MemoryProbe.class.getName(),
                file.toAbsolutePath().toString(),
                device.toString(),
                String.valueOf(setting.threads()),
                shape.stream().map(String::valueOf).collect(Collectors.joining(",")))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      String said;
      try (var out = child.inputReader()) {
        said = out.readLine();
      }
      return child.waitFor() == 0 && said != null
          ? OptionalLong.of(Long.parseLong(said))
          : OptionalLong.empty();
    } finally {
      child.destroyForcibly();
    }
  }

  /**
   * The process.
   *
   * @param arguments file, device, threads, and the shape with commas
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int[] shape =
        Pattern.compile(",").splitAsStream(arguments[3]).mapToInt(Integer::parseInt).toArray();
    var input =
        new Tensor(
            Arrays.stream(shape).boxed().toList(),
            new float[Arrays.stream(shape).reduce(1, Math::multiplyExact)]);
    var options =
        Options.defaults()
            .withDevice(Device.parse(arguments[1]))
            .withThreads(Integer.parseInt(arguments[2]));
    Model.version();
    long before = kilobytes("VmRSS");
    try (Model model = Model.load(Path.of(arguments[0]), options)) {
      model.time(input, RUNS);
      System.out.println(1024 * Math.max(0, kilobytes("VmHWM") - before));
    }
  }

  private static long kilobytes(String key) throws IOException {
    Matcher size = Pattern.compile(key + ":\\s+(\\d+) kB").matcher(Files.readString(STATUS));
    if (!size.find()) {
      throw new IOException(STATUS + " does not tell " + key);
    }
    return Long.parseLong(size.group(1));
  }
}
