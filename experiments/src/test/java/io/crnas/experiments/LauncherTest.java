package io.crnas.experiments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the launcher builds, finds and starts. */
class LauncherTest extends LauncherProject {

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
  void whatGpuSetupGotForTheEngineThatIsHereIsHandedOn() throws Exception {
    java("echo \"$PYTORCH_LIBRARY_PATH of $PYTORCH_VERSION\"");
    Files.createFile(project.resolve("experiments/target/lib/pytorch-engine-1.2.3.jar"));
    Path environment = scratch.resolve(".local/share/crnas/cuda/djl-1.2.3/environment");
    Files.createDirectories(environment.getParent());
    Files.writeString(environment, "PYTORCH_LIBRARY_PATH='/so here'\nPYTORCH_VERSION=9\n");
    assertEquals(List.of("/so here of 9"), launch("gpu").out());

    Files.move(environment.getParent(), environment.getParent().resolveSibling("djl-1.2.4"));
    assertEquals(List.of(" of "), launch("gpu").out());
  }

  @Test
  void javaIsStartedWithWhatAFolderOfPluginsNeeds() throws Exception {
    Path plugins = Files.createDirectories(scratch.resolve("plug ins"));
    String options = "<@" + plugins + "/java-options>";
    assertFalse(launch("run", "--plugins", plugins.toString()).out().contains(options));

    Files.writeString(plugins.resolve("java-options"), "-ea");

    for (List<String> given :
        List.of(List.of("--plugins", plugins.toString()), List.of("--plugins=" + plugins))) {
      var arguments = new ArrayList<>(List.of("run"));
      arguments.addAll(given);
      List<String> out = launch(arguments.toArray(String[]::new)).out();
      int main = out.indexOf("<io.crnas.experiments.Crnas>");
      assertTrue(out.subList(0, main).contains(options), out::toString);
    }
  }

  @Test
  void aBuildTellsEachModule() throws Exception {
    Files.writeString(
        project.resolve("mvnw"),
        """
        echo "[INFO] Building crnas-framework 0.1.0-SNAPSHOT                       [2/7]"
        echo "[INFO] --- compiler:3.16.0:compile"
        """,
        StandardOpenOption.APPEND);

    Ending ending = launch("--help");

    assertEquals(2, ending.err().size(), ending::toString);
    assertEquals("crnas: building crnas-framework, [2/7]", ending.err().getLast());
    assertTrue(
        Files.readString(project.resolve("experiments/target/launcher/build.log"))
            .contains("compiler:3.16.0"));
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
