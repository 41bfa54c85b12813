package io.crnas.framework.journal;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** Batches as rows of the table, each with a digest of all that it says. */
final class Rows {
  private static final List<String> SAID =
      List.of("first", "time", "level", "generation", "milliseconds", "fingerprint", "answers");

  /** All columns, in the order in which they are written and read. */
  static final String COLUMNS = String.join(", ", SAID) + ", digest";

  /** How many answers there are, and the place of the last one. */
  static final String COUNT =
      """
      SELECT sum(json_array_length(answers)), max(first + json_array_length(answers) - 1)
      FROM batches
      """;

  private static final String INSERT =
      "INSERT INTO batches (%s) VALUES (%s)"
          .formatted(COLUMNS, String.join(", ", Collections.nCopies(SAID.size() + 1, "?")));

  private Rows() {}

  /** Writes the batches in one transaction. */
  static void insert(Connection connection, List<Batch> batches) throws SQLException {
    connection.setAutoCommit(false);
    try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
      for (Batch batch : batches) {
        List<Object> values = values(batch);
        var digest = new CRC32();
        for (int i = 0; i < values.size(); i++) {
          statement.setObject(i + 1, values.get(i));
          update(digest, values.get(i));
        }
        statement.setLong(values.size() + 1, digest.getValue());
        statement.executeUpdate();
      }
    }
    connection.commit();
    connection.setAutoCommit(true);
  }

  /** The row that a query of all columns is at; empty where it is not what was written. */
  static Optional<Batch> read(ResultSet row) throws SQLException {
    var digest = new CRC32();
    for (int i = 0; i < SAID.size(); i++) {
      update(digest, row.getString(i + 1));
    }
    return digest.getValue() == row.getLong(SAID.size() + 1)
        ? Optional.of(batch(row))
        : Optional.empty();
  }

  private static List<Object> values(Batch batch) {
    Answer first = batch.answers().getFirst();
    return List.of(
        batch.first(),
        batch.time().toString(),
        first.level(),
        first.generation(),
        first.milliseconds(),
        first.fingerprint(),
        AnswersJson.write(batch.answers()));
  }

  private static Batch batch(ResultSet row) throws SQLException {
    String level = row.getString("level");
    int generation = row.getInt("generation");
    long milliseconds = row.getLong("milliseconds");
    String fingerprint = row.getString("fingerprint");
    List<Answer> answers =
        AnswersJson.read(
            row.getString("answers"),
            (place, candidate, evaluation, cost) ->
                new Answer(
                    level,
                    candidate,
                    generation,
                    place,
                    evaluation,
                    cost,
                    milliseconds,
                    fingerprint));
    return new Batch(row.getLong("first"), Instant.parse(row.getString("time")), answers);
  }

  /** Numbers count as the text that a query gives for them. */
  private static void update(CRC32 digest, @Nullable Object value) {
    // Text has no such byte.
    digest.update(0xFF);
    digest.update(String.valueOf(value).getBytes(StandardCharsets.UTF_8));
  }
}
