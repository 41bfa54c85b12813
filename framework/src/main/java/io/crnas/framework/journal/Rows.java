package io.crnas.framework.journal;

import io.crnas.framework.Evaluation;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** Entries as rows of the table, each with a digest of all that it says. */
final class Rows {
  private static final List<String> SAID =
      List.of(
          "sequence",
          "time",
          "level",
          "candidate",
          "generation",
          "status",
          "metrics",
          "reason",
          "cost",
          "milliseconds",
          "fingerprint");

  /** All columns, in the order in which they are written and read. */
  static final String COLUMNS = String.join(", ", SAID) + ", digest";

  private static final String INSERT =
      "INSERT INTO answers (%s) VALUES (%s)"
          .formatted(COLUMNS, String.join(", ", Collections.nCopies(SAID.size() + 1, "?")));

  private Rows() {}

  /** Writes the entries in one transaction. */
  static void insert(Connection connection, List<Entry> entries) throws SQLException {
    connection.setAutoCommit(false);
    try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
      var digest = new CRC32();
      for (Entry entry : entries) {
        digest.reset();
        @Nullable Object[] values = values(entry);
        for (int i = 0; i < values.length; i++) {
          statement.setObject(i + 1, values[i]);
          update(digest, values[i]);
        }
        statement.setLong(values.length + 1, digest.getValue());
        statement.addBatch();
      }
      statement.executeBatch();
    }
    connection.commit();
    connection.setAutoCommit(true);
  }

  /** The row that a query of all columns is at; empty where it is not what was written. */
  static Optional<Entry> read(ResultSet row) throws SQLException {
    List<Optional<String>> values = new ArrayList<>();
    var digest = new CRC32();
    for (int i = 0; i < SAID.size(); i++) {
      String value = row.getString(i + 1);
      update(digest, value);
      values.add(Optional.ofNullable(value));
    }
    return digest.getValue() == row.getLong(SAID.size() + 1)
        ? Optional.of(entry(values))
        : Optional.empty();
  }

  private static Evaluation evaluation(Optional<String> metrics, Optional<String> reason) {
    return metrics
        .<Evaluation>map(json -> new Evaluation.Scored(MetricsJson.read(json)))
        .orElseGet(() -> new Evaluation.Failed(reason.orElseThrow()));
  }

  /** What an entry says, column by column. */
  private static @Nullable Object[] values(Entry entry) {
    Answer answer = entry.answer();
    return switch (answer.evaluation()) {
      case Evaluation.Scored scored ->
          values(entry, "scored", MetricsJson.write(scored.metrics()), null);
      case Evaluation.Failed failed -> values(entry, "failed", null, failed.reason());
    };
  }

  private static @Nullable Object[] values(
      Entry entry, String status, @Nullable String metrics, @Nullable String reason) {
    Answer answer = entry.answer();
    return new @Nullable Object[] {
      entry.sequence(),
      entry.time().toString(),
      answer.level(),
      answer.candidate(),
      answer.generation(),
      status,
      metrics,
      reason,
      answer.cost(),
      answer.milliseconds(),
      answer.fingerprint()
    };
  }

  private static Entry entry(List<Optional<String>> values) {
    List<String> texts = values.stream().map(value -> value.orElse("")).toList();
    var answer =
        new Answer(
            texts.get(2),
            texts.get(3),
            Integer.parseInt(texts.get(4)),
            evaluation(values.get(6), values.get(7)),
            Long.parseLong(texts.get(8)),
            Long.parseLong(texts.get(9)),
            texts.get(10));
    return new Entry(Long.parseLong(texts.get(0)), Instant.parse(texts.get(1)), answer);
  }

  /** Numbers count as the text that a query gives for them. */
  private static void update(CRC32 digest, @Nullable Object value) {
    // Neither text nor the absence of text has these bytes.
    digest.update(value == null ? 0xFF : 0xFE);
    if (value != null) {
      digest.update(value.toString().getBytes(StandardCharsets.UTF_8));
    }
  }
}
