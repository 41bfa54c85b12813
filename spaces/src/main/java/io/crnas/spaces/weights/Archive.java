package io.crnas.spaces.weights;

import io.crnas.framework.problem.InvalidInputException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Files in a zip, in no more memory than what is there can fill. */
final class Archive {
  /** No byte that is deflated becomes more. */
  private static final int MOST_INFLATED = 1032;

  private Archive() {}

  /**
   * All bytes of a file.
   *
   * @param where names it in problems
   * @param most how many it may have
   * @throws InvalidInputException when it has more, or is damaged
   */
  static byte[] bytes(String where, ZipFile zip, ZipEntry entry, int most) throws IOException {
    long size = entry.getSize();
    if (size < 0 || size > most || size > (entry.getCompressedSize() + 1) * MOST_INFLATED) {
      throw new InvalidInputException(where, size + " bytes", "a whole file of at most " + most);
    }
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] bytes = in.readNBytes((int) size);
      if (bytes.length < size || in.read() >= 0) {
        throw new InvalidInputException(where, "damaged bytes", size + " of them");
      }
      return bytes;
    } catch (EOFException | ZipException e) {
      throw new InvalidInputException(where, "damaged bytes", size + " of them");
    }
  }
}
