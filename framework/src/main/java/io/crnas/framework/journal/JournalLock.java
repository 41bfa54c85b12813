package io.crnas.framework.journal;

import io.crnas.framework.problem.InvalidInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

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

  private final Path file;
  private final FileChannel channel;
  private final long before;
  private long length = Long.MAX_VALUE;

  private JournalLock(Path file, FileChannel channel, long before) {
    this.file = file;
    this.channel = channel;
    this.before = before;
  }

  /** A lock that another holds is an {@link InvalidInputException}. */
  static JournalLock take(Path journal) throws IOException {
    Path directory = journal.toAbsolutePath().getParent();
    if (directory == null) {
      throw new IOException(journal + " is not a file");
    }
    Files.createDirectories(directory);
    Path file = directory.toRealPath().resolve(journal.getFileName() + ".lock");
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

  private static JournalLock lock(Path journal, Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock(LOCKED_BYTE, 1, false) == null) {
        throw inUse(journal, "process " + Files.readString(file).lines().findFirst().orElse("?"));
      }
      return new JournalLock(file, channel, answers(channel));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * The second line; none, or one that is no number, says nothing. Read through the channel that
   * holds the lock, because closing another would give it up.
   */
  private static long answers(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(64);
    while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) > 0) {}
    return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8)
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
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    channel.write(bytes, 0);
    if (bytes.limit() < length) {
      channel.truncate(bytes.limit());
    }
    length = bytes.limit();
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
      channel.close();
    } finally {
      HELD.remove(file);
    }
  }
}
