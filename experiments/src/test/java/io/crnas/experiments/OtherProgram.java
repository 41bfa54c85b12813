package io.crnas.experiments;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Programs that may be installed, or not. */
public final class OtherProgram {
  private OtherProgram() {}

  /** What a program said, where it is there and ended well. */
  public static Optional<String> said(String... command) throws IOException, InterruptedException {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) { // not installed
      return Optional.empty();
    }
    try {
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(process.waitFor(2, TimeUnit.MINUTES), said);
      return process.exitValue() == 0 ? Optional.of(said) : Optional.empty();
    } finally {
      process.destroyForcibly();
    }
  }
}
