package io.crnas.framework.journal;

import io.crnas.framework.Evaluation;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.progress.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The answers of one run in one SQLite file. What is appended at once is in it, whole, when {@link
 * #append} returns, however the process then ends, and not at all when the process died before;
 * what was written is never changed. If the machine loses its power, those may be lost that were
 * written within a tenth of a second after the last one that is on the disk.
 *
 * <p>One process writes at a time. Where the file can not be written, for example on a full disk,
 * methods throw an {@link UncheckedIOException} that names it; what was written before stays.
 */
public final class Journal implements AutoCloseable {
  /** To wait for the disk takes milliseconds, which is a lot where a batch takes none. */
  private static final Duration UNSECURED = Duration.ofMillis(100);

  private final Path file;
  private final JournalLock lock;
  private final Connection connection;
  private final Duration unsecured;
  private long secured;
  private long last;
  private long answers;

  private Journal(Path file, JournalLock lock, Connection connection, Duration unsecured)
      throws SQLException {
    this.file = file;
    this.lock = lock;
    this.connection = connection;
    this.unsecured = unsecured;
    this.secured = System.nanoTime() - unsecured.toNanos();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(Rows.COUNT)) {
      this.answers = row.getLong(1);
      this.last = row.getLong(2);
    }
  }

  /** Opens a journal without saying what was lost of it, see {@link #open(Path, Progress)}. */
  public static Journal open(Path file) throws IOException {
    return open(file, Progress.silent());
  }

  /**
   * Opens a journal for writing and makes it, and its directory, where there is none. Of one that
   * is damaged, all answers that can be read are kept, and the damaged file is kept beside it.
   *
   * @param progress is told if answers that were written before are not there any more
   * @throws InvalidInputException if another process or another journal of this process has it
   *     open, or if it is no journal, or so damaged that no answer can be read; then it stays as it
   *     is
   * @throws IOException if the directory or the lock beside the journal can not be written
   */
  public static Journal open(Path file, Progress progress) throws IOException {
    return open(file, progress, UNSECURED);
  }

  /**
   * @param unsecured batches that follow each other faster than this wait for the disk together
   */
  static Journal open(Path file, Progress progress, Duration unsecured) throws IOException {
    JournalLock lock = JournalLock.take(file);
    try {
      Optional<String> damage =
          Files.exists(file) && Files.size(file) > 0 ? JournalFile.damage(file) : Optional.empty();
      Optional<Path> kept = Optional.empty();
      if (damage.isPresent()) {
        kept = Optional.of(Salvage.mend(file, damage.get()));
      }
      Connection connection = JournalFile.openForWriting(file);
      try {
        var journal = new Journal(file, lock, connection, unsecured);
        journal.report(damage, kept, progress);
        lock.record(journal.answers);
        return journal;
      } catch (SQLException | IOException | RuntimeException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      lock.close();
      throw JournalFile.explain(file, e);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private void report(Optional<String> damage, Optional<Path> kept, Progress progress) {
    if (damage.isEmpty() && answers >= lock.before()) {
      return;
    }
    long lost = lock.before() - answers;
    progress.say(
        "the journal %s %s: %s could be read%s%s"
            .formatted(
                file,
                damage.map(how -> "was damaged (" + how + ")").orElse("has lost its end"),
                lost > 0
                    ? "%d of %d answers".formatted(answers, lock.before())
                    : "all %d answers".formatted(answers),
                lost > 0 ? ", the others are asked for again" : "",
                kept.map(where -> "; the damaged file is kept as " + where).orElse("")));
  }

  /**
   * Whether a process has a journal open to write, this one or another.
   *
   * @throws IOException where the file system can not tell
   */
  public static boolean isInUse(Path file) throws IOException {
    return JournalLock.isHeld(file);
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
    Optional<String> damage = JournalFile.damage(file);
    if (damage.isPresent()) {
      throw JournalFile.damaged(file, damage.get());
    }
    try (Connection connection = JournalFile.openForReading(file)) {
      return entries(file, connection);
    } catch (SQLException e) {
      throw JournalFile.explain(file, e);
    }
  }

  /** What was said of each candidate of a level by an evaluator of this fingerprint. */
  public synchronized Map<String, Evaluation> evaluations(String level, String fingerprint) {
    String query = "SELECT " + Rows.COLUMNS + " FROM batches WHERE level = ? AND fingerprint = ?";
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, level);
      statement.setString(2, fingerprint);
      Map<String, Evaluation> evaluations = new HashMap<>();
      for (Entry entry : entries(file, statement.executeQuery())) {
        evaluations.put(entry.answer().candidate(), entry.answer().evaluation());
      }
      return Map.copyOf(evaluations);
    } catch (SQLException e) {
      throw JournalFile.explain(file, e);
    }
  }

  /**
   * Writes answers: all of them, or none where they can not be written. Where this fails because
   * the disk can not be waited for, they may be there.
   */
  public synchronized void append(List<Answer> batch) {
    List<Batch> batches = Batch.of(last + 1, Instant.now(), batch);
    boolean isDue = System.nanoTime() - secured >= unsecured.toNanos();
    try {
      if (isDue) {
        JournalFile.beginSecure(connection);
      }
      Rows.insert(connection, batches);
      last += batch.size();
      answers += batch.size();
      lock.record(answers);
      if (isDue) {
        JournalFile.endSecure(connection);
        secured = System.nanoTime();
      }
    } catch (SQLException e) {
      rollBack(e);
      throw JournalFile.explain(file, e);
    } catch (IOException e) {
      throw new UncheckedIOException("could not write beside the journal " + file, e);
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
    try (lock;
        connection) {
      JournalFile.finish(connection);
    } catch (SQLException e) {
      throw JournalFile.explain(file, e);
    } catch (IOException e) {
      throw new UncheckedIOException("could not close the journal " + file, e);
    }
  }

  private static List<Entry> entries(Path file, Connection connection) {
    String query = "SELECT " + Rows.COLUMNS + " FROM batches ORDER BY first";
    try (Statement statement = connection.createStatement()) {
      return entries(file, statement.executeQuery(query));
    } catch (SQLException e) {
      throw JournalFile.explain(file, e);
    }
  }

  private static List<Entry> entries(Path file, ResultSet row) throws SQLException {
    var entries = new ArrayList<Entry>();
    while (row.next()) {
      entries.addAll(
          Rows.read(row)
              .orElseThrow(() -> JournalFile.damaged(file, "a row is not what was written"))
              .entries());
    }
    return List.copyOf(entries);
  }
}
