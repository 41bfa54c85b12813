package io.crnas.experiments.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.framework.progress.Progress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReporterTest {
  private static final long SECOND = 1_000_000_000L;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private long now;

  private static void work(Progress progress, Runnable tick) {
    try (Progress.Task task = progress.start("stage supernet", 100, "steps")) {
      for (int i = 0; i < 100; i++) {
        tick.run();
        task.detail("loss 1.25");
        task.advance(1);
        if (i == 49) {
          progress.say("half");
        }
      }
    }
  }

  private void tenASecond() {
    now += SECOND / 10;
  }

  private String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aBarShowsRateAndTimeLeftAndKeepsWithinTheLine() {
    work(new Bar(out, out, () -> 90, true, () -> now), this::tenASecond);
    assertTrue(
        text()
            .contains(
                "\r\u001b[Kstage supernet  ━━━━━━━━━━━━────────────  50%  50/100 steps  10/s"
                    + "  0:05 left  loss 1.25\r"),
        text());
    assertTrue(text().contains("half\n"), text());
    assertTrue(text().endsWith("\r\u001b[K✓ stage supernet  100/100 steps in 0:10\n"), text());

    bytes.reset();
    work(new Bar(out, out, () -> 40, true, () -> now), this::tenASecond);
    for (String line : text().split("\r\u001b\\[K|\n", -1)) {
      assertTrue(line.length() < 40, line);
    }
  }

  @Test
  void aBarIsRedrawnTenTimesASecondAtMost() {
    work(new Bar(out, out, () -> 90, true, () -> now), () -> now += SECOND / 1000);
    long drawn = text().chars().filter(c -> c == '\r').count();
    // At the start, once more at 100 ms, around the line that was said, at the end.
    assertEquals(4, drawn, text());
  }

  @Test
  void aBarForATerminalThatKnowsNothingElseIsAscii() {
    work(new Bar(out, out, () -> 90, false, () -> now), this::tenASecond);
    assertTrue(text().chars().allMatch(c -> c < 128), text());
  }

  @Test
  void whatWasDoneBeforeIsNoPartOfTheRate() {
    try (Progress.Task task = new Lines(out, () -> now).start("stage supernet", 100, "steps")) {
      task.resume(60);
      for (int i = 0; i < 20; i++) {
        now += SECOND / 2;
        task.advance(1);
      }
    }
    assertTrue(text().contains("stage supernet: 70/100 steps, 2.00/s, 0:15 left"), text());
  }

  @Test
  void workThatNeededFewerUnitsThanItMightHaveIsDone() {
    try (Progress.Task task = new Lines(out, () -> now).start("stage search", 101, "candidates")) {
      task.advance(48);
      task.complete();
    }
    assertTrue(text().endsWith("stage search: done, 48 candidates in 0:00\n"), text());
  }

  @Test
  void linesAreFewAndTheFirstAndLastAreThere() {
    work(new Lines(out, () -> now), this::tenASecond);
    assertEquals(
        List.of(
            "stage supernet: 100 steps",
            "stage supernet: 50/100 steps, 10/s, 0:05 left, loss 1.25",
            "half",
            "stage supernet: done, 100/100 steps in 0:10"),
        text().lines().toList());
  }

  @Test
  void workWithinOtherWorkLeavesNoLine() {
    nested(new Lines(out, () -> now));
    assertEquals(
        List.of("search: 2 candidates", "search: done, 2/2 candidates in 0:00"),
        text().lines().toList());
    int before = text().length();
    nested(new Bar(out, out, () -> 90, false, () -> now));
    String bar = text().substring(before);
    assertEquals(1, bar.chars().filter(c -> c == '\n').count(), bar);
    assertTrue(bar.contains("done: search"), bar);
  }

  @Test
  void oneOfSomethingIsNotSeveral() {
    Progress lines = new Lines(out, () -> now);
    for (String unit : List.of("batches", "steps")) {
      try (var task = lines.start("work", 1, unit)) {
        task.advance(1);
      }
    }
    assertEquals(
        List.of(
            "work: 1 batch",
            "work: done, 1/1 batch in 0:00",
            "work: 1 step",
            "work: done, 1/1 step in 0:00"),
        text().lines().toList());
  }

  private static void nested(Progress progress) {
    try (var search = progress.start("search", 2, "candidates")) {
      for (int i = 0; i < 2; i++) {
        try (var scoring = progress.start("scoring", 1, "batches")) {
          scoring.advance(1);
        }
        search.advance(1);
      }
    }
  }

  @Test
  void workThatStoppedEarlySaysSo() {
    Progress lines = new Lines(out, () -> now);
    Progress.Task task = lines.start("search", 10, "candidates");
    task.advance(3);
    task.close();
    task.close();
    assertEquals(
        List.of("search: 10 candidates", "search: stopped, 3/10 candidates in 0:00"),
        text().lines().toList());
  }

  @Test
  void everyLineForMachinesIsAnObject() {
    work(new JsonLines(out, () -> now), this::tenASecond);
    List<JsonNode> events = text().lines().map(JsonMapper.shared()::readTree).toList();
    assertEquals("start", events.getFirst().get("event").asString());
    JsonNode progress = events.get(1);
    assertEquals("progress", progress.get("event").asString());
    assertEquals(10, progress.get("done").asLong());
    assertEquals(9, progress.get("secondsLeft").asDouble(), 1e-9);
    assertEquals("loss 1.25", progress.get("detail").asString());
    assertTrue(events.getLast().get("whole").asBoolean());
  }

  @Test
  void theRateIsThatOfLateAndNotOfWhatWasResumed() {
    var work = new Work("search", 1000, "candidates", 0);
    work.advance(900, 1);
    for (int second = 1; second <= 40; second++) {
      work.advance(1, second * SECOND);
    }
    assertEquals(1, work.rate(), 0.1);
    assertEquals(60, work.secondsLeft(), 6);
  }

  @Test
  void manyThreadsLoseNoUnit() throws InterruptedException {
    var lines = new Lines(out, System::nanoTime);
    Progress.Task task = lines.start("load", 8000, "images");
    var ready = new CountDownLatch(8);
    List<Thread> threads =
        IntStream.range(0, 8)
            .mapToObj(_ ->
                Thread.ofPlatform()
                    .start(() -> {
                      ready.countDown();
                      for (int i = 0; i < 1000; i++) {
                        task.advance(1);
                      }
                    }))
            .toList();
    for (Thread thread : threads) {
      thread.join();
    }
    task.close();
    assertTrue(text().contains("done, 8000/8000 images"), text());
  }

  @Test
  void timeIsWrittenAsPeopleReadIt() {
    assertEquals("0:09", Work.clock(9.2));
    assertEquals("1:02:03", Work.clock(3723));
    assertEquals("1:00", Work.clock(59.7));
  }
}
