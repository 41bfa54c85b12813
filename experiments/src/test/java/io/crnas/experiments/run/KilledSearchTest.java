package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crnas.framework.random.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Searches killed at random moments, twenty-one in all, end in the bytes of one that was not. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no such signals")
class KilledSearchTest {
  private static final int KILLS = 7;

  /** More than a batch takes, less than a search. */
  private static final int MOST_MILLISECONDS = 150;

  @TempDir Path scratch;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kind: evolution, population: 4, generations: 100",
        "kind: greedy, keep: 3, completions: 3",
        "kind: pareto, population: 4, generations: 100",
      })
  void aSearchEndsInTheSameBytesHoweverOftenItIsKilled(String strategy) throws Exception {
    Path descriptor = CheapRun.descriptor(scratch, strategy, "stage", "spatial");
    Path whole = scratch.resolve("whole");
    Ending.of("run", descriptor.toString(), "--out", whole.toString(), "--quiet").requireStatus(0);
    String expected = Files.readString(whole.resolve("results.json"));

    RandomGenerator random = Seeds.generator(1, "kills/" + strategy);
    Path folder = scratch.resolve("killed-0");
    for (int kills = 0; kills < KILLS; ) {
      kill(descriptor, folder, random.nextInt(MOST_MILLISECONDS));
      if (Files.exists(folder.resolve("results.json"))) {
        // It was faster: the next moments are those of another run.
        resume(folder, expected);
        folder = scratch.resolve("killed-" + kills + "-" + random.nextInt(1000));
      } else {
        kills++;
      }
    }
    if (Files.exists(folder.resolve("descriptor.yaml"))) {
      resume(folder, expected);
    }
  }

  private void kill(Path descriptor, Path folder, int milliseconds)
      throws IOException, InterruptedException {
    String[] command =
        Files.exists(folder.resolve("descriptor.yaml"))
            ? new String[] {"resume", folder.toString(), "--json"}
            : new String[] {"run", descriptor.toString(), "--out", folder.toString(), "--json"};
    try (Child child = Child.start(scratch, command)) {
      child.awaitLine("\"start\"");
      Thread.sleep(milliseconds);
      child.kill().await();
    }
  }

  private static void resume(Path folder, String expected) throws IOException {
    Ending.of("resume", folder.toString(), "--quiet").requireStatus(0);
    assertEquals(expected, Files.readString(folder.resolve("results.json")));
  }
}
