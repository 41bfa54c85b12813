package io.crnas.framework.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FingerprintTest {
  /** FIPS 180-2, appendix B.1. */
  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @Test
  void bytesFilesAndStreamsHaveTheStandardsDigest(@TempDir Path directory) throws IOException {
    byte[] bytes = "abc".getBytes(StandardCharsets.UTF_8);
    assertEquals(ABC, Fingerprint.of(bytes));
    assertEquals(ABC, Fingerprint.of(Files.write(directory.resolve("abc"), bytes)));
    var streamed = new Fingerprint();
    try (OutputStream out = streamed.through(OutputStream.nullOutputStream())) {
      out.write(bytes);
    }
    assertEquals(ABC, streamed.hexadecimal());
  }

  @Test
  void whatIsAddedIsSetApart() {
    assertNotEquals(Fingerprint.of("ab", "c"), Fingerprint.of("a", "bc"));
    assertEquals(Fingerprint.of("ab", "c"), new Fingerprint().add("ab").add("c").hexadecimal());
  }

  @Test
  void everyBitOfEveryNumberCounts() {
    float[] numbers = new float[40_000];
    String zeros = new Fingerprint().add(numbers).hexadecimal();
    assertEquals(zeros, new Fingerprint().add(numbers.clone()).hexadecimal());
    for (int i : new int[] {0, 16_383, 16_384, 39_999}) {
      float[] changed = numbers.clone();
      changed[i] = -0f;
      assertNotEquals(zeros, new Fingerprint().add(changed).hexadecimal(), "number " + i);
    }
  }
}
