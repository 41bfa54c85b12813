package io.crnas.framework.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir Path directory;

  @Test
  void aFileIsReplacedWhole() throws IOException {
    Path target = directory.resolve("result.json");
    byte[] bytes = new byte[1_000_000];
    new Random(1).nextBytes(bytes);
    AtomicFile.write(target, out -> out.write(bytes));
    assertArrayEquals(bytes, Files.readAllBytes(target));
    AtomicFile.writeString(target, "\u00e4\u6f22");
    assertEquals("\u00e4\u6f22", Files.readString(target));
    assertEquals(List.of("result.json"), names());
  }

  @Test
  void aMissingDirectoryIsMade() throws IOException {
    Path target = directory.resolve("a/b/result.json");
    AtomicFile.writeString(target, "new");
    assertEquals("new", Files.readString(target));
  }

  @Test
  void contentThatFailsLeavesTheOldFileAndNothingElse() throws IOException {
    Path target = directory.resolve("result.json");
    AtomicFile.writeString(target, "old");
    var failed =
        assertThrows(
            IOException.class,
            () ->
                AtomicFile.write(
                    target,
                    out -> {
                      out.write(new byte[200_000]);
                      throw new IOException("the source ended early");
                    }));
    assertEquals("could not write " + target + ": the source ended early", failed.getMessage());
    var thrown = new UnsupportedOperationException("no such operator");
    assertSame(
        thrown,
        assertThrows(
            UnsupportedOperationException.class,
            () ->
                AtomicFile.write(
                    target,
                    out -> {
                      throw thrown;
                    })));
    assertEquals("old", Files.readString(target));
    assertEquals(List.of("result.json"), names());
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFullDiskLeavesTheOldFileAndNothingElse() throws IOException {
    Path target = directory.resolve("result.json");
    AtomicFile.writeString(target, "old");
    // Every write to this device fails as on a full disk.
    Files.createSymbolicLink(directory.resolve(".result.json.part"), Path.of("/dev/full"));
    var failed = assertThrows(IOException.class, () -> AtomicFile.writeString(target, "new"));
    assertEquals("could not write " + target + ": No space left on device", failed.getMessage());
    assertEquals("old", Files.readString(target));
    assertEquals(List.of("result.json"), names());
  }

  @Test
  void aDirectoryThatIsAFileIsReportedWithTheTarget() throws IOException {
    Files.writeString(directory.resolve("run"), "a file");
    Path target = directory.resolve("run/result.json");
    var failed = assertThrows(IOException.class, () -> AtomicFile.writeString(target, "new"));
    assertTrue(failed.toString().contains("could not write " + target), failed::toString);
    assertEquals(List.of("run"), names());
  }

  @Test
  void aTargetThatIsADirectoryIsReportedAndLeftAlone() throws IOException {
    Path target = directory.resolve("result.json");
    Files.createDirectories(target.resolve("inside"));
    assertThrows(IOException.class, () -> AtomicFile.writeString(target, "new"));
    assertEquals(List.of("result.json"), names());
  }

  @Test
  void anInterruptedThreadWritesToTheEnd() throws IOException {
    Path target = directory.resolve("checkpoint");
    Thread.currentThread().interrupt();
    AtomicFile.write(target, out -> out.write(new byte[200_000]));
    assertTrue(Thread.interrupted(), "still interrupted");
    assertEquals(200_000, Files.size(target));
    assertEquals(List.of("checkpoint"), names());
  }

  @Test
  void whatAKilledProcessLeftIsSweptAndNothingElse() throws IOException {
    for (String name : List.of("result.json", ".result.json.part", ".hidden", "chapter.part")) {
      Files.writeString(directory.resolve(name), "");
    }
    AtomicFile.sweep(directory);
    assertEquals(List.of(".hidden", "chapter.part", "result.json"), names());
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
