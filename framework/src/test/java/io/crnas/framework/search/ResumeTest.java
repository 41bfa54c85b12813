package io.crnas.framework.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
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
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A search that was stopped and run again ends as one that was never stopped. */
class ResumeTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4, 9, 10})
  void aSearchKilledWithinABatchGoesOnWithThatBatch(int batch) throws Exception {
    Path file = directory.resolve("killed");
    try (ChildJvm child = start(file, batch, -1)) {
      readUntil(child, "halted");
      child.kill();
    }
    assertResumes(file, batch);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 8})
  void aSearchKilledAtAnyMomentGoesOn(int batch) throws Exception {
    Path file = directory.resolve("killed");
    try (ChildJvm child = start(file, -1, -1)) {
      readUntil(child, "batch " + batch);
      child.kill();
    }
    List<Entry> kept = Journal.read(file);
    assertTrue(kept.size() >= 10 + 10 * batch, kept.size() + " answers kept");
    assertResumes(file, (kept.size() - 10) / 10);
  }

  @ParameterizedTest
  @CsvSource({"0, 3", "4, 1", "9, 7"})
  void aSearchKilledWithinABatchAsksAgainForWhatHadNotAnswered(int batch, int told)
      throws Exception {
    Path file = directory.resolve("killed");
    try (ChildJvm child = start(file, batch, told)) {
      readUntil(child, "halted");
      child.kill();
    }
    assertKept(file, batch, told);
    assertResumesWithoutWhatIsKept(file);
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 9", "6, 4", "10, 10"})
  void aSearchWhoseEvaluatorThrewAsksAgainForWhatHadNotAnswered(int batch, int told)
      throws Exception {
    Path file = directory.resolve("thrown");
    var throwing = telling(batch, told);
    assertThrows(UnsupportedOperationException.class, () -> SearchProcess.search(throwing, file));
    assertKept(file, batch, told);
    assertResumesWithoutWhatIsKept(file);
  }

  @Test
  void theOrderInWhichAnswersComeChangesNothing() throws Exception {
    Path whole = directory.resolve("whole");
    Outcome<Choices> expected = SearchProcess.search(SearchProcess.landscape(), whole);
    Path backwards = directory.resolve("backwards");
    assertEquals(expected, SearchProcess.search(telling(-1, 0), backwards));
    assertNotEquals(answers(whole), answers(backwards));
    assertEquals(answers(whole), inOrder(backwards));
  }

  private static SearchProcess.Telling telling(int last, int told) {
    return new SearchProcess.Telling(
        SearchProcess.landscape(),
        last,
        told,
        _ -> {},
        () -> {
          throw new UnsupportedOperationException("no such operator");
        });
  }

  /** The batches before one and so many answers of that. */
  private void assertKept(Path file, int batch, int told) throws Exception {
    List<Answer> kept = answers(file);
    assertEquals(told, kept.stream().filter(answer -> answer.generation() == batch).count());
    assertEquals(batch, kept.stream().mapToInt(Answer::generation).max().orElse(-1));
  }

  private void assertResumesWithoutWhatIsKept(Path file) throws Exception {
    Landscape whole = SearchProcess.landscape();
    Path wholeFile = directory.resolve("whole");
    Outcome<Choices> expected = SearchProcess.search(whole, wholeFile);
    Set<String> kept = new HashSet<>(answers(file).stream().map(Answer::candidate).toList());

    Landscape rest = SearchProcess.landscape();
    assertEquals(expected, SearchProcess.search(rest, file));
    assertEquals(
        whole.asked().stream().filter(one -> !kept.contains(one.toString())).toList(),
        rest.asked());
    assertEquals(answers(wholeFile), inOrder(file));
  }

  private static List<Answer> inOrder(Path file) {
    return answers(file).stream()
        .sorted(Comparator.comparingInt(Answer::generation).thenComparingInt(Answer::place))
        .toList();
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

  private static ChildJvm start(Path file, int batch, int told) throws IOException {
    return ChildJvm.start(
        SearchProcess.class, file.toString(), String.valueOf(batch), String.valueOf(told));
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
                answer.place(),
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
