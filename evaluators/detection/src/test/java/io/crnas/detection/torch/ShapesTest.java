package io.crnas.detection.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * No layer that a family can make kills the process, and none gives other numbers, whatever of the
 * processor's instructions the engine uses. The engine's kernels differ by them, so a fault of one
 * shows on some machines alone.
 */
@EnabledOnOs(OS.LINUX)
class ShapesTest {
  /** Of a sum of absolute values, beside the same with other instructions. */
  private static final double TOLERANCE = 1e-4;

  /** The same of bfloat16 beside float32. */
  private static final double TOLERANCE_OF_BFLOAT16 = 0.02;

  /** What Linux calls the vectors below which the engine has no kernels for bfloat16. */
  private static final String LONG_VECTORS = "avx512bw";

  /** What Linux calls the instructions that each step needs; later steps add none for floats. */
  private static final Map<String, String> STEPS = steps();

  @TempDir Path scratch;

  private static Map<String, String> steps() {
    var steps = new LinkedHashMap<String, String>();
    steps.put("SSE41", "sse4_1");
    steps.put("AVX", "avx");
    steps.put("AVX2", "avx2");
    steps.put("AVX512_CORE", "avx512dq");
    return steps;
  }

  @Test
  void everyLayerOfEveryFamilyGivesTheSameWithAllInstructions() throws Exception {
    Set<String> flags = flags();
    List<String> steps =
        Stream.concat(
                STEPS.entrySet().stream()
                    .filter(step -> flags.contains(step.getValue()))
                    .map(Map.Entry::getKey),
                Stream.of("DEFAULT"))
            .toList();
    Map<String, double[]> expected = run(steps.getFirst(), Precision.FP32);
    assertTrue(expected.size() > 1_000, () -> "only " + expected.size() + " shapes");
    for (String step : steps.subList(1, steps.size())) {
      assertAlike(expected, run(step, Precision.FP32), TOLERANCE, " with " + step);
    }
    if (flags.contains(LONG_VECTORS)) {
      String last = steps.getLast();
      assertAlike(expected, run(last, Precision.BF16), TOLERANCE_OF_BFLOAT16, " in bfloat16");
    }
  }

  private static void assertAlike(
      Map<String, double[]> expected, Map<String, double[]> found, double tolerance, String how) {
    assertEquals(expected.keySet(), found.keySet());
    found.forEach((shape, sizes) -> {
      double[] other = expected.get(shape);
      for (int i = 0; i < sizes.length; i++) {
        assertEquals(other[i], sizes[i], tolerance * other[i], shape + how);
      }
    });
  }

  /** What each layer gave, in a process of its own. */
  private Map<String, double[]> run(String step, Precision precision)
      throws IOException, InterruptedException {
    Path out = scratch.resolve(step);
    var builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + scratch.resolve("crash.log"),
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + scratch,
                "-cp",
                System.getProperty("java.class.path"),
                EveryShape.class.getName(),
                precision.name())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    builder.environment().put("ONEDNN_MAX_CPU_ISA", step);
    int status = builder.start().waitFor();
    var sizes = new LinkedHashMap<String, double[]>();
    List<String> lines = Files.readAllLines(out);
    for (String line : lines) {
      String[] parts = line.split("\t", -1);
      if (parts.length == 2) {
        sizes.put(
            parts[0],
            Arrays.stream(parts[1].split(" ", -1)).mapToDouble(Double::valueOf).toArray());
      } else if (status != 0) {
        // The first that did not come to its end, and what was said of it.
        fail(
            "with %s it ends with status %d behind %d layers, at %s"
                .formatted(step, status, sizes.size(), line));
      }
    }
    assertEquals(0, status);
    return sizes;
  }

  private static Set<String> flags() throws IOException {
    return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
        .filter(line -> line.startsWith("flags"))
        .findFirst()
        .map(line -> Set.of(line.substring(line.indexOf(':') + 2).split(" ")))
        .orElse(Set.of());
  }
}
