package io.crnas.detection.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.detection.layout.FoundData.Kind;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataCheckTest {
  private static final Reading READING = new Reading(false, true);

  @TempDir Path root;

  private VocFolder folder;

  @BeforeEach
  void fourImages() throws IOException {
    folder =
        VocFolder.in(root)
            .image("a", 40, 30)
            .annotation(
                "a",
                40,
                30,
                VocFolder.object("red", 1, 1, 40, 30),
                VocFolder.object("red", 5, 6, 9, 9))
            .image("b", 20, 24)
            .annotation("b", 20, 24)
            .image("c", 21, 24)
            .annotation("c", 21, 24, VocFolder.object("white", 1, 1, 10, 10))
            .split("train", "a", "b")
            .split("test", "c");
  }

  private static DataCheck check(Path path) throws IOException {
    Listed listed = at(path).list(new Choice(List.of(), Masks.WHERE_GIVEN, Pixels.AUTO));
    return DataCheck.of(listed.notes(), READING.read(listed));
  }

  private static FoundData at(Path path) throws IOException {
    return FoundData.at(path, Optional.empty(), Optional.empty());
  }

  @Test
  void aSplitIsSummedUp() throws IOException {
    DataCheck check = check(root);

    SplitSummary train = check.splits().getLast();
    assertEquals("train", train.name());
    assertEquals(2, train.images());
    assertEquals(1, train.empty());
    assertEquals(Map.of("red", 2, "white", 0), train.boxes());
    assertEquals(new SplitSummary.Spread(20, 40, 40), train.width());
    assertEquals(Math.sqrt(5 * 4), train.boxSize().least(), 1e-6);
  }

  @Test
  void classesWithoutObjectsAndImagesInTwoPlacesAreFound() throws IOException {
    Files.copy(folder.file("a"), folder.file("d"));
    folder
        .annotation("d", 40, 30, VocFolder.object("white", 1, 1, 10, 10))
        .split("test", "b", "c", "d")
        .split("train", "a", "b", "d");

    List<String> problems = check(root).problems().stream().map(Problem::toString).toList();

    List<String> expected =
        List.of(
            "split test, class red: found no object, expected at least one",
            "a.jpg, split train: found the same image as " + folder.file("d") + " in split test",
            "b.jpg, split train: found the image in split test too",
            "d.jpg, split train: found the image in split test too");
    assertEquals(expected.size(), problems.size(), () -> String.join("\n", problems));
    for (int i = 0; i < expected.size(); i++) {
      assertTrue(problems.get(i).contains(expected.get(i)), problems.get(i));
    }
  }

  @Test
  void aRunToldToBeStrictRefusesSplitsWithCommonImages() throws IOException {
    folder.split("test", "a", "b", "c");
    Listed listed = at(root).list(new Choice(List.of(), Masks.WHERE_GIVEN, Pixels.AUTO));

    var e = assertThrows(InvalidInputException.class, () -> new Reading(true, true).read(listed));

    assertTrue(e.getMessage().contains("found 2 common images, expected none"), e.getMessage());
    assertTrue(e.getMessage().contains("test and train"), e.getMessage());
    assertEquals(2, READING.read(listed).size());
  }

  @Test
  void theListsOfOneClassAndTrainvalBesideItsPartsAreNoSplits() throws IOException {
    Files.write(root.resolve("ImageSets/Main/red_train.txt"), List.of("a  1", "b -1"));
    folder.split("trainval", "a", "b", "c");

    var found = assertInstanceOf(FoundData.Voc.class, at(root));
    assertEquals(List.of("test", "train", "trainval"), List.copyOf(found.splits().keySet()));
    folder.split("val", "c");
    assertEquals(
        List.of("test", "train", "val"),
        List.copyOf(assertInstanceOf(FoundData.Voc.class, at(root)).splits().keySet()));
  }

  @Test
  void severalVocFoldersAreFoundInOne() throws IOException {
    VocFolder.in(root.resolve("kit/VOC2007")).split("trainval", "a");
    VocFolder.in(root.resolve("kit/VOC2012")).split("trainval", "a");

    var found = assertInstanceOf(FoundData.Voc.class, at(root.resolve("kit")));

    assertEquals(
        List.of("VOC2007/trainval", "VOC2012/trainval"), List.copyOf(found.splits().keySet()));
  }

  @Test
  void annotationsOfCocoAndTheirImagesAreFound() throws IOException {
    Path coco = Files.createDirectories(root.resolve("coco/annotations")).resolveSibling("");
    for (String name : List.of("instances_train2017", "instances_val2017", "captions_val2017")) {
      Files.writeString(coco.resolve("annotations/" + name + ".json"), "{}");
    }
    Files.createDirectories(coco.resolve("train2017"));
    Files.createDirectories(coco.resolve("images/val2017"));

    var found = assertInstanceOf(FoundData.Annotations.class, at(coco));

    assertEquals(
        List.of("train2017", "val2017"), found.splits().stream().map(SplitFile::name).toList());
    assertEquals(
        List.of(coco.resolve("train2017"), coco.resolve("images/val2017")),
        found.splits().stream().map(split -> split.images(List.of())).toList());
  }

  @Test
  void aTableAndItsImagesAreFound() throws IOException {
    Path table = Files.writeString(root.resolve("boxes.csv"), "");

    var beside = assertInstanceOf(FoundData.Tables.class, at(table));
    assertEquals(List.of(new SplitFile("boxes", table, Optional.empty())), beside.splits());
    FoundData given =
        FoundData.at(root, Optional.of(Kind.CSV), Optional.of(root.resolve("JPEGImages")));
    assertEquals(
        List.of(new SplitFile("boxes", table, root.resolve("JPEGImages"))),
        assertInstanceOf(FoundData.Tables.class, given).splits());
  }

  @Test
  void whatIsNoDataIsRefused() {
    for (Path path : List.of(root.resolve("none"), root.resolve("JPEGImages"))) {
      assertThrows(InvalidInputException.class, () -> at(path));
    }
    assertThrows(
        InvalidInputException.class,
        () -> FoundData.at(root, Optional.of(Kind.COCO), Optional.empty()));
  }
}
