package io.crnas.framework.journal;

import io.crnas.framework.problem.InvalidInputException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What can be read of a damaged journal. Every batch is in the file twice, in the table and in an
 * index over all columns, and each has a digest; so the loss of one page, as of the last, loses no
 * answer, and nothing is taken for an answer that was not written.
 */
final class Salvage {
  private static final List<String> COPIES = List.of("NOT INDEXED", "INDEXED BY copies");

  /** Where SQLite's header has the bytes of a page (two bytes) and the number of pages (four). */
  private static final int PAGE_SIZE_AT = 16;

  private static final int PAGES_AT = 28;

  /** Where the header says more it is not to be trusted. */
  private static final long MOST = 1L << 32;

  private final Path file;

  private Salvage(Path file) {
    this.file = file;
  }

  /**
   * Puts a whole journal in the place of a damaged one.
   *
   * @param how what is wrong with it
   * @return where the damaged one is kept
   * @throws InvalidInputException if no answer can be read; then the file stays as it is
   */
  static Path mend(Path file, String how) throws IOException {
    return new Salvage(file).mend(how);
  }

  /** A name beside it that is free: what was kept before stays, too. */
  private Path free() {
    Path kept = beside(file, ".damaged");
    for (int number = 2; Files.exists(kept); number++) {
      kept = beside(file, ".damaged-" + number);
    }
    return kept;
  }

  private Path mend(String how) throws IOException {
    Path work = beside(file, ".work");
    Path mended = beside(file, ".mended");
    try {
      copy(file, work);
      fill(work);
      Map<Long, Batch> found = new TreeMap<>();
      read(work, found);
      renewFirstPage(work);
      read(work, found);
      List<Batch> batches = List.copyOf(found.values());
      if (batches.isEmpty()) {
        throw JournalFile.damaged(file, how);
      }
      write(mended, batches);
      Path kept = free();
      copy(file, kept);
      // First the log: beside a file that it is not of, it would be replayed.
      deleteLog(file);
      Files.move(mended, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return kept;
    } finally {
      delete(work);
      delete(mended);
    }
  }

  /** Pages that are missing at the end become empty ones: SQLite reads nothing without them. */
  private static void fill(Path work) throws IOException {
    try (var access = new RandomAccessFile(work.toFile(), "rw")) {
      if (access.length() < PAGES_AT + Integer.BYTES || !isDatabase(access)) {
        return;
      }
      access.seek(PAGE_SIZE_AT);
      int size = access.readUnsignedShort();
      access.seek(PAGES_AT);
      long length = size * Integer.toUnsignedLong(access.readInt());
      if (length > access.length() && length <= MOST) {
        access.setLength(length);
      }
    }
  }

  private static boolean isDatabase(RandomAccessFile access) throws IOException {
    byte[] begin = new byte[6];
    access.readFully(begin);
    return new String(begin, StandardCharsets.US_ASCII).equals("SQLite");
  }

  /**
   * Puts the first page of a new journal in the place of that of the copy. It says where the tables
   * begin, which is the same in every journal; what is in the log was read before.
   */
  private void renewFirstPage(Path work) throws IOException {
    deleteLog(work);
    Path fresh = beside(file, ".fresh");
    delete(fresh);
    try (Connection connection = JournalFile.openForWriting(fresh)) {
      JournalFile.finish(connection);
    } catch (SQLException e) {
      throw JournalFile.explain(fresh, e);
    }
    byte[] page = Arrays.copyOf(Files.readAllBytes(fresh), JournalFile.PAGE);
    delete(fresh);
    try (var access = new RandomAccessFile(work.toFile(), "rw")) {
      int pages = Math.toIntExact(access.length() / JournalFile.PAGE);
      ByteBuffer.wrap(page).putInt(PAGES_AT, pages);
      access.write(page);
    }
  }

  private static void read(Path work, Map<Long, Batch> found) {
    for (String copy : COPIES) {
      // From both ends, each as far as it can be read.
      for (String order : List.of("ASC", "DESC")) {
        read(work, copy, order, found);
      }
    }
  }

  private static void read(Path work, String copy, String order, Map<Long, Batch> found) {
    String query = "SELECT " + Rows.COLUMNS + " FROM batches " + copy + " ORDER BY first " + order;
    try (Connection connection = JournalFile.openForReading(work);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      while (row.next()) {
        Rows.read(row).ifPresent(batch -> found.put(batch.first(), batch));
      }
    } catch (SQLException | InvalidInputException e) {
      // That was as far as it can be read.
      return;
    }
  }

  private static void write(Path mended, List<Batch> batches) throws IOException {
    delete(mended);
    try (Connection connection = JournalFile.openForWriting(mended)) {
      JournalFile.beginSecure(connection);
      Rows.insert(connection, batches);
      JournalFile.endSecure(connection);
    } catch (SQLException e) {
      throw JournalFile.explain(mended, e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    delete(to);
    Files.copy(from, to);
    if (Files.exists(log(from))) {
      Files.copy(log(from), log(to));
    }
  }

  private static void delete(Path database) throws IOException {
    Files.deleteIfExists(database);
    deleteLog(database);
  }

  private static void deleteLog(Path database) throws IOException {
    Files.deleteIfExists(log(database));
    Files.deleteIfExists(beside(database, "-shm"));
  }

  private static Path log(Path database) {
    return beside(database, "-wal");
  }

  private static Path beside(Path file, String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }
}
