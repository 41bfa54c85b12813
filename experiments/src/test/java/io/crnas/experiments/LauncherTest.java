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
    Process process = builder.start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    return new Ending(process.exitValue(), Files.readAllLines(out), Files.readAllLines(err));
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
}
