package io.crnas.experiments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The zip that the build makes, on a Java runtime without a compiler; run when the zip is there.
 */
@EnabledOnOs(OS.LINUX)
@EnabledIfSystemProperty(named = "crnas.release", matches = ".+")
class ReleaseCheck {
  @TempDir private static Path scratch;

  private static Path release;
  private static Path runtime;

  private record Ending(int status, List<String> out, List<String> err) {}

  @BeforeAll
  static void unpack() throws IOException {
    Path zip = Path.of(System.getProperty("crnas.release"));
    try (FileSystem files =
            FileSystems.newFileSystem(zip, Map.of("enablePosixFileAttributes", true));
        Stream<Path> all = Files.walk(files.getPath("/"))) {
      for (Path file : all.toList()) {
        Path target = scratch.resolve(file.toString().substring(1));
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
          Files.setPosixFilePermissions(target, Files.getPosixFilePermissions(file));
        }
      }
    }
    release = scratch.resolve(zip.getFileName().toString().replaceFirst("\\.zip$", ""));
    runtime = scratch.resolve("runtime");
    var said = new StringWriter();
    int status =
        ToolProvider.findFirst("jlink")
            .orElseThrow()
            .run(
                new PrintWriter(said),
                new PrintWriter(said),
                "--add-modules",
                "java.se,jdk.unsupported,jdk.zipfs",
                "--output",
                runtime.toString());
    assertEquals(0, status, said::toString);
    assertFalse(Files.exists(runtime.resolve("bin/javac")));
  }

  private static ProcessBuilder builder(Path out, Path err, String... arguments) {
    var command = new ArrayList<>(List.of(release.resolve("crnas").toString()));
    command.addAll(List.of(arguments));
    var builder =
        new ProcessBuilder(command)
            .directory(release.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    // Java says that it has read them.
    builder.environment().remove("JDK_JAVA_OPTIONS");
    builder.environment().put("JAVA_HOME", runtime.toString());
    builder.environment().put("TMPDIR", scratch.toString());
    return builder;
  }

  private static Ending launch(String... arguments) throws Exception {
    Path out = Files.createTempFile(scratch, "out", "");
    Path err = Files.createTempFile(scratch, "err", "");
    Process process = builder(out, err, arguments).start();
    assertTrue(process.waitFor(120, TimeUnit.SECONDS));
    return new Ending(process.exitValue(), Files.readAllLines(out), Files.readAllLines(err));
  }

  @Test
  void itHoldsTheLauncherAndWhatTheReadmeSpeaksOf() throws IOException {
    assertTrue(
        Files.getPosixFilePermissions(release.resolve("crnas"))
            .contains(PosixFilePermission.OTHERS_EXECUTE));
    for (String file :
        List.of(
            "README.md",
            "LICENSE",
            "docs/run.md",
            "experiments/quickstart.yaml",
            "experiments/schema/crnas.schema.json",
            "lib/crnas.jar")) {
      assertTrue(Files.isRegularFile(release.resolve(file)), file);
    }
  }

  @Test
  void itRunsWithoutABuild() throws Exception {
    Ending version = launch("--version");
    assertEquals(0, version.status(), version::toString);
    assertTrue(version.out().getFirst().startsWith("crnas "), version::toString);
    assertEquals(List.of(), version.err());

    Ending valid = launch("validate", "experiments/quickstart.yaml");
    assertEquals(0, valid.status(), valid::toString);

    Path run = scratch.resolve("table");
    Ending table = launch("run", "experiments/table.yaml", "--out", run.toString());
    assertEquals(0, table.status(), table::toString);
    assertTrue(Files.isRegularFile(run.resolve("results.json")));
    assertFalse(Files.exists(release.resolve("experiments/target")));
  }

  /** The same signal as a fault in a library, from outside. */
  @Test
  void aRunThatDiesInNativeCodeSaysWhereTheLogIsAndGoesOn() throws Exception {
    Path run = scratch.resolve("quick");
    Path out = Files.createTempFile(scratch, "out", "");
    Path err = Files.createTempFile(scratch, "err", "");
    Process process =
        builder(out, err, "run", "experiments/quickstart.yaml", "--out", run.toString()).start();
    try {
      while (!Files.exists(run.resolve("descriptor.yaml"))) {
        assertTrue(process.isAlive(), "it ended before it began");
        Thread.sleep(20);
      }
      ProcessHandle java = process.children().findFirst().orElseThrow();
      new ProcessBuilder("kill", "-s", "SEGV", Long.toString(java.pid())).start().waitFor();
      assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    } finally {
      process.destroyForcibly();
    }
    String said = Files.readAllLines(err).getLast();
    assertEquals(128 + 6, process.exitValue(), said);
    assertTrue(said.startsWith("crnas: Java died of SIGABRT in native code"), said);
    assertTrue(said.contains("'crnas resume RUN' goes on"), said);
    Path log = Path.of(said.replaceFirst(".*its crash log is ([^;]*);.*", "$1"));
    assertTrue(Files.readString(log).contains("SIGSEGV"));
  }
}
