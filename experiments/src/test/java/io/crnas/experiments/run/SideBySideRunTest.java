package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.experiments.results.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Trainings side by side end as they do one after the other, with as many threads each. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no such signals")
class SideBySideRunTest {
  private static final int STEPS = 12;

  @TempDir static Path shared;

  /** One training after the other, of one thread. */
  private static Path apart;

  @TempDir Path scratch;

  @BeforeAll
  static void runOneAfterTheOther() throws IOException {
    apart = shared.resolve("apart");
    run("threads: 1", apart).requireStatus(0);
  }

  private static Ending run(String threads, Path folder) throws IOException {
    return Ending.of(
        "run", descriptor(threads, shared).toString(), "--out", folder.toString(), "--quiet");
  }

  /** Five nets that a table puts into an order, a race, and three seeds. */
  private static Path descriptor(String threads, Path folder) throws IOException {
    Files.writeString(
        folder.resolve("table.csv"),
        "candidate,AP\n2-2-2-2,0\n1-3-2-2,5\n3-1-2-2,4\n2-3-1-2,2\n1-3-3-1,1\n");
    String levels =
        """
        levels:
          - level: stage
            evaluator: {kind: table, file: table.csv}
            strategy: {kind: exhaustive}
        """;
    String retrain =
        """
        retrain:
          steps: %d
          seeds: 3
          race: {start: 3, keep: [1], seeds: [1, 2]}
          recipe: {batch: 2, warmup-steps: 2}
        """
            .formatted(STEPS);
    return Files.writeString(
        folder.resolve("parallel.yaml"),
        TinyRun.yaml("{kind: scenes, image-size: 64x64, train: 16, val: 8, test: 4}")
            .replace("threads: 1", threads)
            .replaceFirst("(?s)levels:.*", "")
            .concat(levels + retrain));
  }

  private static void assertSame(Path together) throws IOException {
    List<String> files;
    try (Stream<Path> all = Files.list(apart)) {
      files =
          all.map(file -> String.valueOf(file.getFileName()))
              .filter(name -> name.endsWith(".safetensors") || name.endsWith("-detections.json"))
              .sorted()
              .toList();
    }
    // Three finalists, one of them twice; the baseline in the race twice; two nets three times.
    assertEquals(4 + 2 + 6 + 2, files.size(), files::toString);
    for (String file : files) {
      assertArrayEquals(
          Files.readAllBytes(apart.resolve(file)),
          Files.readAllBytes(together.resolve(file)),
          file);
    }
    assertEquals(
        Results.read(apart.resolve("results.json")).retrained(),
        Results.read(together.resolve("results.json")).retrained());
    assertEquals(steps(apart), steps(together));
  }

  /** How often each net has a line for each step in metrics.csv. */
  private static SortedMap<String, Integer> steps(Path folder) throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve("metrics.csv"));
    List<String> columns = List.of(lines.getFirst().split(",", -1));
    int net = columns.indexOf("net");
    int step = columns.indexOf("step");
    int measured = columns.indexOf("AP");
    var steps = new TreeMap<String, Integer>();
    for (String line : lines.subList(1, lines.size())) {
      String[] values = line.split(",", -1);
      String kind = values[measured].isEmpty() ? " " : " measured ";
      steps.merge(values[net] + kind + values[step], 1, Integer::sum);
    }
    return steps;
  }

  @Test
  void theyEndInTheSameBits() throws Exception {
    Path folder = scratch.resolve("run");
    run("threads: 2\nparallel: 2", folder).requireStatus(0);
    assertSame(folder);
    assertTrue(
        steps(folder).values().stream().allMatch(times -> times == 1),
        () -> "a step is missing or double");
  }

  @Test
  void killedInTheMiddleOfSeveralTheyGoOn() throws Exception {
    Path folder = scratch.resolve("run");
    String[] doomed = {
      Doomed.Fate.DIE.name(),
      "finalist-1",
      "1",
      "9",
      "run",
      descriptor("threads: 2\nparallel: 2", scratch).toString(),
      "--out",
      folder.toString(),
      "--quiet"
    };
    try (Child child = Child.start(scratch, Child.java(scratch, Doomed.class, doomed))) {
      child.await().requireStatus(128 + 9);
    }
    assertFalse(Files.exists(folder.resolve("finalist-1.safetensors")));
    Ending.of("resume", folder.toString(), "--quiet").requireStatus(0);
    assertSame(folder);
  }
}
