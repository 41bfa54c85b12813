package io.crnas.experiments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher in a project tree of its own, whose JDK and Maven only say what they are asked. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it is a shell script")
class LauncherTest {
  private static final String SOURCE = "framework/src/main/java/A.java";

  @TempDir Path scratch;

  private Path project;

  /** What JAVA_HOME names. */
  private Path jdk;

  /** What is first on the PATH. */
  private Path path;

  private record Ending(int status, List<String> out, List<String> err) {}

  @BeforeEach
  void write() throws IOException {
    project = Files.createDirectories(scratch.resolve("a project"));
    // What this machine has installed must not count.
    String launcher =
        Files.readString(Path.of("..", "crnas"))
            .replaceAll("(?<=\\s)/(?=(usr|opt|Library)/)", scratch + "/");
    Files.writeString(project.resolve("crnas"), launcher);
    for (String module : List.of("framework", "spaces", "evaluators", "export", "experiments")) {
      Files.createDirectories(project.resolve(module));
    }
    Files.createDirectories(project.resolve(".mvn"));
    Files.writeString(project.resolve("pom.xml"), "<project/>");
    Files.createDirectories(project.resolve(SOURCE).getParent());
    Files.writeString(project.resolve(SOURCE), "class A {}");
    // A build counts itself and leaves the jar.
    script(
        project.resolve("mvnw"),
        """
        echo "$JAVA_HOME" >> builds
        if [ -e deadly ]; then kill -9 $(readlink experiments/target/launcher.lock | cut -d- -f1); fi
        if [ -e broken ]; then echo "A.java: broken"; exit 1; fi
        mkdir -p experiments/target/lib
        : > experiments/target/crnas.jar
        : > experiments/target/lib/crnas-framework.jar
        """);
    jdk = jdk("jdk", "25.0.3");
    path = jdk("on-path", "17.0.9").resolve("bin");
  }

  private Path jdk(String name, String version) throws IOException {
    Path home = scratch.resolve(name);
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    script(home.resolve("bin/javac"), "exit 3\n");
    script(
        home.resolve("bin/java"),
        """
        echo "java of %s in $PWD"
        for argument in "$@"; do echo "<$argument>"; done
        exit 7
        """
            .formatted(name));
    return home;
  }

  private static void script(Path file, String text) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + text);
    assertTrue(file.toFile().setExecutable(true));
  }

  private Ending launch(Path launcher, Path directory, String... arguments) throws Exception {
    try (Started started = start(launcher, directory, arguments)) {
      return started.await();
    }
  }

  /** A launcher that runs. */
  private record Started(Process process, Path out, Path err) implements AutoCloseable {
    Ending await() throws Exception {
      assertTrue(process.waitFor(60, TimeUnit.SECONDS));
      return new Ending(process.exitValue(), Files.readAllLines(out), Files.readAllLines(err));
    }

    /** Waits until Java has said a word. */
    void awaitWord(String word) throws Exception {
      while (!Files.readAllLines(out).contains(word)) {
        assertTrue(process.isAlive(), () -> "it ended without " + word);
        Thread.sleep(20);
      }
    }

    void signal(String name) throws Exception {
      String pid = Long.toString(process.pid());
      assertEquals(0, new ProcessBuilder("kill", "-s", name, pid).start().waitFor());
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  private Started start(Path launcher, Path directory, String... arguments) throws Exception {
    var command = new ArrayList<>(List.of("/bin/sh", launcher.toString()));
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile(scratch, "out", "");
    Path err = Files.createTempFile(scratch, "err", "");
    var builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    Map<String, String> environment = builder.environment();
    environment.put("JAVA_HOME", jdk.toString());
    environment.put("HOME", scratch.toString());
    environment.put("PATH", path + ":" + environment.get("PATH"));
    environment.put("TMPDIR", scratch.toString());
    return new Started(builder.start(), out, err);
  }

  private Ending launch(String... arguments) throws Exception {
    return launch(project.resolve("crnas"), project, arguments);
  }

  private int builds() throws IOException {
    Path builds = project.resolve("builds");
    return Files.exists(builds) ? Files.readAllLines(builds).size() : 0;
  }

  @Test
  void itBuildsOnFirstUseAndHandsOnArgumentsAndStatus() throws Exception {
    Ending first = launch("run", "a file.yaml", "--out", "*");

    assertEquals(7, first.status(), first::toString);
    assertEquals(List.of(jdk.toString()), Files.readAllLines(project.resolve("builds")));
    assertEquals("java of jdk in " + project.toRealPath(), first.out().getFirst());
    int main = first.out().indexOf("<io.crnas.experiments.Crnas>");
    assertEquals(
        List.of("<run>", "<a file.yaml>", "<--out>", "<*>"),
        first.out().subList(main + 1, first.out().size()));
    assertEquals(1, first.err().size(), first::toString);
    assertTrue(first.err().getFirst().contains("building"), first::toString);

    Ending second = launch("--help");

    assertEquals(List.of(), second.err());
    assertEquals(1, builds());
  }

  @Test
  void itBuildsAgainWhenASourceChangedAndNotForTests() throws Exception {
    launch("--help");
    FileTime later = FileTime.from(Instant.now().plusSeconds(5));

    Path test = Files.createDirectories(project.resolve("framework/src/test")).resolve("T.java");
    Files.setLastModifiedTime(Files.writeString(test, "class T {}"), later);
    launch("--help");
    assertEquals(1, builds());

    Files.setLastModifiedTime(project.resolve(SOURCE), later);
    launch("--help");
    assertEquals(2, builds());
  }

  @Test
  void aBuildThatFailsShowsItsLogAndIsTriedAgain() throws Exception {
    Path broken = Files.createFile(project.resolve("broken"));

    Ending failed = launch("--help");

    assertEquals(1, failed.status(), failed::toString);
    assertTrue(failed.err().contains("A.java: broken"), failed::toString);
    assertEquals("crnas: the build failed, see above", failed.err().getLast());
    assertEquals(List.of(), failed.out());

    Files.delete(broken);
    assertEquals(7, launch("--help").status());
    assertEquals(2, builds());
    assertFalse(Files.exists(project.resolve("experiments/target/launcher.lock")));
  }

  @Test
  void itStartsFromAnotherDirectoryAndThroughLinks() throws Exception {
    Path elsewhere = Files.createDirectories(scratch.resolve("elsewhere"));
    Path link = Files.createSymbolicLink(elsewhere.resolve("link"), project.resolve("crnas"));
    Path relative = Files.createSymbolicLink(scratch.resolve("crnas"), Path.of("elsewhere/link"));

    for (Path launcher : List.of(project.resolve("crnas"), link, relative)) {
      Ending ending = launch(launcher, elsewhere, "--help");

      assertEquals(7, ending.status(), ending::toString);
      assertEquals("java of jdk in " + elsewhere.toRealPath(), ending.out().getFirst());
      assertTrue(
          ending.out().stream()
              .anyMatch(line -> line.contains(project + "/experiments/target/crnas.jar")),
          ending::toString);
    }
    assertEquals(1, builds());
  }

  @ParameterizedTest
  @ValueSource(strings = {"25.0.2", "24.0.9", "17", "25-ea", "1.8.0_402", "25.0.0.9"})
  void aJdkThatIsTooOldIsRefusedInOneLine(String version) throws Exception {
    jdk = jdk("old", version);

    Ending ending = launch("--help");

    assertEquals(2, ending.status(), ending::toString);
    assertEquals(1, ending.err().size(), ending::toString);
    assertTrue(ending.err().getFirst().contains("no JDK 25.0.3 or newer"), ending::toString);
    assertEquals(0, builds());
  }

  @Test
  void aJdkIsFoundOnThePathAndInTheUsualFolders() throws Exception {
    jdk = scratch.resolve("nowhere");
    jdk("usr/lib/jvm/installed", "25.0.4");
    assertTrue(launch("--help").out().getFirst().startsWith("java of usr/lib/jvm/installed"));

    path = jdk("on-path-too", "26").resolve("bin");
    assertTrue(launch("--help").out().getFirst().startsWith("java of on-path-too"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"25.0.3", "25.0.10", "25.1", "26", "26-ea", "25.0.3.1"})
  void aJdkThatIsNewEnoughIsTaken(String version) throws Exception {
    jdk = jdk("new", version);
    assertTrue(launch("--help").out().getFirst().startsWith("java of new"));
  }

  @Test
  void aBuildThatWasKilledDoesNotLockOutTheNext() throws Exception {
    Path target = Files.createDirectories(project.resolve("experiments/target"));
    Process ended = new ProcessBuilder("true").start();
    ended.waitFor();
    Files.createSymbolicLink(target.resolve("launcher.lock"), Path.of(Long.toString(ended.pid())));

    assertEquals(7, launch("--help").status());
    assertEquals(1, builds());
  }

  /** As in a container, where the first process is always the first one. */
  @Test
  void aBuildThatWasKilledDoesNotLockOutTheNextOfTheSameNumber() throws Exception {
    Path deadly = Files.createFile(project.resolve("deadly"));
    assertEquals(128 + 9, launch("--help").status());
    Files.delete(deadly);
    Path lock = project.resolve("experiments/target/launcher.lock");
    String owner = Files.readSymbolicLink(lock).toString();
    Path again = project.resolve("again");
    script(
        again,
        "ln -sfn $$%s '%s'; exec /bin/sh crnas".formatted(owner.replaceFirst("[0-9]+", ""), lock));

    assertEquals(7, launch(again, project).status());
    assertEquals(2, builds());
  }

  @Test
  void aRunThatGoesOnKeepsTheProgramItWasStartedWith() throws Exception {
    launch("--help");
    Path target = project.resolve("experiments/target");
    Path jar = Files.writeString(target.resolve("crnas.jar"), "classes");
    Path module = Files.writeString(target.resolve("lib/crnas-framework.jar"), "of a module");
    try (var running = Files.newInputStream(jar);
        var too = Files.newInputStream(module)) {
      Files.setLastModifiedTime(
          project.resolve(SOURCE), FileTime.from(Instant.now().plusSeconds(5)));
      launch("--help");
      assertEquals(2, builds());
      assertEquals("classes", new String(running.readAllBytes(), StandardCharsets.UTF_8));
      assertEquals("of a module", new String(too.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /** Lets Java do something else once the project is built. */
  private void java(String commands) throws Exception {
    launch("--help");
    script(jdk.resolve("bin/java"), commands);
  }

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
  void aReleaseNeedsNoCompilerAndIsNotBuilt() throws Exception {
    Files.createDirectories(project.resolve("lib"));
    Files.createFile(project.resolve("lib/crnas.jar"));
    Files.delete(jdk.resolve("bin/javac"));

    Ending ending = launch("--version");

    assertEquals(7, ending.status(), ending::toString);
    assertEquals(List.of(), ending.err());
    assertEquals(0, builds());
    assertTrue(
        ending.out().stream()
            .anyMatch(line -> line.endsWith("a project/lib/crnas.jar:" + project + "/lib/*>")),
        ending::toString);
    assertFalse(Files.exists(project.resolve("experiments/target")));
  }

  @Test
  void aReleaseOnAJavaThatIsTooOldSaysSo() throws Exception {
    Files.createDirectories(project.resolve("lib"));
    Files.createFile(project.resolve("lib/crnas.jar"));
    jdk = jdk("old", "21.0.8");

    Ending ending = launch("--version");

    assertEquals(2, ending.status(), ending::toString);
    assertTrue(ending.err().getFirst().contains("no Java 25.0.3 or newer"), ending::toString);
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

  @ParameterizedTest
  @CsvSource({
    "run, '', true",
    "resume, -Xmx1g, true",
    "run, -XX:+UseZGC, false",
    "eval, '', false"
  })
  void whatTrainsGetsTheCollectorOfLeastMemoryUnlessAnotherIsAskedFor(
      String command, String options, boolean serial) throws Exception {
    Path caller = project.resolve("caller");
    script(caller, "JDK_JAVA_OPTIONS='%s' exec /bin/sh crnas %s a".formatted(options, command));
    Ending ending = launch(caller, project);
    assertEquals(serial, ending.out().contains("<-XX:+UseSerialGC>"), ending::toString);
  }
}
