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
      for (Entry entry : entries) {
        List<Optional<String>> values = values(entry);
        for (int i = 0; i < values.size(); i++) {
          statement.setString(i + 1, values.get(i).orElse(null));
        }
        statement.setLong(values.size() + 1, digest(values));
        statement.executeUpdate();
      }
    }
    connection.commit();
    connection.setAutoCommit(true);
  }

  /** The row that a query of all columns is at; empty where it is not what was written. */
  static Optional<Entry> read(ResultSet row) throws SQLException {
    List<Optional<String>> values = new ArrayList<>();
    for (int i = 0; i < SAID.size(); i++) {
      values.add(Optional.ofNullable(row.getString(i + 1)));
    }
    return digest(values) == row.getLong(SAID.size() + 1)
        ? Optional.of(entry(values))
        : Optional.empty();
  }

  private static Evaluation evaluation(Optional<String> metrics, Optional<String> reason) {
    return metrics
        .<Evaluation>map(json -> new Evaluation.Scored(MetricsJson.read(json)))
        .orElseGet(() -> new Evaluation.Failed(reason.orElseThrow()));
  }

  private static List<Optional<String>> values(Entry entry) {
    Answer answer = entry.answer();
    Optional<String> metrics =
        switch (answer.evaluation()) {
          case Evaluation.Scored scored -> Optional.of(MetricsJson.write(scored.metrics()));
          case Evaluation.Failed _ -> Optional.empty();
        };
    Optional<String> reason =
        switch (answer.evaluation()) {
          case Evaluation.Scored _ -> Optional.empty();
          case Evaluation.Failed failed -> Optional.of(failed.reason());
        };
    return List.of(
        Optional.of(Long.toString(entry.sequence())),
        Optional.of(entry.time().toString()),
        Optional.of(answer.level()),
        Optional.of(answer.candidate()),
        Optional.of(Integer.toString(answer.generation())),
        Optional.of(metrics.isPresent() ? "scored" : "failed"),
        metrics,
        reason,
        Optional.of(Long.toString(answer.cost())),
        Optional.of(Long.toString(answer.milliseconds())),
        Optional.of(answer.fingerprint()));
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

  private static long digest(List<Optional<String>> values) {
    var digest = new CRC32();
    for (Optional<String> value : values) {
      // Neither text nor the absence of text has these bytes.
      digest.update(value.isPresent() ? 0xFE : 0xFF);
      digest.update(value.orElse("").getBytes(StandardCharsets.UTF_8));
    }
    return digest.getValue();
  }
}
