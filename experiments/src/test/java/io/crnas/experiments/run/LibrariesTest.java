package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.experiments.Crnas;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** PyTorch's libraries, where the environment names others than those that fit. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no env")
class LibrariesTest {
  @TempDir Path scratch;

  @Test
  void librariesThatDoNotFitEndInAMessageThatNamesWhatWasSetAndHowToGetOthers() throws Exception {
    Path folder = Files.createDirectory(scratch.resolve("libtorch"));
    for (String library : List.of("c10", "torch", "torch_cpu")) {
      Files.writeString(folder.resolve(System.mapLibraryName(library)), "of another system\n");
    }
    Stream<String> environment =
        Stream.of("env", "PYTORCH_LIBRARY_PATH=" + folder, "PYTORCH_VERSION=2.5.1");
    Stream<String> check =
        Child.java(scratch, Crnas.class, "gpu", "check", "--device", "cpu").stream();
    try (Child child = Child.start(scratch, Stream.concat(environment, check).toList())) {
      Ending ending = child.await().requireStatus(2);
      assertTrue(
          ending.complainsOf(
              "PyTorch: found libraries that do not load",
              "PYTORCH_LIBRARY_PATH=" + folder,
              "PYTORCH_VERSION=2.5.1",
              "crnas gpu setup"),
          ending::toString);
    }
  }
}
