package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.detection.data.Dataset;
import io.crnas.experiments.descriptor.Data;
import io.crnas.experiments.descriptor.Descriptor;
import io.crnas.framework.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same photographs in every layout are the same data, and each gets a descriptor. */
class LayoutsTest {
  @TempDir Path root;

  private Images read(Path path) throws IOException {
    String yaml = TinyRun.yaml("{kind: auto, image-size: 96x128, strict: true}");
    Data data = Descriptor.parse("test", yaml).withDataFolder(path).data().orElseThrow();
    return Images.read(data, false, Progress.silent());
  }

  private Path write(Conversions layout) throws IOException {
    Path path = root.resolve(layout.name());
    layout.write(path, Conversions.splits());
    return path;
  }

  @ParameterizedTest
  @EnumSource(names = "VOC", mode = EnumSource.Mode.EXCLUDE)
  void everyLayoutIsTheSameData(Conversions layout) throws IOException {
    Images voc = read(write(Conversions.VOC));
    Images other = read(write(layout));

    assertEquals(List.of(6, 2, 2), voc.splits().stream().map(Dataset::size).toList());
    assertEquals(List.of("Platelets", "RBC", "WBC"), other.train().categories());
    assertEquals(voc.fingerprints(), other.fingerprints());
  }

  @Test
  void withoutSplitsTheSameImagesAreDrawnInEveryLayout() throws IOException {
    var roots = Conversions.flat(root);
    SortedMap<String, String> xml = read(roots.get("xml")).fingerprints();

    for (var other : roots.entrySet()) {
      Images images = read(other.getValue());
      assertEquals(xml, images.fingerprints(), other.getKey());
      assertEquals(
          List.of(6, 2, 2), images.splits().stream().map(Dataset::size).toList(), other.getKey());
      assertEquals(8, images.all().size());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDescriptorIsWrittenThatIsValidAndFitsTheData(Conversions layout) throws IOException {
    Path data = write(layout);
    Path file = root.resolve("mine.yaml");

    Ending written = Ending.of("init", data.toString(), "--out", file.toString()).requireStatus(0);

    String said = String.join("\n", written.out());
    for (String part : List.of("layout: ", "image-size 256x352", "anchor-sizes", "steps")) {
      assertTrue(said.contains(part), () -> part + " in " + said);
    }
    String yaml = Files.readString(file);
    assertTrue(yaml.contains("kind: auto"), yaml);
    Ending.of("validate", file.toString()).requireStatus(0);
    Images images =
        Images.read(Descriptor.read(file).data().orElseThrow(), false, Progress.silent());
    assertEquals(10, images.splits().stream().mapToInt(Dataset::size).sum());

    Ending again = Ending.of("init", data.toString(), "--out", file.toString()).requireStatus(2);
    assertTrue(again.complainsOf("mine.yaml", "there already"), again::toString);
  }

  @Test
  void aTableOfOtherColumnsIsNamedWithItsHeader() throws IOException {
    Path table = Files.writeString(root.resolve("boxes.csv"), "file,left,top,right,bottom\n");

    Ending ending = Ending.of("data", "check", root.toString()).requireStatus(2);

    assertTrue(
        ending.complainsOf(
            table + " line 1: found the header file,left,top,right,bottom",
            "a table with the columns"),
        ending::toString);
  }

  @Test
  void aDescriptorForWhatIsNoDataIsNotWritten() {
    Path file = root.resolve("mine.yaml");

    Ending ending = Ending.of("init", root.toString(), "--out", file.toString()).requireStatus(2);

    assertTrue(ending.complainsOf("found no data", "as for YOLO"), ending::toString);
    assertFalse(Files.exists(file));
  }
}
