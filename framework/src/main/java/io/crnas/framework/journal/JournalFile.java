package io.crnas.framework.journal;

import io.crnas.framework.problem.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The SQLite file behind a journal: how it is opened, what makes it one, and what its errors say.
 */
final class JournalFile {
  /** "crna", in the header of the file: what tells a journal from another database. */
  private static final int APPLICATION = 0x63726e61;

  private static final int VERSION = 4;

  /** Its answers do not tell their places; all else is the same. */
  private static final int BEFORE = 3;

  /** Bytes of a page, SQLite's default. */
  static final int PAGE = 4096;

  /**
   * The batches, and all of each once more: what {@link Salvage} lives on. The view is for people
   * with a SQLite of their own.
   */
  private static final String SCHEMA =
      """
      CREATE TABLE batches (
        first INTEGER PRIMARY KEY,
        time TEXT NOT NULL,
        level TEXT NOT NULL,
        generation INTEGER NOT NULL,
        milliseconds INTEGER NOT NULL,
        fingerprint TEXT NOT NULL,
        answers TEXT NOT NULL,
        digest INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX copies ON batches (
        first, time, level, generation, milliseconds, fingerprint, answers, digest
      );
      CREATE VIEW answers AS SELECT
        first + answer.key AS sequence,
        time,
        level,
        answer.value ->> 'candidate' AS candidate,
        generation,
        iif(answer.value -> 'metrics' IS NULL, 'failed', 'scored') AS status,
        answer.value -> 'metrics' AS metrics,
        answer.value ->> 'reason' AS reason,
        answer.value ->> 'cost' AS cost,
        milliseconds,
        fingerprint
      FROM batches, json_each(answers) AS answer
      """;

  private JournalFile() {}

  /**
   * For the one writer; makes the file where there is none. What is committed is in the log, which
   * a dead process leaves behind whole; only what is {@linkplain #beginSecure secured} is on the
   * disk.
   */
  static Connection openForWriting(Path file) throws SQLException {
    var config = new SQLiteConfig();
    config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
    // The log ends where its last batch does, whatever it held before.
    config.setJournalSizeLimit(0);
    Connection connection = open(file, config);
    try {
      // Only now: what is no journal stays as it is.
      set(connection, "PRAGMA journal_mode = WAL");
      set(connection, "PRAGMA wal_autocheckpoint = 0");
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** From here on, a commit waits until the disk has it: in the log, whoever reads the file. */
  static void beginSecure(Connection connection) throws SQLException {
    set(connection, "PRAGMA synchronous = FULL");
  }

  /** Takes what was committed into the file, and commits wait for the disk no more. */
  static void endSecure(Connection connection) throws SQLException {
    set(connection, "PRAGMA wal_checkpoint");
    set(connection, "PRAGMA synchronous = NORMAL");
  }

  private static void set(Connection connection, String pragma) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(pragma);
    }
  }

  /**
   * Leaves one plain file that needs no log beside it, so that it can be read where nothing can be
   * written.
   */
  static void finish(Connection connection) {
    try {
      set(connection, "PRAGMA busy_timeout = 0");
      set(connection, "PRAGMA journal_mode = DELETE");
    } catch (SQLException e) {
      // Somebody is reading, or the disk is full: with its log it is as good.
      return;
    }
  }

  /** For readers, of whom there may be many beside the writer. */
  static Connection openForReading(Path file) throws SQLException {
    return open(file, reading());
  }

  private static SQLiteConfig reading() {
    var config = new SQLiteConfig();
    config.setReadOnly(true);
    return config;
  }

  /** What a user is told when SQLite fails. */
  static RuntimeException explain(Path file, SQLException e) {
    if (isDamage(e)) {
      return damaged(file, code(e).message);
    }
    if (is(e, SQLiteErrorCode.SQLITE_BUSY)) {
      return new InvalidInputException(
          file.toString(), "a journal that another program has open", "one that nobody reads now");
    }
    if (is(e, SQLiteErrorCode.SQLITE_CANTOPEN) || is(e, SQLiteErrorCode.SQLITE_READONLY)) {
      return new InvalidInputException(
          file.toString(),
          "a journal that can not be opened (" + code(e).message + ")",
          "one in a folder that can be written, because it was not finished");
    }
    boolean full = is(e, SQLiteErrorCode.SQLITE_FULL) || is(e, SQLiteErrorCode.SQLITE_IOERR);
    return new UncheckedIOException(
        "could not use the journal %s%s: %s"
            .formatted(file, full ? "; the disk may be full" : "", e.getMessage()),
        new IOException(e));
  }

  private static boolean isDamage(SQLException e) {
    return is(e, SQLiteErrorCode.SQLITE_CORRUPT) || is(e, SQLiteErrorCode.SQLITE_NOTADB);
  }

  /** An extended code keeps the primary one in its low byte. */
  private static boolean is(SQLException e, SQLiteErrorCode primary) {
    return (code(e).code & 0xff) == primary.code;
  }

  private static SQLiteErrorCode code(SQLException e) {
    return e instanceof SQLiteException sqlite
        ? sqlite.getResultCode()
        : SQLiteErrorCode.UNKNOWN_ERROR;
  }

  static InvalidInputException damaged(Path file, String how) {
    return new InvalidInputException(
        file.toString(),
        "a damaged journal (" + how + ")",
        "the journal as the run wrote it; bring it back from a copy, or move it away to have every"
            + " candidate evaluated again");
  }

  private static Connection open(Path file, SQLiteConfig config) throws SQLException {
    Connection connection = connect(file, config);
    try (Statement statement = connection.createStatement()) {
      check(file, connection, statement);
      return connection;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private static Connection connect(Path file, SQLiteConfig config) throws SQLException {
    config.setBusyTimeout(3_000);
    // As a URI, because a plain name would end at a question mark.
    String name = file.toAbsolutePath().toUri().toString();
    return config.createConnection("jdbc:sqlite:" + name);
  }

  private static void check(Path file, Connection connection, Statement statement)
      throws SQLException {
    int application = number(statement, "PRAGMA application_id");
    int version = number(statement, "PRAGMA user_version");
    if (application == 0
        && version == 0
        && !connection.isReadOnly()
        && number(statement, "SELECT count(*) FROM sqlite_schema") == 0) {
      create(connection, statement);
      return;
    }
    if (application != APPLICATION) {
      throw new InvalidInputException(file.toString(), "another database", "a journal");
    }
    if (version == BEFORE) {
      if (!connection.isReadOnly()) {
        // What is written from now on, a crnas of before can not read.
        set(connection, "PRAGMA user_version = " + VERSION);
      }
    } else if (version != VERSION) {
      throw new InvalidInputException(
          file.toString(),
          "a journal of version " + version,
          "version " + VERSION + "; go on with the crnas that began this run, or begin anew");
    }
  }

  /** What is wrong inside a database, if anything is. */
  static Optional<String> damage(Path file) {
    try (Connection connection = connect(file, reading());
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("PRAGMA integrity_check(1)")) {
      String verdict = result.next() ? result.getString(1) : "no verdict";
      if (!verdict.equals("ok")) {
        return Optional.of(verdict.replace('\n', ' '));
      }
      return isJournal(statement) ? damage(statement) : Optional.empty();
    } catch (SQLException e) {
      if (isDamage(e)) {
        return Optional.of(code(e).message);
      }
      throw explain(file, e);
    }
  }

  private static boolean isJournal(Statement statement) throws SQLException {
    int version = number(statement, "PRAGMA user_version");
    return number(statement, "PRAGMA application_id") == APPLICATION
        && (version == VERSION || version == BEFORE);
  }

  /** What SQLite takes for whole may not be what was written. */
  private static Optional<String> damage(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery("SELECT " + Rows.COLUMNS + " FROM batches")) {
      while (row.next()) {
        if (Rows.read(row).isEmpty()) {
          return Optional.of("a row is not what was written");
        }
      }
      return Optional.empty();
    } catch (SQLException e) {
      if (is(e, SQLiteErrorCode.SQLITE_ERROR)) {
        return Optional.of("its tables are not those of a journal: " + e.getMessage());
      }
      throw e;
    }
  }

  private static void create(Connection connection, Statement statement) throws SQLException {
    connection.setAutoCommit(false);
    for (String definition : SCHEMA.split(";", -1)) {
      statement.executeUpdate(definition);
    }
    statement.executeUpdate("PRAGMA application_id = " + APPLICATION);
    statement.executeUpdate("PRAGMA user_version = " + VERSION);
    connection.commit();
    connection.setAutoCommit(true);
  }

  private static int number(Statement statement, String query) throws SQLException {
    try (ResultSet result = statement.executeQuery(query)) {
      return result.next() ? result.getInt(1) : 0;
    }
  }
}
