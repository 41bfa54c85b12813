package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.experiments.results.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with a folder of images is told by name, before anything is written. */
class DataProblemsTest {
  @TempDir Path scratch;

  private Path descriptor;
  private Path folder;
  private VocFolder voc;

  @BeforeEach
  void write() throws IOException {
    String data = "{kind: voc, image-size: 64x64, categories: [square]}";
    descriptor = Files.writeString(scratch.resolve("voc.yaml"), TinyRun.yaml(data));
    folder = scratch.resolve("run");
    voc = VocFolder.in(scratch.resolve("data"));
  }

  private Ending run(String... options) {
    var command =
        new ArrayList<>(
            List.of("run", descriptor.toString(), "--data", voc.root().toString(), "--out"));
    command.add(folder.toString());
    command.addAll(List.of(options));
    return Ending.of(command.toArray(String[]::new));
  }

  /** One of each kind, and the words that must name it. */
  private List<List<String>> spoil() throws IOException {
    String zero = VocFolder.object("square", 9, 9, 9, 30);
    voc.picture("flat").annotation("flat", VocFolder.square("flat"), zero);
    voc.annotation("gone", VocFolder.square("gone"));
    voc.picture("odd").annotation("odd", VocFolder.object("circle", 5, 5, 20, 20));
    voc.picture("cut").annotation("cut", VocFolder.square("cut")).truncated("cut");
    voc.picture("torn");
    Files.writeString(voc.xml("torn"), "<annotation><object>");
    voc.split("train", "a", "b", "c", "d", "flat", "gone", "odd", "../a", "cut", "torn");
    return List.of(
        List.of("flat.xml object 2", "zero size"),
        List.of("gone.jpg", "no file"),
        List.of("odd.xml object 1", "circle"),
        List.of("train.txt line 8", "../a"),
        List.of("cut.jpg", "truncated JPEG"),
        List.of("torn.xml", "XML"));
  }

  @Test
  void whatIsWrongIsLeftOutAndNamed() throws IOException {
    List<List<String>> problems = spoil();

    Ending ending = run().requireStatus(0);

    List<String> named =
        ending.out().stream().filter(line -> line.startsWith("in the data: ")).toList();
    assertEquals(problems.size(), named.size(), ending::toString);
    for (List<String> words : problems) {
      assertTrue(
          named.stream().anyMatch(line -> words.stream().allMatch(line::contains)),
          () -> words + " in " + named);
    }
    assertEquals(List.of("square"), Results.read(new RunFolder(folder).results()).categories());
  }

  @Test
  void strictMakesAllOfItOneErrorAndNothingIsWritten() throws IOException {
    List<List<String>> problems = spoil();

    Ending ending = run("--strict").requireStatus(2);

    assertEquals("crnas: 6 problems", ending.err().getFirst());
    assertEquals(1 + problems.size(), ending.err().size(), ending::toString);
    for (List<String> words : problems) {
      assertTrue(ending.complainsOf(words.toArray(String[]::new)), () -> words + " in " + ending);
    }
    assertFalse(Files.exists(folder));
  }

  @Test
  void aSplitWithoutAUsableImageIsAnError() throws IOException {
    voc.split("val", "gone", "../a");

    Ending ending = run().requireStatus(2);

    assertTrue(ending.complainsOf("split val", "no usable image"), ending::toString);
    assertTrue(ending.complainsOf("gone.jpg"), ending::toString);
    assertFalse(Files.exists(folder));
  }

  @Test
  void aSplitWithoutAnObjectIsAnError() throws IOException {
    voc.picture("bare").annotation("bare").split("val", "bare");

    Ending ending = run().requireStatus(2);

    assertTrue(ending.complainsOf("split val", "no object in any image"), ending::toString);
    assertFalse(Files.exists(folder));
  }

  @Test
  void anObjectiveOfACategoryThatTheDataDoesNotHaveIsAnError() throws IOException {
    String yaml = Files.readString(descriptor).replace(", categories: [square]", "");
    int second = yaml.lastIndexOf("- {level: spatial");
    Files.writeString(
        descriptor,
        yaml.substring(0, second)
            + yaml.substring(second).replaceFirst("spatial,", "spatial, objective: AP/circle,"));
    Ending.of("validate", descriptor.toString()).requireStatus(0);

    Ending ending = run().requireStatus(2);

    assertTrue(
        ending.complainsOf("levels[1].objective", "AP/circle", "AP/CATEGORY", " of square"),
        ending::toString);
    assertEquals(2, ending.err().size(), ending::toString);
    assertFalse(Files.exists(folder));
  }

  @Test
  void aMissingFolderAndAMissingSplitAreErrors() throws IOException {
    Files.delete(voc.root().resolve("ImageSets/Main/test.txt"));
    assertTrue(run().requireStatus(2).complainsOf("test.txt", "no file"));

    voc = new VocFolder(scratch.resolve("nowhere"));
    assertTrue(run().requireStatus(2).complainsOf("nowhere", "no folder"));
    assertFalse(Files.exists(folder));
  }

  @Test
  void aRunIsNotContinuedOnOtherData() throws IOException {
    var doomed = new Doomed(Doomed.Fate.THROW, "stage supernet", 1, 1);
    String[] command = {
      "run", descriptor.toString(), "--data", voc.root().toString(), "--out", folder.toString()
    };
    Ending.of(doomed, command).requireStatus(1);
    byte[] before = Files.readAllBytes(voc.xml("h"));
    voc.annotation("h", VocFolder.object("square", 1, 1, 20, 20));

    Ending ending = Ending.of("resume", folder.toString()).requireStatus(2);

    assertTrue(ending.complainsOf("data, split test", "than when the run began"), ending::toString);
    assertEquals(2, ending.err().size(), ending::toString);
    Files.write(voc.xml("h"), before);
    Ending.of("resume", folder.toString()).requireStatus(0);
    voc.truncated("a");
    Ending export = Ending.of("export", folder.toString()).requireStatus(2);
    assertTrue(export.complainsOf("split train"), export::toString);
  }

  @Test
  void aRunIsContinuedFromAnyDirectory() throws IOException {
    var doomed = new Doomed(Doomed.Fate.THROW, "stage supernet", 1, 1);
    Path here = Path.of("").toAbsolutePath();
    Path data = here.relativize(voc.root().toAbsolutePath());
    String[] command = {
      "run", descriptor.toString(), "--data", data.toString(), "--out", folder.toString()
    };
    Ending.of(doomed, command).requireStatus(1);

    String frozen = Files.readString(new RunFolder(folder).descriptor());

    assertTrue(
        Arrays.stream(frozen.split("\n", -1))
            .anyMatch(line -> line.contains("path: ") && line.contains(here.getRoot() + "")),
        frozen);
  }
}
