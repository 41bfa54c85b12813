package io.crnas.framework.file;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes a file beside its place, forces it to disk and moves it there in one step. */
public final class AtomicFile {
  private static final String SUFFIX = ".part";

  private AtomicFile() {}

  /** Writes content to a stream; the stream is buffered and closed by the caller of this. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Replaces {@code target}, whether the thread is interrupted or not. When anything fails, {@code
   * target} is as it was and nothing is left beside it; the exception's message names the file.
   */
  public static void write(Path target, Content content) throws IOException {
    Path absolute = target.toAbsolutePath();
    Path directory = absolute.getParent();
    if (directory == null) {
      throw new IOException(target + " is not a file");
    }
    Path temporary = directory.resolve("." + absolute.getFileName() + SUFFIX);
    try {
      Files.createDirectories(directory);
      // No channel, which an interrupt of the thread would close in the middle.
      try (var file = new FileOutputStream(temporary.toFile())) {
        var out = new BufferedOutputStream(file, 1 << 16);
        content.writeTo(out);
        out.flush();
        file.getFD().sync();
      }
      Files.move(
          temporary, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      delete(temporary, e);
      throw new IOException("could not write " + target + ": " + reason(e), e);
    } catch (RuntimeException e) {
      delete(temporary, e);
      throw e;
    }
  }

  /** Replaces {@code target} with UTF-8 text. */
  public static void writeString(Path target, String text) throws IOException {
    write(target, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Deletes what killed processes had not written to its end in a directory. For the one who knows
   * that nobody is writing there.
   */
  public static void sweep(Path directory) throws IOException {
    try (DirectoryStream<Path> parts = Files.newDirectoryStream(directory, ".*" + SUFFIX)) {
      for (Path part : parts) {
        Files.deleteIfExists(part);
      }
    }
  }

  private static void delete(Path temporary, Exception why) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      why.addSuppressed(e);
    }
  }

  private static String reason(IOException e) {
    // Where the system gives no reason, the message of such an exception is the file alone.
    if (e instanceof FileSystemException file && file.getReason() == null) {
      return e.getClass().getSimpleName() + " at " + file.getFile();
    }
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }
}
