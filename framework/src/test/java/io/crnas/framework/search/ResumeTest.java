package io.crnas.framework.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.framework.ChildJvm;
import io.crnas.framework.Evaluation;
import io.crnas.framework.Evaluator;
import io.crnas.framework.journal.Answer;
import io.crnas.framework.journal.Entry;
import io.crnas.framework.journal.Journal;
import io.crnas.framework.space.Choices;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A search that was stopped and run again ends as one that was never stopped. */
class ResumeTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4, 9, 10})
  void aSearchKilledWithinABatchGoesOnWithThatBatch(int batch) throws Exception {
    Path file = directory.resolve("killed");
    try (ChildJvm child = start(file, batch)) {
      readUntil(child, "batch " + batch);
      child.kill();
    }
    assertResumes(file, batch);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 8})
  void aSearchKilledAtAnyMomentGoesOn(int batch) throws Exception {
    Path file = directory.resolve("killed");
    try (ChildJvm child = start(file, -1)) {
      readUntil(child, "batch " + batch);
      child.kill();
    }
    List<Entry> kept = Journal.read(file);
    assertTrue(kept.size() >= 10 + 10 * batch, kept.size() + " answers kept");
    assertResumes(file, (kept.size() - 10) / 10);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 6, 10})
  void aSearchWhoseEvaluatorThrewGoesOnWithTheBatchThatItThrewIn(int batch) throws Exception {
    Path file = directory.resolve("thrown");
    Evaluator<Choices> throwing = new Throwing(SearchProcess.landscape(), batch);
    assertThrows(UnsupportedOperationException.class, () -> SearchProcess.search(throwing, file));
    assertResumes(file, batch);
  }

  @Test
  void aSearchThatEndedIsRepeatedFromItsJournalAlone() throws Exception {
    Path file = directory.resolve("ended");
    Outcome<Choices> outcome = SearchProcess.search(SearchProcess.landscape(), file);
    List<Entry> entries = Journal.read(file);
    Landscape unasked = SearchProcess.landscape();
    assertEquals(outcome, SearchProcess.search(unasked, file));
    assertEquals(List.of(), unasked.batches());
    assertEquals(entries, Journal.read(file));
  }

  private static ChildJvm start(Path file, int batch) throws IOException {
    return ChildJvm.start(SearchProcess.class, file.toString(), String.valueOf(batch));
  }

  private static void readUntil(ChildJvm child, String expected) throws IOException {
    String line = child.line();
    while (!line.equals(expected)) {
      assertTrue(line.startsWith("batch "), line);
      line = child.line();
    }
  }

  /** The batches before the given one are kept, nothing is asked twice, the outcome is the same. */
  private void assertResumes(Path file, int batch) throws Exception {
    Landscape whole = SearchProcess.landscape();
    Path wholeFile = directory.resolve("whole");
    Outcome<Choices> expected = SearchProcess.search(whole, wholeFile);

    Landscape rest = SearchProcess.landscape();
    assertEquals(expected, SearchProcess.search(rest, file));
    assertEquals(whole.batches().subList(batch, whole.batches().size()), rest.batches());
    assertEquals(answers(wholeFile), answers(file));
    Set<Choices> once = new HashSet<>(whole.asked());
    assertEquals(once.size(), answers(file).size());
  }

  /** What the journal holds, without times. */
  private static List<Answer> answers(Path file) {
    return Journal.read(file).stream()
        .map(Entry::answer)
        .map(answer ->
            new Answer(
                answer.level(),
                answer.candidate(),
                answer.generation(),
                answer.evaluation(),
                answer.cost(),
                0,
                answer.fingerprint()))
        .toList();
  }

  private record Throwing(Landscape landscape, int last) implements Evaluator<Choices> {
    @Override
    public String fingerprint() {
      return landscape.fingerprint();
    }

    @Override
    public List<Evaluation> evaluate(List<Choices> candidates) {
      if (landscape.batches().size() == last) {
        throw new UnsupportedOperationException("no such operator");
      }
      return landscape.evaluate(candidates);
    }

    @Override
    public void close() {}
  }
}
