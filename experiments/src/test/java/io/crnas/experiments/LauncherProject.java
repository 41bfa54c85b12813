package io.crnas.experiments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in a project tree of its own, whose JDK and Maven only say what they are asked. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it is a shell script")
abstract class LauncherProject {
  static final String SOURCE = "framework/src/main/java/A.java";

  @TempDir Path scratch;

  Path project;

  /** What JAVA_HOME names. */
  Path jdk;

  /** What is first on the PATH. */
  Path path;

  record Ending(int status, List<String> out, List<String> err) {}

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

  Path jdk(String name, String version) throws IOException {
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

  static void script(Path file, String text) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + text);
    assertTrue(file.toFile().setExecutable(true));
  }

  Ending launch(Path launcher, Path directory, String... arguments) throws Exception {
    try (Started started = start(launcher, directory, arguments)) {
      return started.await();
    }
  }

  /** A launcher that runs. */
  record Started(Process process, Path out, Path err) implements AutoCloseable {
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

  Started start(Path launcher, Path directory, String... arguments) throws Exception {
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

  Ending launch(String... arguments) throws Exception {
    return launch(project.resolve("crnas"), project, arguments);
  }

  int builds() throws IOException {
    Path builds = project.resolve("builds");
    return Files.exists(builds) ? Files.readAllLines(builds).size() : 0;
  }

  /** Lets Java do something else once the project is built. */
  void java(String commands) throws Exception {
    launch("--help");
    script(jdk.resolve("bin/java"), commands);
  }
}
