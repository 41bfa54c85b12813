package io.crnas.experiments.run;

import io.crnas.experiments.Crnas;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that is told to end amid its work calls no destructor of a native library. One that
 * aborts stands for those that take away what other threads compute with.
 */
@EnabledOnOs(OS.LINUX)
class NativeThreadsTest {
  private static final int TERMINATED = 128 + 15;
  private static final int ABORTED = 128 + 6;

  @TempDir Path scratch;

  /** The program, in a process whose destructors abort. */
  @SuppressWarnings("restricted")
  public static void main(String[] arguments) throws Throwable {
    Linker linker = Linker.nativeLinker();
    MemorySegment abort = linker.defaultLookup().findOrThrow("abort");
    var shape =
        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS);
    var _ =
        linker
            .downcallHandle(linker.defaultLookup().findOrThrow("on_exit"), shape)
            .invokeWithArguments(abort, MemorySegment.NULL);
    Crnas.main(arguments);
  }

  private Child start(String... arguments) throws Exception {
    return Child.start(scratch, Child.java(scratch, NativeThreadsTest.class, arguments));
  }

  @Test
  void amidItsWorkNoDestructorIsCalled() throws Exception {
    Path descriptor =
        Files.writeString(
            scratch.resolve("slow.yaml"),
            """
            name: slow
            space: {backbone: resnet18, width: 8, stages: [[1, 2, 3], [1, 2, 3], [1, 2, 3], [1, 2, 3]]}
            budget: {input: 64x64}
            levels:
              - {level: stage, evaluator: {kind: command, command: [sleep, '60']}, objective: AP}
            """);
    Path run = scratch.resolve("run");
    try (Child child = start("run", descriptor.toString(), "--out", run.toString(), "--json")) {
      child.awaitLine("\"start\"");
      child.terminate().await().requireStatus(TERMINATED);
    }
  }

  @Test
  void whoseWorkIsDoneCallsThem() throws Exception {
    try (Child child = start("--version")) {
      child.await().requireStatus(ABORTED);
    }
  }
}
