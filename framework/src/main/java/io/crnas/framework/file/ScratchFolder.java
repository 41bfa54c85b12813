package io.crnas.framework.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A folder among the system's temporary files. It goes, with all that is in it, when this is closed
 * or when Java is told to end (Ctrl-C), whichever is first.
 */
public final class ScratchFolder implements AutoCloseable {
  /** While Java is told to end, others still write. */
  private static final int ATTEMPTS = 10;

  private final Path path;
  private final Thread hook;

  /**
   * Makes a folder.
   *
   * @param name how the folder's name begins
   */
  public ScratchFolder(String name) throws IOException {
    path = Files.createTempDirectory(name);
    hook = new Thread(() -> deleteInTheEnd(path), "scratch");
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException e) {
      Files.delete(path);
      throw new IOException("crnas is being stopped", e);
    }
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  private static void deleteInTheEnd(Path folder) {
    for (int attempt = 0; attempt < ATTEMPTS && Files.exists(folder); attempt++) {
      try {
        delete(folder);
      } catch (IOException | UncheckedIOException _) {
        // A file came or went meanwhile; the next attempt sees it.
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  @Override
  public void close() throws IOException {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // Java is ending, and the hook deletes it.
      return;
    }
    if (Files.exists(path)) {
      delete(path);
    }
  }
}
