package io.crnas.framework.journal;

import io.crnas.framework.Evaluation;
import io.crnas.framework.problem.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/**
 * The answers of one run in one SQLite file. A batch is on disk, whole, when {@link #append}
 * returns, and not at all when the process died before; what was written is never changed.
 *
 * <p>One process writes at a time. Where the file can not be written, for example on a full disk,
 * methods throw an {@link UncheckedIOException} that names it; what was written before stays.
 */
public final class Journal implements AutoCloseable {
  private static final String COLUMNS =
      "level, candidate, generation, status, metrics, reason, cost, milliseconds, fingerprint, time";

  private final Path file;
  private final JournalLock lock;
  private final Connection connection;

  private Journal(Path file, JournalLock lock, Connection connection) {
    this.file = file;
    this.lock = lock;
    this.connection = connection;
  }

  /**
   * Opens a journal for writing and makes it, and its directory, where there is none.
   *
   * @throws InvalidInputException if another process or another journal of this process has it
   *     open, or if it is damaged or no journal
   * @throws IOException if the directory or the lock beside the journal can not be written
   */
  public static Journal open(Path file) throws IOException {
    JournalLock lock = JournalLock.take(file);
    try {
      return new Journal(file, lock, JournalFile.openForWriting(file));
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /**
   * Every entry of a journal in the order of writing, also while another process writes it.
   *
   * @throws InvalidInputException if there is no such file, or if it is damaged or no journal
   */
  public static List<Entry> read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException(file.toString(), "no file", "the journal of a run");
    }
    try (Connection connection = JournalFile.openForReading(file)) {
      return entries(file, connection);
    } catch (SQLException e) {
      throw JournalFile.explain(file, e);
    }
  }

  /** What was said of a candidate by an evaluator of this fingerprint, if it was asked. */
  public synchronized Optional<Evaluation> find(
      String level, String candidate, String fingerprint) {
    String query =
        "SELECT " + COLUMNS + " FROM answers WHERE level = ? AND candidate = ? AND fingerprint = ?";
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, level);
      statement.setString(2, candidate);
      statement.setString(3, fingerprint);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? Optional.of(evaluation(file, row)) : Optional.empty();
      }
    } catch (SQLException e) {
      throw JournalFile.explain(file, e);
    }
  }

  /** Writes the answers of a batch: all of them, or none where this fails. */
  public synchronized void append(List<Answer> batch) {
    String time = Instant.now().toString();
    try {
      connection.setAutoCommit(false);
      try (PreparedStatement statement =
          connection.prepareStatement(
              "INSERT INTO answers (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
        for (Answer answer : batch) {
          bind(statement, answer);
          statement.setString(10, time);
          statement.executeUpdate();
        }
      }
      connection.commit();
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      rollBack(e);
      throw JournalFile.explain(file, e);
    }
  }

  /** On a full disk SQLite has done so by itself, and says that there is nothing to roll back. */
  private void rollBack(SQLException why) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      why.addSuppressed(e);
    }
    try {
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      why.addSuppressed(e);
    }
  }

  /** Every entry in the order of writing. */
  public synchronized List<Entry> entries() {
    return entries(file, connection);
  }

  @Override
  public synchronized void close() {
    try (lock) {
      connection.close();
    } catch (SQLException e) {
      throw JournalFile.explain(file, e);
    } catch (IOException e) {
      throw new UncheckedIOException("could not close the journal " + file, e);
    }
  }

  private static void bind(PreparedStatement statement, Answer answer) throws SQLException {
    statement.setString(1, answer.level());
    statement.setString(2, answer.candidate());
    statement.setInt(3, answer.generation());
    switch (answer.evaluation()) {
      case Evaluation.Scored scored -> {
        statement.setString(4, "scored");
        statement.setString(5, MetricsJson.write(scored.metrics()));
        statement.setNull(6, Types.VARCHAR);
      }
      case Evaluation.Failed failed -> {
        statement.setString(4, "failed");
        statement.setNull(5, Types.VARCHAR);
        statement.setString(6, failed.reason());
      }
    }
    statement.setLong(7, answer.cost());
    statement.setLong(8, answer.milliseconds());
    statement.setString(9, answer.fingerprint());
  }

  private static List<Entry> entries(Path file, Connection connection) {
    String query = "SELECT sequence, " + COLUMNS + " FROM answers ORDER BY sequence";
    try (PreparedStatement statement = connection.prepareStatement(query);
        ResultSet row = statement.executeQuery()) {
      var entries = new ArrayList<Entry>();
      while (row.next()) {
        var answer =
            new Answer(
                row.getString("level"),
                row.getString("candidate"),
                row.getInt("generation"),
                evaluation(file, row),
                row.getLong("cost"),
                row.getLong("milliseconds"),
                row.getString("fingerprint"));
        entries.add(
            new Entry(row.getLong("sequence"), Instant.parse(row.getString("time")), answer));
      }
      return List.copyOf(entries);
    } catch (SQLException e) {
      throw JournalFile.explain(file, e);
    }
  }

  private static Evaluation evaluation(Path file, ResultSet row) throws SQLException {
    if (row.getString("status").equals("failed")) {
      return new Evaluation.Failed(row.getString("reason"));
    }
    try {
      return new Evaluation.Scored(MetricsJson.read(row.getString("metrics")));
    } catch (JacksonException | IllegalArgumentException e) {
      throw JournalFile.damaged(
          file, "metrics of " + row.getString("candidate") + ": " + row.getString("metrics"));
    }
  }
}
