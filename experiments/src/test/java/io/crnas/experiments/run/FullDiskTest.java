package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.crnas.framework.journal.Journal;
import io.crnas.spaces.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Where there is no room, a run says so, leaves nothing half-written, and goes on afterwards. */
@EnabledOnOs(OS.LINUX)
class FullDiskTest {
  @TempDir Path scratch;

  @Test
  void aFileThatMayNotGrowIsOneClearMessage() throws Exception {
    Path descriptor = TinyRun.descriptor(scratch);
    Path folder = scratch.resolve("run");
    List<String> command =
        Child.java(
            scratch,
            io.crnas.experiments.Crnas.class,
            "run",
            descriptor.toString(),
            "--out",
            folder.toString(),
            "--quiet");

    // In blocks of 512 bytes: enough for SQLite's library, too little for a supernet's weights.
    var limited = new ArrayList<>(List.of("sh", "-c", "ulimit -f 2400; exec \"$@\"", "sh"));
    limited.addAll(command);
    try (Child child = Child.start(scratch, limited)) {
      Ending ending = child.await().requireStatus(1);
      assertOneMessage(ending, "stage-supernet.safetensors", "File too large");
    }
    assertNothingHalfWritten(folder);

    Ending.of("resume", folder.toString(), "--quiet").requireStatus(0);
    assertTrue(Files.exists(folder.resolve("results.json")));
  }

  /** A file system of its own, which grows between the attempts; needs no administrator. */
  @Test
  void aFullDiskIsOneClearMessageInEveryPhaseAndTheRunGoesOnWithMoreRoom() throws Exception {
    assumeTrue(canMount(), "no user name spaces here");
    Path descriptor = TinyRun.descriptor(scratch);
    Path whole = scratch.resolve("whole");
    Ending.of("run", descriptor.toString(), "--out", whole.toString(), "--quiet").requireStatus(0);
    long supernets = kibibytes(whole, "stage-supernet") + kibibytes(whole, "spatial-supernet");
    long nets = kibibytes(whole, "baseline") + kibibytes(whole, "found");
    Path disk = Files.createDirectory(scratch.resolve("disk"));
    Path folder = disk.resolve("run");
    Path copies = Files.createDirectory(scratch.resolve("copies"));
    String run = command("run", descriptor.toString(), "--out", folder.toString(), "--quiet");
    String resume = command("resume", folder.toString(), "--quiet");
    var script = new StringBuilder("mount -t tmpfs -o size=16k tmpfs " + disk + "\n");
    script.append(attempt(run, "nothing", copies, disk));
    // Room for no weights, for three of the four, for all but the ONNX file.
    script.append(grow(disk, supernets / 4)).append(attempt(run, "supernet", copies, disk));
    script
        .append(grow(disk, supernets + nets - kibibytes(whole, "found") / 2))
        .append(attempt(resume, "found", copies, disk));
    script.append(grow(disk, supernets + nets + 500)).append(attempt(resume, "onnx", copies, disk));
    script.append(grow(disk, 64_000)).append(attempt(resume, "all", copies, disk));

    List<String> inside =
        List.of("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script.toString());
    try (Child child = Child.start(scratch, inside)) {
      child.await().requireStatus(0);
    }

    Map<String, String> failed =
        Map.of(
            "nothing",
                "could not use the journal " + folder + "/journal.sqlite; the disk may be full",
            "supernet", "the disk is full: could not write " + folder + "/stage-supernet",
            "found", "the disk is full: could not write " + folder + "/found.safetensors",
            "onnx", "the disk is full: could not write " + folder + "/found.onnx");
    for (var attempt : failed.entrySet()) {
      assertOneMessage(ending(copies, attempt.getKey()).requireStatus(1), attempt.getValue());
      assertNothingHalfWritten(copies.resolve(attempt.getKey()).resolve("run"));
    }
    ending(copies, "all").requireStatus(0);
    TinyRun.assertSame(whole, copies.resolve("all").resolve("run"));
  }

  private String command(String... arguments) {
    return String.join(
        " ",
        Child.java(scratch, io.crnas.experiments.Crnas.class, arguments).stream()
            .map(word -> "'" + word + "'")
            .toList());
  }

  private static long kibibytes(Path folder, String weights) throws IOException {
    return Files.size(folder.resolve(weights + ".safetensors")) / 1024;
  }

  private static String grow(Path disk, long kibibytes) {
    return "mount -o remount,size=%dk %s%n".formatted(kibibytes, disk);
  }

  /** Keeps the status, what was said and the disk. */
  private static String attempt(String command, String name, Path copies, Path disk) {
    Path copy = copies.resolve(name);
    return """
    mkdir %1$s; %2$s > %1$s/out 2> %1$s/err; echo $? > %1$s/status; cp -r %3$s/. %1$s
    """
        .formatted(copy, command, disk);
  }

  private static Ending ending(Path copies, String attempt) throws IOException {
    Path copy = copies.resolve(attempt);
    return new Ending(
        Integer.parseInt(Files.readString(copy.resolve("status")).strip()),
        Files.readAllLines(copy.resolve("out")),
        Files.readAllLines(copy.resolve("err")));
  }

  private static boolean canMount() throws IOException, InterruptedException {
    try {
      Process probe =
          new ProcessBuilder(
                  "unshare",
                  "--user",
                  "--map-root-user",
                  "--mount",
                  "mount",
                  "-t",
                  "tmpfs",
                  "tmpfs",
                  "/mnt")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return probe.waitFor(10, TimeUnit.SECONDS) && probe.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static void assertOneMessage(Ending ending, String... words) {
    assertTrue(ending.complainsOf(words), ending::toString);
    assertTrue(ending.err().getFirst().startsWith("crnas: "), ending::toString);
    assertEquals(2, ending.err().size(), ending::toString);
    assertEquals("(--verbose tells where)", ending.err().getLast(), ending::toString);
  }

  /** Everything that lies there can be read. */
  private static void assertNothingHalfWritten(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    for (String file : TinyRun.files(folder)) {
      assertFalse(file.endsWith(".part"), file);
      if (file.contains(".safetensors")) {
        Safetensors.read(folder.resolve(file));
      }
    }
    assertFalse(Files.exists(folder.resolve("results.json")));
    if (Files.exists(folder.resolve("descriptor.yaml"))) {
      io.crnas.experiments.descriptor.Descriptor.read(folder.resolve("descriptor.yaml"));
      Journal.read(folder.resolve("journal.sqlite"));
    }
  }
}
