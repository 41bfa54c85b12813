package io.crnas.experiments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the launcher tells the end of Java, and hands on what it is told. */
class LauncherEndTest extends LauncherProject {

  @ParameterizedTest
  @CsvSource({"SEGV, 139", "ABRT, 134", "BUS, 135", "ILL, 132", "FPE, 136"})
  void aDeathInNativeCodeIsToldInOneLineWithItsLog(String signal, int status) throws Exception {
    java(
        """
        for argument in "$@"; do
          case $argument in
            -XX:ErrorFile=*) log=${argument#*=}; echo fault > "${log%%%%%%p*}$$${log#*%%p}" ;;
          esac
        done
        kill -s %s $$
        """
            .formatted(signal));

    Ending ending = launch("run", "a.yaml");

    assertEquals(status, ending.status(), ending::toString);
    assertEquals(1, ending.err().size(), ending::toString);
    String line = ending.err().getFirst();
    assertTrue(line.contains("SIG" + signal + " in native code"), line);
    assertTrue(line.contains("'crnas resume RUN' goes on"), line);
    Path log = Path.of(line.replaceFirst(".*its crash log is ([^;]*);.*", "$1"));
    assertEquals("fault", Files.readString(log).strip());
  }

  @Test
  void aKillIsToldInOneLineAndOnlyRunsCanGoOn() throws Exception {
    java("kill -s KILL $$");

    Ending run = launch("resume", "runs/a");
    assertEquals(137, run.status(), run::toString);
    assertEquals(1, run.err().size(), run::toString);
    assertTrue(run.err().getFirst().contains("SIGKILL"), run::toString);
    assertTrue(run.err().getFirst().contains("goes on"), run::toString);
    assertFalse(run.err().getFirst().contains("crash log"), run::toString);

    Ending cost = launch("cost");
    assertEquals(137, cost.status(), cost::toString);
    assertFalse(cost.err().getFirst().contains("resume"), cost::toString);
  }

  /** As Java, which ends in its own time and says so by its status. */
  @ParameterizedTest
  @CsvSource({"TERM, TERM, 143", "INT, TERM, 130", "HUP, HUP, 129"})
  void whatTheLauncherIsToldJavaIsToldAndItsStatusIsJavas(String told, String heard, int status)
      throws Exception {
    java(
        """
        trap 'sleep 1; echo heard TERM; exit 143' TERM
        trap 'sleep 1; echo heard HUP; exit 129' HUP
        echo ready
        while :; do sleep 0.1; done
        """);
    try (Started started = start(project.resolve("crnas"), project, "run", "a.yaml")) {
      started.awaitWord("ready");
      started.signal(told);
      // And once more by somebody who has no patience.
      Thread.sleep(200);
      started.signal(told);

      Ending ending = started.await();

      assertEquals(status, ending.status(), ending::toString);
      assertEquals("heard " + heard, ending.out().getLast(), ending::toString);
      assertEquals(List.of(), ending.err());
    }
  }

  @Test
  void javaReadsWhatTheLauncherIsGiven() throws Exception {
    java("cat; exit 0");
    try (Started started = start(project.resolve("crnas"), project, "eval")) {
      try (var in = started.process().outputWriter()) {
        in.write("given");
      }
      Ending ending = started.await();
      assertEquals(0, ending.status(), ending::toString);
      assertEquals(List.of("given"), ending.out());
    }
  }

  @Test
  void aJavaWhoseLauncherIsKilledEnds() throws Exception {
    // The program itself, for it watches its launcher.
    Process launcher = new ProcessBuilder("sleep", "60").start();
    var java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dcrnas.launcher=" + launcher.pid(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Crnas.class.getName(),
                "run",
                Path.of("quickstart.yaml").toAbsolutePath().toString(),
                "--out",
                scratch.resolve("run").toString())
            .redirectErrorStream(true)
            .redirectOutput(scratch.resolve("said").toFile())
            .start();
    try {
      while (!Files.exists(scratch.resolve("run/descriptor.yaml"))) {
        assertTrue(java.isAlive(), "it ended before it began");
        Thread.sleep(20);
      }
      launcher.destroyForcibly();
      assertTrue(java.waitFor(60, TimeUnit.SECONDS));
      assertEquals(128 + 9, java.exitValue());
    } finally {
      java.destroyForcibly();
      launcher.destroyForcibly();
    }
  }
}
