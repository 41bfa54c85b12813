package io.crnas.experiments.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** Files that were good, with a few things wrong with them. */
final class Mutations {
  private static final byte[] ENDS = {0, 1, -1, 127, -128, '\n', '"', '[', '{', ']', '}', '-', '9'};

  /** What breaks readers of text. */
  private static final List<String> WORDS =
      List.of(
          "-1",
          "0",
          "1e999",
          "NaN",
          "null",
          "true",
          "9999999999",
          "4294967295",
          "2147483647",
          "{}",
          "[]",
          "\"\"",
          "[[[[[[[[",
          "&a",
          "*a",
          ": ",
          "- ",
          "\u0000",
          "\ufeff",
          "1.5",
          "\\ud800");

  private final RandomGenerator random;

  Mutations(RandomGenerator random) {
    this.random = random;
  }

  /** One to four changes. */
  byte[] of(byte[] good) {
    byte[] bytes = good;
    for (int left = 1 + random.nextInt(4); left > 0; left--) {
      bytes = changed(bytes);
    }
    return bytes;
  }

  /** A zip with changes in one of its files, and sound otherwise. */
  byte[] inZip(Path zip) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (var in = new ZipFile(zip.toFile())) {
      for (ZipEntry entry : in.stream().toList()) {
        try (InputStream content = in.getInputStream(entry)) {
          files.put(entry.getName(), content.readAllBytes());
        }
      }
    }
    String changed = List.copyOf(files.keySet()).get(random.nextInt(files.size()));
    files.computeIfPresent(changed, (_, bytes) -> of(bytes));
    var out = new ByteArrayOutputStream();
    try (var written = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        var entry = new ZipEntry(file.getKey());
        if (random.nextBoolean()) {
          var sum = new CRC32();
          sum.update(file.getValue());
          entry.setMethod(ZipEntry.STORED);
          entry.setSize(file.getValue().length);
          entry.setCrc(sum.getValue());
        }
        written.putNextEntry(entry);
        written.write(file.getValue());
      }
    }
    return out.toByteArray();
  }

  private byte[] changed(byte[] bytes) {
    if (bytes.length == 0) {
      return new byte[] {random.nextBoolean() ? (byte) random.nextInt() : ENDS[0]};
    }
    int at = random.nextInt(bytes.length);
    int end = Math.min(bytes.length, at + 1 + random.nextInt(8));
    return switch (random.nextInt(8)) {
      case 0 -> Arrays.copyOf(bytes, at);
      case 1 -> joined(bytes, at, new byte[0], end);
      case 2 -> joined(bytes, at, Arrays.copyOfRange(bytes, at, end), at);
      case 3 -> {
        int from = random.nextInt(bytes.length);
        int length = Math.min(bytes.length - from, random.nextInt(40));
        yield joined(bytes, at, Arrays.copyOfRange(bytes, from, from + length), at);
      }
      case 4 -> {
        String word = WORDS.get(random.nextInt(WORDS.size()));
        yield joined(bytes, at, word.getBytes(StandardCharsets.UTF_8), end);
      }
      case 5 -> replaced(bytes, at, (byte) (bytes[at] ^ (1 << random.nextInt(8))));
      case 6 -> replaced(bytes, at, (byte) random.nextInt());
      default -> replaced(bytes, at, ENDS[random.nextInt(ENDS.length)]);
    };
  }

  private static byte[] replaced(byte[] bytes, int at, byte value) {
    byte[] other = bytes.clone();
    other[at] = value;
    return other;
  }

  /** What is before a place, something, and what is from another place on. */
  private static byte[] joined(byte[] bytes, int at, byte[] between, int rest) {
    var out = new ByteArrayOutputStream();
    out.write(bytes, 0, at);
    out.writeBytes(between);
    out.write(bytes, rest, bytes.length - rest);
    return out.toByteArray();
  }
}
