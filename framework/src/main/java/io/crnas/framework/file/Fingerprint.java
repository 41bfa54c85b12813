package io.crnas.framework.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 over texts and numbers in order, each set apart from the next, or over plain bytes. */
public final class Fingerprint {
  private static final int CHUNK = 1 << 14;

  private final MessageDigest sha = sha256();

  /** Of texts in order, each set apart from the next; in hexadecimal. */
  public static String of(String... texts) {
    var fingerprint = new Fingerprint();
    for (String text : texts) {
      fingerprint.add(text);
    }
    return fingerprint.hexadecimal();
  }

  /** Of bytes, in hexadecimal. */
  public static String of(byte[] bytes) {
    return HexFormat.of().formatHex(sha256().digest(bytes));
  }

  /** Of a file's bytes, in hexadecimal. */
  public static String of(Path file) throws IOException {
    var fingerprint = new Fingerprint();
    try (InputStream in = Files.newInputStream(file)) {
      in.transferTo(fingerprint.through(OutputStream.nullOutputStream()));
    }
    return fingerprint.hexadecimal();
  }

  /** Adds a text. */
  public Fingerprint add(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    addLength(bytes.length);
    sha.update(bytes);
    return this;
  }

  /** Adds numbers by their bits. */
  public Fingerprint add(float[] numbers) {
    addLength((long) Float.BYTES * numbers.length);
    ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * CHUNK);
    for (int i = 0; i < numbers.length; i += CHUNK) {
      int count = Math.min(CHUNK, numbers.length - i);
      bytes.clear().asFloatBuffer().put(numbers, i, count);
      sha.update(bytes.limit(Float.BYTES * count));
    }
    return this;
  }

  /** A stream to another that adds the bytes which pass, not set apart from anything. */
  public OutputStream through(OutputStream out) {
    return new DigestOutputStream(out, sha);
  }

  /** In hexadecimal; what is added afterwards begins another one. */
  public String hexadecimal() {
    return HexFormat.of().formatHex(sha.digest());
  }

  private void addLength(long bytes) {
    sha.update((bytes + ":").getBytes(StandardCharsets.UTF_8));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
