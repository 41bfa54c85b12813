package io.crnas.experiments.descriptor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.detection.data.Resize;
import io.crnas.framework.device.Device;
import io.crnas.framework.problem.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DescriptorTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "quickstart.yaml",
        "bccd.yaml",
        "bccd-mobilenetv2.yaml",
        "bccd-mobilenetv2-pretrained.yaml",
        "ranking.yaml",
        "worlds.yaml"
      })
  void aPublishedDescriptorIsRightAndNamesTheSchema(String name) throws IOException {
    Path file = Path.of(name);
    assertEquals(name, Descriptor.read(file).name() + ".yaml");
    assertTrue(
        Files.readString(file)
            .startsWith("# yaml-language-server: $schema=schema/crnas.schema.json\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "quickstart.yaml",
        "bccd.yaml",
        "bccd-mobilenetv2.yaml",
        "bccd-mobilenetv2-pretrained.yaml"
      })
  void whatIsWrittenReadsBackEqual(String name) throws IOException {
    Experiment experiment = Descriptor.read(Path.of(name));
    String frozen = Descriptor.write(experiment);
    assertEquals(experiment, Descriptor.parse("frozen", frozen));
    assertEquals(frozen, Descriptor.write(Descriptor.parse("frozen", frozen)));
    assertTrue(frozen.contains("weight-decay: 0.0001"), frozen);
  }

  @Test
  void thePublishedSchemaIsTheOneOfTheRecords() throws IOException {
    assertEquals(
        Files.readString(Path.of("schema/crnas.schema.json")),
        Descriptor.schema(Evaluators.onClassPath()),
        "renew it with: ./crnas schema > experiments/schema/crnas.schema.json");
  }

  @Test
  void thePublishedReferenceIsTheOneOfTheRecords() throws IOException {
    assertEquals(
        Files.readString(Path.of("..", "docs", "descriptor.md")),
        Descriptor.reference(Evaluators.onClassPath()),
        "renew it with: ./crnas schema --markdown > docs/descriptor.md");
  }

  @Test
  void aMissingFileAndAFolderAreNamed(@TempDir Path folder) {
    Path missing = folder.resolve("no.yaml");
    var e = assertThrows(InvalidInputException.class, () -> Descriptor.read(missing));
    assertEquals(missing + ": found no such file, expected a descriptor", e.getMessage());
    e = assertThrows(InvalidInputException.class, () -> Descriptor.read(folder));
    assertEquals(folder + ": found a folder, expected a descriptor", e.getMessage());
  }

  @Test
  void anEscapeWithoutItsDigitsIsNamed() {
    for (String broken : List.of("name: \"b\\u", "name: \"b\\uzzzz\"", "name: \"b\\x1")) {
      var e =
          assertThrows(
              InvalidInputException.class, () -> Descriptor.parse("a.yaml", broken), broken);
      assertTrue(e.getMessage().startsWith("a.yaml"), e.getMessage());
    }
  }

  @Test
  void bytesThatAreNoTextAreNamed(@TempDir Path folder) throws IOException {
    Path file = Files.write(folder.resolve("a.yaml"), new byte[] {'a', (byte) 0xC3, (byte) 0x28});
    var e = assertThrows(InvalidInputException.class, () -> Descriptor.read(file));
    assertEquals("bytes that are not UTF-8", e.problems().getFirst().found());
  }

  @Test
  void aThousandListsInEachOtherAreRefused() {
    Path deep = Path.of("src/test/resources/cases/desc/d23-deep.yaml");
    var e = assertThrows(InvalidInputException.class, () -> Descriptor.read(deep));
    assertEquals(
        deep + ":1: found lists or keys nested too deeply, expected at most 100 in each other",
        e.getMessage());
  }

  @Test
  void anOptionReplacesWhatTheDescriptorSays() throws IOException {
    Experiment bccd = Descriptor.read(Path.of("bccd.yaml"));
    Experiment other =
        bccd.withSeed(7)
            .withDevice(new Device.Cuda(1))
            .withThreads(Threads.parse("3"))
            .withDataFolder(Path.of("cells"))
            .withStrictData();
    assertEquals(7, other.seed());
    assertEquals("cuda:1", other.device().toString());
    assertEquals(3, other.threads().orProcessors());
    FileData.Voc voc = (FileData.Voc) other.data().orElseThrow();
    assertEquals(Path.of("cells"), voc.path().orElseThrow());
    assertTrue(voc.strict());
    assertEquals(Resize.parse("240x320"), voc.imageSize());
    assertEquals(other, Descriptor.parse("frozen", Descriptor.write(other)));
  }

  @Test
  void generatedDataHasNoFolder() throws IOException {
    Experiment quickstart = Descriptor.read(Path.of("quickstart.yaml"));
    assertThrows(InvalidInputException.class, () -> quickstart.withDataFolder(Path.of("anywhere")));
  }
}
