package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimingsTest {
  @TempDir Path scratch;

  @Test
  void whyAPhaseFailedIsNotHiddenByTimingsThatCanNotBeWritten() throws IOException {
    Path noFolder = Files.createFile(scratch.resolve("file"));
    Timings timings = Timings.open(noFolder.resolve("timings.json"));

    IOException failure =
        assertThrows(
            IOException.class,
            () ->
                timings.time(
                    "search",
                    () -> {
                      throw new IOException("the cause");
                    }));

    assertEquals("the cause", failure.getMessage());
    assertEquals(1, failure.getSuppressed().length);
  }

  @Test
  void phasesOfSeveralProcessesAddUp() throws Exception {
    Path file = Files.writeString(scratch.resolve("timings.json"), "{\"search\": 100.0}");
    Timings timings = Timings.open(file);
    assertEquals(2, timings.time("search", () -> 2));
    timings.time("export", () -> 3);
    assertTrue(timings.total() >= 100, file::toString);
    assertEquals(timings.total(), Timings.open(file).total());
  }

  @Test
  void aPhaseThatIsKilledCountsAsFarAsItCame() throws Exception {
    Path file = Files.writeString(scratch.resolve("timings.json"), "{\"search\": 100.0}");
    Path left = scratch.resolve("left.json");
    Timings timings = Timings.open(file, Duration.ofMillis(1));
    timings.time(
        "search",
        () -> {
          while (Timings.open(file).total() <= 100.05) {
            Thread.sleep(5);
          }
          // What a kill would leave at this moment.
          return Files.copy(file, left);
        });
    assertTrue(Timings.open(left).total() > 100.05);
    assertTrue(Timings.open(file).total() >= Timings.open(left).total());
    assertTrue(timings.total() < 200, "counted twice");
  }
}
