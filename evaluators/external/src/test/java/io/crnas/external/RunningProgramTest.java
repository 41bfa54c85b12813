package io.crnas.external;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no sh")
class RunningProgramTest {
  private static final int THREADS = 8;

  /** Java ends while several threads start programs, one after the other, and kill them. */
  @Test
  void wheneverJavaEndsNoProgramIsLeft() throws Exception {
    var random = new Random(7);
    for (int i = 0; i < 5; i++) {
      String name = "left-by-%d-%d".formatted(ProcessHandle.current().pid(), i);
      Process java =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx256m",
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty(
                      "surefire.test.class.path", System.getProperty("java.class.path")),
                  RunningProgramTest.class.getName(),
                  name,
                  Integer.toString(100 + random.nextInt(100)))
              .inheritIO()
              .start();
      assertEquals(0, java.waitFor());
      // One that was killed may take a moment to be gone.
      for (int look = 0; look < 200 && !named(name).isEmpty(); look++) {
        Thread.sleep(10);
      }
      assertEquals(List.of(), named(name), "programs left");
    }
  }

  private static List<Long> named(String name) {
    return ProcessHandle.allProcesses()
        .filter(process -> process.info().commandLine().orElse("").contains(name))
        .map(ProcessHandle::pid)
        .toList();
  }

  /** Ends Java after so many milliseconds of starting programs of that name. */
  public static void main(String[] arguments) throws InterruptedException {
    for (int i = 0; i < THREADS; i++) {
      Thread.ofPlatform().daemon().start(() -> startForEver(arguments[0]));
    }
    Thread.sleep(Long.parseLong(arguments[1]));
    System.exit(0);
  }

  private static void startForEver(String name) {
    try {
      while (true) {
        RunningProgram.start(new ProcessBuilder("sh", "-c", "sleep 30; true", name)).close();
      }
    } catch (Exception _) {
      // Java is ending.
    }
  }
}
