package io.crnas.framework.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.framework.ChildJvm;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.progress.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left of a journal that lost bytes, and what is said of it. */
class JournalDamageTest {
  private static final int BATCH = 10;
  private static final int ANSWERS = 300;

  /** Bytes of a page of SQLite. */
  private static final int PAGE = 4096;

  @TempDir Path directory;
  private Path file = Path.of("journal.sqlite");
  private Path log = Path.of("journal.sqlite-wal");
  private final List<String> said = new ArrayList<>();

  @BeforeEach
  void inTheDirectory() {
    file = directory.resolve("journal.sqlite");
    log = directory.resolve("journal.sqlite-wal");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100, PAGE - 1, PAGE})
  void theLossOfTheLastPageLosesNoAnswer(int lost) throws IOException {
    List<Entry> whole = fill();
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - lost));
    assertEquals(whole, reopened());
    assertEquals(1, said.size());
    assertTrue(said.getFirst().contains("damaged"), said.getFirst());
    assertTrue(said.getFirst().contains("all 300 answers"), said.getFirst());
    Files.write(file, garbage(bytes, bytes.length - lost, lost, new Random(1)));
    assertEquals(whole, reopened());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100, PAGE, 3 * PAGE + 7})
  void bytesBehindTheEndDoNoHarm(int more) throws IOException {
    List<Entry> whole = fill();
    byte[] bytes = Files.readAllBytes(file);
    byte[] longer = Arrays.copyOf(bytes, bytes.length + more);
    Files.write(file, garbage(longer, bytes.length, more, new Random(more)));
    assertEquals(whole, reopened());
  }

  @Test
  void ofAJournalCutOffAnywhereTheReadableAnswersAreKeptAndTheOthersCounted() throws IOException {
    List<Entry> whole = fill();
    byte[] bytes = Files.readAllBytes(file);
    var random = new Random(2);
    int kept = 0;
    for (int trial = 0; trial < 12; trial++) {
      byte[] damaged = Arrays.copyOf(bytes, random.nextInt(1, bytes.length));
      kept += isMended(whole, damaged) ? 1 : 0;
    }
    assertTrue(kept > 6, "kept something in " + kept);
  }

  @Test
  void garbageAnywhereIsNeverTakenForAnAnswer() throws IOException {
    List<Entry> whole = fill();
    byte[] bytes = Files.readAllBytes(file);
    var random = new Random(3);
    int kept = 0;
    for (int trial = 0; trial < 12; trial++) {
      int length = random.nextInt(1, 2 * PAGE);
      byte[] damaged = garbage(bytes, random.nextInt(bytes.length - length), length, random);
      kept += isMended(whole, damaged) ? 1 : 0;
    }
    assertTrue(kept > 6, "kept something in " + kept);
  }

  @Test
  void aChangedDigitIsNoticedAndMended() throws IOException {
    List<Entry> whole = fill();
    byte[] bytes = Files.readAllBytes(file);
    int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("{\"AP\":29.0}");
    assertTrue(at > 0, "no such score");
    bytes[at + 6] = '3';
    Files.write(file, bytes);
    assertEquals(whole, reopened());
    assertTrue(said.getFirst().contains("damaged"), said.getFirst());
  }

  @Test
  void aRowThatIsChangedInBothItsPlacesIsLeftOutAlone() throws IOException {
    List<Entry> whole = fill();
    String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    String changed = bytes.replace("{\"AP\":29.0}", "{\"AP\":39.0}");
    Files.write(file, changed.getBytes(StandardCharsets.ISO_8859_1));
    List<Entry> kept = reopened();
    assertEquals(ANSWERS - ANSWERS / 3, kept.size());
    assertTrue(whole.containsAll(kept));
    assertTrue(said.getFirst().contains("200 of 300 answers"), said.getFirst());
  }

  @Test
  void theFirstPageIsNeededForNoAnswer() throws IOException {
    List<Entry> whole = fill();
    byte[] bytes = Files.readAllBytes(file);
    var random = new Random(6);
    Files.write(file, garbage(bytes, 0, PAGE, random));
    assertEquals(whole, reopened());
    for (int trial = 0; trial < 40; trial++) {
      // Not in the header, which says that it is a journal at all.
      Files.write(file, garbage(bytes, random.nextInt(100, PAGE), 1, random));
      assertEquals(whole, reopened());
    }
  }

  @Test
  void aLogTornAnywhereLosesTheLastBatchAloneAndItIsSaid() throws IOException {
    Unfinished unfinished = unfinished(Duration.ZERO);
    var random = new Random(4);
    int length = unfinished.log.length;
    for (int lost : new int[] {1, 24, 500, PAGE, 2 * PAGE, length - 40, length}) {
      int end = length - lost;
      for (byte[] torn :
          List.of(Arrays.copyOf(unfinished.log, end), garbage(unfinished.log, end, lost, random))) {
        unfinished.restore();
        Files.write(log, torn);
        assertEquals(unfinished.entries.subList(0, 3 * BATCH), reopened());
        assertEquals(1, said.size());
        assertTrue(said.getFirst().contains("has lost its end"), said.getFirst());
        assertTrue(said.getFirst().contains("30 of 40 answers"), said.getFirst());
      }
    }
    unfinished.restore();
    Files.delete(log);
    assertEquals(unfinished.entries.subList(0, 3 * BATCH), reopened());
    assertTrue(said.getFirst().contains("30 of 40 answers"), said.getFirst());
  }

  @Test
  void ofBatchesThatFollowEachOtherFastATornLogLosesTheLastAloneToo() throws IOException {
    Unfinished unfinished = unfinished(Duration.ofDays(1));
    for (int lost : new int[] {1, 24, 500, PAGE}) {
      unfinished.restore();
      Files.write(log, Arrays.copyOf(unfinished.log, unfinished.log.length - lost));
      assertEquals(unfinished.entries.subList(0, 3 * BATCH), reopened());
      assertTrue(said.getFirst().contains("30 of 40 answers"), said.getFirst());
    }
    unfinished.restore();
    assertEquals(unfinished.entries, reopened());
  }

  @Test
  void aLogThatIsWholeLosesNothing() throws IOException {
    Unfinished unfinished = unfinished(Duration.ZERO);
    unfinished.restore();
    assertEquals(unfinished.entries, reopened());
    assertEquals(List.of(), said);
  }

  /** Four batches, of which the last is in the log alone: a process died. */
  private static final class Unfinished {
    private final List<Entry> entries;
    private final Map<Path, byte[]> files;
    private final byte[] log;

    Unfinished(List<Entry> entries, Map<Path, byte[]> files, byte[] log) {
      this.entries = entries;
      this.files = files;
      this.log = log;
    }

    void restore() throws IOException {
      for (var file : files.entrySet()) {
        Files.write(file.getKey(), file.getValue());
      }
    }
  }

  private Unfinished unfinished(Duration unsecured) throws IOException {
    try (Journal journal = Journal.open(file, Progress.silent(), unsecured)) {
      for (int first = 0; first < 3 * BATCH; first += BATCH) {
        journal.append(JournalWriter.batch(first, BATCH));
      }
      byte[] main = Files.readAllBytes(file);
      journal.append(JournalWriter.batch(3 * BATCH, BATCH));
      Path lock = directory.resolve("journal.sqlite.lock");
      byte[] written = Files.readAllBytes(log);
      byte[] owner = "1\n40\n".getBytes(StandardCharsets.UTF_8);
      return new Unfinished(
          journal.entries(), Map.of(file, main, log, written, lock, owner), written);
    }
  }

  @Test
  void whereNoAnswerCanBeReadTheFileStaysAsItIs() throws IOException {
    fill();
    byte[] damaged = Arrays.copyOf(Files.readAllBytes(file), PAGE);
    Files.write(file, damaged);
    var refused = assertThrows(InvalidInputException.class, () -> Journal.open(file));
    assertTrue(refused.toString().contains("damaged journal"), refused::toString);
    assertFalse(refused.toString().contains("\n"), refused::toString);
    assertArrayEquals(damaged, Files.readAllBytes(file));
    assertFalse(Files.exists(directory.resolve("journal.sqlite.damaged")));
  }

  @Test
  void aReaderIsToldOfTheDamageAndChangesNothing() throws IOException {
    fill();
    byte[] bytes = Files.readAllBytes(file);
    byte[] damaged = Arrays.copyOf(bytes, bytes.length - 100);
    Files.write(file, damaged);
    var refused = assertThrows(InvalidInputException.class, () -> Journal.read(file));
    assertTrue(refused.toString().contains("damaged journal"), refused::toString);
    assertArrayEquals(damaged, Files.readAllBytes(file));
  }

  @Test
  void ofAWholeJournalNothingIsSaid() throws Exception {
    kill();
    assertEquals(40, reopened().size());
    assertEquals(List.of(), said);
    assertEquals(40, reopened().size());
    assertEquals(List.of(), said);
  }

  /**
   * Whether anything was kept of a damaged file: answers that were written, as they were, with the
   * number of those that are gone said; else it is refused and left alone.
   */
  private boolean isMended(List<Entry> whole, byte[] damaged) throws IOException {
    Files.write(file, damaged);
    Files.writeString(directory.resolve("journal.sqlite.lock"), "1\n300\n");
    try {
      List<Entry> entries = reopened();
      assertTrue(whole.containsAll(entries));
      assertEquals(entries, Journal.read(file));
      if (entries.size() < ANSWERS) {
        String counted = entries.size() + " of 300 answers";
        assertTrue(said.getFirst().contains(counted), said.getFirst());
        assertArrayEquals(damaged, Files.readAllBytes(kept()));
      }
      return true;
    } catch (InvalidInputException refused) {
      assertArrayEquals(damaged, Files.readAllBytes(file));
      return false;
    }
  }

  /** Where the last line says that the damaged file is. */
  private Path kept() {
    String line = said.getLast();
    return Path.of(line.substring(line.indexOf(" kept as ") + " kept as ".length()));
  }

  private List<Entry> fill() throws IOException {
    try (Journal journal = Journal.open(file)) {
      for (int first = 0; first < ANSWERS; first += ANSWERS / 3) {
        journal.append(JournalWriter.batch(first, ANSWERS / 3));
      }
      return journal.entries();
    }
  }

  /** Forty answers, in batches, of a process that was killed when they were written. */
  private void kill() throws Exception {
    try (ChildJvm child =
        ChildJvm.start(JournalWriter.class, file.toString(), "40", String.valueOf(BATCH))) {
      assertEquals("written", child.line());
      child.kill();
    }
  }

  private List<Entry> reopened() throws IOException {
    said.clear();
    try (Journal journal = Journal.open(file, saying())) {
      return journal.entries();
    }
  }

  private static byte[] garbage(byte[] whole, int at, int length, Random random) {
    byte[] noise = new byte[length];
    random.nextBytes(noise);
    byte[] damaged = whole.clone();
    System.arraycopy(noise, 0, damaged, at, length);
    return damaged;
  }

  private Progress saying() {
    return new Progress() {
      @Override
      public Task start(String name, long total, String unit) {
        return Progress.silent().start(name, total, unit);
      }

      @Override
      public void say(String line) {
        said.add(line);
      }
    };
  }
}
