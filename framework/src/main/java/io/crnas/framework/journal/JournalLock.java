package io.crnas.framework.journal;

import io.crnas.framework.problem.InvalidInputException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps a journal to one writer. The operating system holds the lock, so it ends with the process,
 * however that ends; the file beside the journal stays and says whose lock it last was, and how
 * many answers the journal then had.
 */
final class JournalLock implements AutoCloseable {
  /**
   * Locks of this process. They are looked up before the file is opened, because on POSIX closing
   * any channel of a file gives up every lock that the process has on it.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  /** Behind the text, so that the text can be read where locks are mandatory. */
  private static final long LOCKED_BYTE = 1 << 20;

  private static final int ATTEMPTS = 3;

  private static final Duration MOMENT = Duration.ofMillis(50);

  private final Path file;

  /** Not a channel alone: an interrupt in the middle of writing would close it. */
  private final RandomAccessFile access;

  private final long before;

  private JournalLock(Path file, RandomAccessFile access, long before) {
    this.file = file;
    this.access = access;
    this.before = before;
  }

  /** A lock that another holds is an {@link InvalidInputException}. */
  static JournalLock take(Path journal) throws IOException {
    Path directory = journal.toAbsolutePath().getParent();
    if (directory == null) {
      throw new IOException(journal + " is not a file");
    }
    Files.createDirectories(directory);
    Path file = beside(journal, directory);
    if (!HELD.add(file)) {
      throw inUse(journal, "this process");
    }
    try {
      return lock(journal, file);
    } catch (IOException | RuntimeException e) {
      HELD.remove(file);
      throw e;
    }
  }

  /** Whether anybody has the lock of a journal. */
  static boolean isHeld(Path journal) throws IOException {
    Path directory = journal.toAbsolutePath().getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      return false;
    }
    Path file = beside(journal, directory);
    if (HELD.contains(file)) {
      return true;
    }
    if (!Files.exists(file)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        FileLock lock = channel.tryLock(LOCKED_BYTE, 1, true)) {
      return lock == null;
    }
  }

  private static Path beside(Path journal, Path directory) throws IOException {
    return directory.toRealPath().resolve(journal.getFileName() + ".lock");
  }

  /** Who looks whether it is held has it for a moment. */
  private static boolean tryLock(FileChannel channel) throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (channel.tryLock(LOCKED_BYTE, 1, false) != null) {
        return true;
      }
      LockSupport.parkNanos(MOMENT.toNanos());
    }
    return false;
  }

  private static JournalLock lock(Path journal, Path file) throws IOException {
    var access = new RandomAccessFile(file.toFile(), "rw");
    try {
      if (!tryLock(access.getChannel())) {
        throw inUse(journal, "process " + Files.readString(file).lines().findFirst().orElse("?"));
      }
      return new JournalLock(file, access, answers(access));
    } catch (IOException | RuntimeException e) {
      access.close();
      throw e;
    }
  }

  /**
   * The second line; none, or one that is no number, says nothing. Read from the file that holds
   * the lock, because closing another would give it up.
   */
  private static long answers(RandomAccessFile access) throws IOException {
    byte[] bytes = new byte[(int) Math.min(access.length(), 64)];
    access.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8)
        .lines()
        .skip(1)
        .filter(line -> line.matches("[0-9]{1,18}"))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElse(0);
  }

  /** How many answers the journal had when it was last written, as far as is known. */
  long before() {
    return before;
  }

  /**
   * Says whose lock it is and how many answers are in the journal; in place, as these only grow.
   */
  void record(long answers) throws IOException {
    String text = ProcessHandle.current().pid() + "\n" + answers + "\n";
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    access.seek(0);
    access.write(bytes);
    if (bytes.length < access.length()) {
      access.setLength(bytes.length);
    }
  }

  private static InvalidInputException inUse(Path journal, String owner) {
    return new InvalidInputException(
        journal.toString(),
        "a run that " + owner + " is working on",
        "a run that nobody else is working on; wait for it to end or stop it");
  }

  @Override
  public void close() throws IOException {
    try {
      access.close();
    } finally {
      HELD.remove(file);
    }
  }
}
