package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.crnas.detection.torch.Torch;
import io.crnas.framework.device.Device;
import io.crnas.framework.journal.Journal;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.ResNet;
import io.crnas.spaces.cost.Cost.Convention;
import io.crnas.spaces.cost.CostModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can not be done is refused in one message, before anything is trained or written. */
class RefusalTest {
  @TempDir Path scratch;

  private Path descriptor;
  private Path folder;

  @BeforeEach
  void write() throws IOException {
    descriptor = TinyRun.descriptor(scratch);
    folder = scratch.resolve("run");
  }

  private Ending refused(String... command) {
    Ending ending = Ending.of(command).requireStatus(2);
    assertEquals("crnas: a problem", ending.err().getFirst());
    assertEquals(2, ending.err().size(), ending::toString);
    assertEquals(0, ending.out().size(), ending::toString);
    return ending;
  }

  @Test
  void aBudgetThatNoAllocationMeetsTellsTheNearestThatHaveSome() throws IOException {
    String yaml =
        Files.readString(descriptor)
            .replace("[[1, 2, 3], [1, 2, 3], [1, 2, 3], [1, 3]]", "[[1], [1], [1], [1, 7]]");
    Files.writeString(descriptor, yaml);

    Ending ending = refused("run", descriptor.toString(), "--out", folder.toString());

    CostModel costs =
        CostModel.operations(ResNet.resnet18(8), new ImageSize(64, 64), Convention.MAC);
    for (String allocation : List.of("1-1-1-1", "1-1-1-7")) {
      String nearest = "%,d".formatted(costs.cost(Allocation.parse(allocation)).value());
      assertTrue(ending.complainsOf("budget", "the nearest are", nearest), ending::toString);
    }
    assertFalse(Files.exists(folder));
  }

  @Test
  void dataAndWeightsThatAreNotThereAreToldTogetherBeforeAnythingIsRead() {
    Path data = scratch.resolve("nowhere");
    Path weights = scratch.resolve("none.pth");
    for (String command : List.of("validate", "run")) {
      List<String> line =
          List.of(
              command,
              "bccd.yaml",
              "--data=" + data,
              "--set=retrain.weights={}",
              "--weights=" + weights);
      List<String> rest = command.equals("run") ? List.of("--out", folder.toString()) : List.of();

      Ending ending =
          Ending.of(Stream.concat(line.stream(), rest.stream()).toArray(String[]::new))
              .requireStatus(2);

      assertTrue(ending.complainsOf(data + ": found no folder or file"), ending::toString);
      assertTrue(ending.complainsOf(weights + ": found no file"), ending::toString);
      assertEquals(List.of(), ending.out());
    }
    assertFalse(Files.exists(folder));
  }

  @Test
  void aFileInPlaceOfTheFolderOfTheDataIsRefused() {
    Ending ending =
        refused("run", "bccd.yaml", "--data", descriptor.toString(), "--out", folder.toString());
    assertTrue(
        ending.complainsOf(descriptor + ": found a file, expected the folder of the data"),
        ending::toString);
    assertFalse(Files.exists(folder));
  }

  @Test
  void aGpuThatIsNotThereIsRefused() {
    assumeTrue(noGpu(), "there is a GPU");
    Ending ending =
        refused("run", descriptor.toString(), "--device", "cuda:0", "--out", folder.toString());
    assertTrue(ending.complainsOf("device", "cuda:0", "cpu, because"), ending::toString);
    assertFalse(Files.exists(folder));
  }

  private static boolean noGpu() {
    try (Torch _ = Torch.open(new Device.Cuda(0), 1)) {
      return false;
    } catch (InvalidInputException e) {
      return true;
    }
  }

  @Test
  void aFolderWithARunIsNotOverwritten() throws IOException {
    Files.createDirectories(folder);
    Path frozen = Files.writeString(folder.resolve("descriptor.yaml"), "precious");
    Ending ending = refused("run", descriptor.toString(), "--out", folder.toString());
    assertTrue(ending.complainsOf("found a run", "crnas resume " + folder), ending::toString);
    assertEquals("precious", Files.readString(frozen));
  }

  @Test
  void aFolderThatAnotherProcessIsAboutToBeginInIsLeftAlone() throws IOException {
    try (Journal _ = Journal.open(folder.resolve("journal.sqlite"))) {
      Ending ending = refused("run", descriptor.toString(), "--out", folder.toString());
      assertTrue(ending.complainsOf("is working on"), ending::toString);
      assertFalse(Files.exists(folder.resolve("descriptor.yaml")));
    }
  }

  @Test
  void aFolderWithoutARunCanNotBeContinued() throws IOException {
    assertTrue(refused("resume", folder.toString()).complainsOf(folder.toString()));
    Files.createDirectories(folder);
    assertTrue(refused("resume", folder.toString()).complainsOf("no descriptor.yaml"));
    assertTrue(refused("report", folder.toString()).complainsOf("no descriptor.yaml"));
    assertTrue(refused("export", folder.toString()).complainsOf("no descriptor.yaml"));
    assertEquals(0, TinyRun.files(folder).size());
  }

  @Test
  void aRunThatDidNotEndHasNothingToExport() throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("descriptor.yaml"), Files.readString(descriptor));
    assertTrue(refused("export", folder.toString()).complainsOf("without results", "resume"));
    assertTrue(refused("report", folder.toString()).complainsOf("without results", "resume"));
  }

  @Test
  void theDescriptorIsFrozenWithTheDeviceThatItRanOn() throws IOException {
    String yaml = Files.readString(descriptor).replace("device: cpu", "device: auto");
    Files.writeString(descriptor, yaml);
    var doomed = new Doomed(Doomed.Fate.THROW, "stage supernet", 1, 1);
    Ending.of(doomed, "run", descriptor.toString(), "--out", folder.toString()).requireStatus(1);
    String frozen = Files.readString(folder.resolve("descriptor.yaml"));
    assertTrue(frozen.contains("device: c"), frozen);
  }
}
