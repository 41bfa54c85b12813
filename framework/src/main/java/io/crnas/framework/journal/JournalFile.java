package io.crnas.framework.journal;

import io.crnas.framework.problem.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The SQLite file behind a journal: how it is opened, what makes it one, and what its errors say.
 */
final class JournalFile {
  /** "crna", in the header of the file: what tells a journal from another database. */
  private static final int APPLICATION = 0x63726e61;

  private static final int VERSION = 1;

  private static final String SCHEMA =
      """
      CREATE TABLE answers (
        sequence INTEGER PRIMARY KEY,
        time TEXT NOT NULL,
        level TEXT NOT NULL,
        candidate TEXT NOT NULL,
        generation INTEGER NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('scored', 'failed')),
        metrics TEXT CHECK ((metrics IS NULL) = (status = 'failed')),
        reason TEXT CHECK ((reason IS NULL) = (status = 'scored')),
        cost INTEGER NOT NULL,
        milliseconds INTEGER NOT NULL,
        fingerprint TEXT NOT NULL,
        UNIQUE (level, candidate, fingerprint)
      ) STRICT
      """;

  private JournalFile() {}

  /** For the one writer; makes the file where there is none. */
  static Connection openForWriting(Path file) {
    var config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    return open(file, config);
  }

  /** For readers, of whom there may be many beside the writer. */
  static Connection openForReading(Path file) {
    var config = new SQLiteConfig();
    config.setReadOnly(true);
    return open(file, config);
  }

  /** What a user is told when SQLite fails. */
  static RuntimeException explain(Path file, SQLException e) {
    SQLiteErrorCode code =
        e instanceof SQLiteException sqlite
            ? sqlite.getResultCode()
            : SQLiteErrorCode.UNKNOWN_ERROR;
    // An extended code keeps the primary one in its low byte.
    int primary = code.code & 0xff;
    if (primary == SQLiteErrorCode.SQLITE_CORRUPT.code
        || primary == SQLiteErrorCode.SQLITE_NOTADB.code) {
      return damaged(file, code.message);
    }
    boolean full =
        primary == SQLiteErrorCode.SQLITE_FULL.code || primary == SQLiteErrorCode.SQLITE_IOERR.code;
    return new UncheckedIOException(
        "could not use the journal %s%s: %s"
            .formatted(file, full ? "; the disk may be full" : "", e.getMessage()),
        new IOException(e));
  }

  static InvalidInputException damaged(Path file, String how) {
    return new InvalidInputException(
        file.toString(),
        "a damaged journal (" + how + ")",
        "the journal as the run wrote it; bring it back from a copy, or move it away to have every"
            + " candidate evaluated again");
  }

  private static Connection open(Path file, SQLiteConfig config) {
    config.setBusyTimeout(10_000);
    try {
      // As a URI, because a plain name would end at a question mark.
      String name = file.toAbsolutePath().toUri().toString();
      Connection connection = config.createConnection("jdbc:sqlite:" + name);
      try (Statement statement = connection.createStatement()) {
        check(file, connection, statement);
        return connection;
      } catch (SQLException | RuntimeException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw explain(file, e);
    }
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
    if (version != VERSION) {
      throw new InvalidInputException(
          file.toString(), "a journal of version " + version, "version " + VERSION);
    }
    try (ResultSet result = statement.executeQuery("PRAGMA quick_check(1)")) {
      String verdict = result.next() ? result.getString(1) : "no verdict";
      if (!verdict.equals("ok")) {
        throw damaged(file, verdict.replace('\n', ' '));
      }
    }
  }

  private static void create(Connection connection, Statement statement) throws SQLException {
    connection.setAutoCommit(false);
    statement.executeUpdate(SCHEMA);
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
