package io.crnas.framework.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.framework.Evaluation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  @TempDir Path directory;

  @Test
  void answersComeBackInOrderAsTheyWere() throws IOException {
    Path file = directory.resolve("run/journal.sqlite");
    var failed =
        new Answer(
            "spatial",
            "\"quoted\", \u00e4\u6f22, \ud83d half a pair",
            0,
            5,
            new Evaluation.Failed("no\nmemory"),
            -1,
            0,
            "f");
    List<Answer> first = List.of(JournalWriter.answer("b", 0.25), JournalWriter.answer("a", 0.5));
    try (Journal journal = Journal.open(file)) {
      journal.append(first);
      journal.append(List.of(failed));
    }
    try (Journal journal = Journal.open(file)) {
      List<Entry> entries = journal.entries();
      assertEquals(List.of(1L, 2L, 3L), entries.stream().map(Entry::sequence).toList());
      assertEquals(
          List.of(first.get(0), first.get(1), failed),
          entries.stream().map(Entry::answer).toList());
      assertEquals(entries.get(0).time(), entries.get(1).time());
      assertEquals(entries, Journal.read(file));
    }
  }

  @Test
  void everyDoubleComesBackWithItsBits() throws IOException {
    var random = new Random(1);
    var metrics = new TreeMap<String, Double>();
    List<Double> special =
        List.of(0.0, -0.0, 0.1 + 0.2, 1e16, 1e-320, 2.0, Double.MIN_VALUE, Double.MAX_VALUE);
    special.forEach(value -> metrics.put("special " + metrics.size(), value));
    while (metrics.size() < 2000) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(value)) {
        metrics.put("metric " + metrics.size(), value);
      }
    }
    var scored = new Evaluation.Scored(metrics);
    try (Journal journal = Journal.open(directory.resolve("journal"))) {
      journal.append(List.of(new Answer("stage", "c", 0, 0, scored, 0, 0, "f")));
      var found = (Evaluation.Scored) one(journal.evaluations("stage", "f"));
      assertEquals(metrics.keySet(), found.metrics().keySet());
      metrics.forEach((name, value) ->
          assertEquals(
              Double.doubleToRawLongBits(value),
              Double.doubleToRawLongBits(found.metric(name)),
              () -> name + " " + value));
    }
  }

  @Test
  void answersAreFoundByLevelAndFingerprint() throws IOException {
    try (Journal journal = Journal.open(directory.resolve("journal"))) {
      Answer answer = JournalWriter.answer("1-3-5-7", 0.25);
      journal.append(List.of(answer));
      assertEquals(Map.of("1-3-5-7", answer.evaluation()), journal.evaluations("stage", "f1"));
      assertEquals(Map.of(), journal.evaluations("spatial", "f1"));
      assertEquals(Map.of(), journal.evaluations("stage", "f2"));
    }
  }

  @Test
  void aBatchThatCanNotBeWrittenWholeIsNotWrittenAtAll() throws IOException, SQLException {
    Path file = directory.resolve("journal");
    try (Journal journal = Journal.open(file)) {
      journal.append(List.of(JournalWriter.answer("a", 0.5)));
      refuse(file, "spatial");
      List<Answer> batch = new ArrayList<>();
      batch.add(JournalWriter.answer("b", 0.5));
      batch.add(new Answer("spatial", "c", 0, 0, new Evaluation.Failed("no memory"), 1, 0, "f"));
      assertThrows(UncheckedIOException.class, () -> journal.append(batch));
      assertEquals(1, journal.entries().size());
      journal.append(batch.subList(0, 1));
      assertEquals(2, journal.entries().size());
    }
  }

  /** From now on SQLite fails at the row of one level. */
  private static void refuse(Path file, String level) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(
          """
          CREATE TRIGGER refuse BEFORE INSERT ON batches WHEN NEW.level = '%s'
          BEGIN SELECT RAISE(ABORT, 'refused'); END
          """
              .formatted(level));
    }
  }

  @Test
  void answersThatDifferInMoreThanTheCandidateComeBackAsTheyWere() throws IOException {
    var scored = JournalWriter.answer("a", 0.5).evaluation();
    List<Answer> batch =
        List.of(
            new Answer("stage", "a", 0, 0, scored, 1, 5, "f"),
            new Answer("stage", "b", 1, 0, scored, 1, 5, "f"),
            new Answer("stage", "c", 1, 1, scored, 1, 6, "f"),
            new Answer("stage", "d", 1, 2, scored, 1, 6, "g"),
            new Answer("spatial", "e", 1, 3, scored, 1, 6, "g"),
            new Answer("stage", "f", 1, 1, scored, 1, 6, "g"));
    try (Journal journal = Journal.open(directory.resolve("journal"))) {
      journal.append(batch);
      assertEquals(batch, journal.entries().stream().map(Entry::answer).toList());
      assertEquals(6, journal.entries().getLast().sequence());
    }
  }

  @Test
  void anEmptyBatchWritesNothing() throws IOException {
    try (Journal journal = Journal.open(directory.resolve("journal"))) {
      journal.append(List.of());
      assertEquals(List.of(), journal.entries());
    }
  }

  @Test
  void whoHasSqliteSeesTheAnswersAsOneTable() throws IOException, SQLException {
    Path file = directory.resolve("journal");
    try (Journal journal = Journal.open(file)) {
      journal.append(List.of(JournalWriter.answer("b", 0.25), JournalWriter.answer("a", 0.5)));
      journal.append(
          List.of(
              new Answer(
                  "spatial", "c", 0, 0, new Evaluation.Failed("no \"memory\""), -1, 7, "f")));
    }
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT * FROM answers ORDER BY sequence")) {
      assertEquals(
          List.of(
              "1|stage|b|3|scored|{\"AP\":0.25}|null|1234567890123|42|f1",
              "2|stage|a|3|scored|{\"AP\":0.5}|null|1234567890123|42|f1",
              "3|spatial|c|0|failed|null|no \"memory\"|-1|7|f"),
          rows(row));
    }
  }

  /** Each row but for the time. */
  private static List<String> rows(ResultSet row) throws SQLException {
    List<String> rows = new ArrayList<>();
    while (row.next()) {
      List<String> values = new ArrayList<>();
      for (String column :
          List.of(
              "sequence",
              "level",
              "candidate",
              "generation",
              "status",
              "metrics",
              "reason",
              "cost",
              "milliseconds",
              "fingerprint")) {
        values.add(String.valueOf(row.getString(column)));
      }
      rows.add(String.join("|", values));
    }
    return rows;
  }

  @Test
  void anyFileNameWillDo() throws IOException {
    Path file = directory.resolve("run #1?mode=memory&x 100% \u00e4/journal?.sqlite");
    try (Journal journal = Journal.open(file)) {
      journal.append(List.of(JournalWriter.answer("a", 0.5)));
    }
    assertTrue(file.toFile().isFile());
    assertEquals(1, Journal.read(file).size());
    assertFalse(directory.resolve("run #1").toFile().exists());
  }

  @Test
  void aReaderSeesWhatIsWrittenWhileItIsWritten() throws IOException {
    Path file = directory.resolve("journal");
    try (Journal journal = Journal.open(file)) {
      assertEquals(List.of(), Journal.read(file));
      journal.append(List.of(JournalWriter.answer("a", 0.5)));
      assertEquals(journal.entries(), Journal.read(file));
    }
  }

  private static Evaluation one(Map<String, Evaluation> evaluations) {
    assertEquals(1, evaluations.size());
    return evaluations.values().iterator().next();
  }
}
