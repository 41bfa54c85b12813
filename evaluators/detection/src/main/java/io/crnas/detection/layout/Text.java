package io.crnas.detection.layout;

import io.crnas.framework.problem.InvalidInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Text files: UTF-8, with or without a byte order mark, or UTF-16 with one. */
final class Text {
  private Text() {}

  /**
   * The whole file without its mark.
   *
   * @param expected what should be in it, for messages
   * @throws InvalidInputException when it can not be read; with the line, when it is not UTF-8
   */
  static String read(Path file, String expected) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new InvalidInputException(file.toString(), "no file", expected);
    } catch (IOException e) {
      throw new InvalidInputException(file.toString(), e.toString(), expected);
    }
    if (begins(bytes, 0xFF, 0xFE)) {
      return decode(file, bytes, 2, StandardCharsets.UTF_16LE, expected);
    }
    if (begins(bytes, 0xFE, 0xFF)) {
      return decode(file, bytes, 2, StandardCharsets.UTF_16BE, expected);
    }
    int mark = begins(bytes, 0xEF, 0xBB, 0xBF) ? 3 : 0;
    return decode(file, bytes, mark, StandardCharsets.UTF_8, expected);
  }

  /** Its lines, without what ends them and without blanks around them. */
  static List<String> lines(Path file, String expected) {
    return read(file, expected).lines().map(String::strip).toList();
  }

  private static boolean begins(byte[] bytes, int... mark) {
    for (int i = 0; i < mark.length; i++) {
      if (i >= bytes.length || (bytes[i] & 0xFF) != mark[i]) {
        return false;
      }
    }
    return true;
  }

  private static String decode(
      Path file, byte[] bytes, int start, Charset charset, String expected) {
    try {
      return decode(bytes, start, bytes.length, charset);
    } catch (CharacterCodingException e) {
      throw new InvalidInputException(
          file + " line " + badLine(bytes, charset),
          "bytes that are not " + charset,
          expected + ", in UTF-8");
    }
  }

  private static String decode(byte[] bytes, int start, int end, Charset charset)
      throws CharacterCodingException {
    return charset.newDecoder().decode(ByteBuffer.wrap(bytes, start, end - start)).toString();
  }

  /** The first line that can not be decoded by itself; lines end alike in Latin-1 and UTF-8. */
  private static int badLine(byte[] bytes, Charset charset) {
    int line = 1;
    int start = 0;
    for (int i = 0; i < bytes.length && charset.equals(StandardCharsets.UTF_8); i++) {
      if (bytes[i] == '\n') {
        try {
          decode(bytes, start, i, charset);
        } catch (CharacterCodingException e) {
          return line;
        }
        start = i + 1;
        line++;
      }
    }
    return line;
  }
}
