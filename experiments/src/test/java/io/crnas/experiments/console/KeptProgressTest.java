package io.crnas.experiments.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.framework.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others can read of the work that a process has under way. */
class KeptProgressTest {
  @TempDir Path folder;

  /** As soon as the file tells what is waited for, which a broken one never does. */
  private List<UnderWay> await(Predicate<List<UnderWay>> told) throws Exception {
    List<UnderWay> now = UnderWay.read(folder.resolve(UnderWay.FILE));
    while (!told.test(now)) {
      Thread.sleep(5);
      now = UnderWay.read(folder.resolve(UnderWay.FILE));
    }
    return now;
  }

  private KeptProgress kept() {
    return new KeptProgress(Progress.silent(), folder, Duration.ofMillis(10));
  }

  @Test
  void workWithinWorkIsToldWithItsRateAndTheTimeLeft() throws Exception {
    try (KeptProgress kept = kept()) {
      try (Progress.Task search = kept.start("stage search", 100, "candidates")) {
        search.resume(40);
        search.detail("best AP 0.5000");
        try (Progress.Task batch = kept.start("scoring 4", 6, "batches")) {
          batch.advance(1);
          List<UnderWay> now = await(told -> told.size() == 2 && told.getLast().done() == 1);
          UnderWay first = now.getFirst();
          assertEquals("stage search", first.work());
          assertEquals(40, first.done());
          assertEquals(100, first.total());
          assertEquals("candidates", first.unit());
          assertEquals("best AP 0.5000", first.detail());
          assertTrue(first.perSecond().isEmpty(), "what was resumed took no time");
          assertTrue(first.secondsLeft().isEmpty());
          assertEquals("scoring 4", now.getLast().work());
        }
        Thread.sleep(20);
        search.advance(10);
        UnderWay whole = await(told -> told.size() == 1 && told.getFirst().done() == 50).getFirst();
        double rate = whole.perSecond().orElseThrow();
        assertEquals(50 / rate, whole.secondsLeft().orElseThrow(), 1e-6);
        assertTrue(rate > 0 && rate < 10 / 0.02, () -> "10 in 20 ms or more: " + rate);
      }
      assertEquals(List.of(), await(List::isEmpty));
    }
  }

  @Test
  void theFileIsWrittenAgainThoughNothingGoesOnAndGoneAtTheEnd() throws Exception {
    Path file = folder.resolve(UnderWay.FILE);
    try (KeptProgress kept = kept();
        Progress.Task _ = kept.start("stage search", 100, "candidates")) {
      await(told -> told.size() == 1);
      Files.delete(file);
      await(told -> told.size() == 1);
    }
    assertFalse(Files.exists(file));
  }

  @Test
  void whereItCanNotBeWrittenTheWorkGoesOnAndItIsTriedAgain() throws Exception {
    Path file = folder.resolve(UnderWay.FILE);
    // What is no empty folder can not be replaced by a file.
    Files.createDirectories(file.resolve("in the way"));
    try (KeptProgress kept = kept();
        Progress.Task task = kept.start("stage search", 100, "candidates")) {
      task.advance(1);
      Thread.sleep(50);
      Files.delete(file.resolve("in the way"));
      Files.delete(file);
      assertEquals(1, await(told -> told.size() == 1).getFirst().done());
    }
  }

  @Test
  void whatIsDamagedTellsNothing() throws IOException {
    Path file = Files.writeString(folder.resolve(UnderWay.FILE), "[{\"work\" : \"sta");
    assertEquals(List.of(), UnderWay.read(file));
  }
}
