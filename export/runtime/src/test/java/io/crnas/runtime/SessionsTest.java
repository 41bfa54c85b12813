package io.crnas.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionsTest {
  @TempDir Path scratch;

  /** ONNX Runtime reads the command line when it begins. */
  @Test
  void aLongClassPathDoesNotKillTheProcess() throws Exception {
    Path said = scratch.resolve("said");
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + scratch,
                "-cp",
                System.getProperty("java.class.path") + ":/" + "x".repeat(50_000),
                SessionsTest.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    try {
      assertTrue(child.waitFor(120, TimeUnit.SECONDS));
      assertEquals(0, child.exitValue());
      assertEquals("begun", Files.readString(said).strip());
    } finally {
      child.destroyForcibly();
    }
  }

  public static void main(String[] arguments) {
    Sessions.environment();
    System.out.println("begun");
  }
}
