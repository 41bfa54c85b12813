package io.crnas.detection.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.detection.data.Annotation;
import io.crnas.detection.data.Box;
import io.crnas.detection.data.Sample;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Data sets that people reported against other tools, and what each must give. */
final class LayoutCasesTest {
  private static final String HEADER = "image,x1,y1,x2,y2,class\n";

  @TempDir Path root;

  private record Found(Listed listed, List<FileDataset> splits) {
    static Found at(Path path) throws IOException {
      return at(path, Pixels.AUTO);
    }

    static Found at(Path path, Pixels pixels) throws IOException {
      Listed listed =
          FoundData.at(path, Optional.empty(), Optional.empty())
              .list(new Choice(List.of(), Masks.WHERE_GIVEN, pixels));
      return new Found(listed, new Reading(false, true).read(listed));
    }

    List<String> problems() {
      return splits.stream()
          .flatMap(split -> split.problems().stream())
          .map(Problem::toString)
          .toList();
    }

    List<String> ids(int split) {
      return splits.get(split).samples().stream().map(Sample::id).toList();
    }

    List<Box> boxes(int split) {
      return splits.get(split).samples().stream()
          .flatMap(sample -> sample.annotations().stream())
          .map(Annotation::box)
          .toList();
    }

    String notes() {
      return String.join("\n", listed.notes());
    }
  }

  private static Found found(String name) throws IOException {
    return Found.at(Cases.folder(name));
  }

  private static void assertContains(String text, String... parts) {
    for (String part : parts) {
      assertTrue(text.contains(part), () -> part + " not in " + text);
    }
  }

  @Test
  void boxesInPixelsFromZeroAreRecognisedAndKept() throws IOException {
    Found found = found("v2-zerobased");

    assertEquals(List.of(), found.problems());
    assertEquals(List.of(new Box(0, 0, 99, 79), new Box(0, 5, 40, 40)), found.boxes(0));
    assertContains(found.notes(), "pixels are counted from 0");
    Found asked = Found.at(Cases.folder("v2-zerobased"), Pixels.FROM_1);
    assertContains(
        String.join("\n", asked.problems()),
        "a box that reaches outside the image, cut at its edge: 0.0, 0.0");
  }

  @Test
  void oneBoxAtZeroAmongThoseAtOneIsWrong() throws IOException {
    VocFolder.in(root)
        .image("a", 40, 30)
        .annotation(
            "a", 40, 30, VocFolder.object("red", 1, 1, 9, 9), VocFolder.object("red", 0, 5, 9, 9))
        .split("train", "a");

    Found found = Found.at(root);

    assertContains(found.notes(), "pixels are counted from 1");
    assertContains(
        String.join("\n", found.problems()), "object 2 (red): found a box that reaches outside");
    assertEquals(List.of(new Box(0, 0, 9, 9), new Box(0, 4, 9, 9)), found.boxes(0));
  }

  @Test
  void namesWithBlanksAreNames() throws IOException {
    Found found = found("v3-blanks");

    assertEquals(List.of(), found.problems());
    assertEquals(List.of("train", "val"), found.listed().splits());
    assertEquals(List.of("IMG 001", "IMG 002"), found.ids(0));
  }

  @Test
  void aListThatIsNotUtf8IsNamedWithItsLine() throws IOException {
    Path folder = Cases.folder("v3-latin1");

    var e = assertThrows(InvalidInputException.class, () -> Found.at(folder));

    assertContains(e.getMessage(), "train.txt line 2", "not UTF-8");
  }

  @Test
  void listsOfOneClassMakeTheSplitsWhereThereAreNoOthers() throws IOException {
    Found found = found("v3-vott");

    assertEquals(List.of(), found.problems());
    assertEquals(List.of("train", "val"), found.listed().splits());
    assertEquals(List.of("a", "b"), found.ids(0));
    assertEquals(List.of("c"), found.ids(1));
    assertContains(found.notes(), "cell_train");
  }

  @Test
  void listsOfOneClassBesideOthersAreLeftOutByName() throws IOException {
    VocFolder.in(root)
        .image("a", 40, 30)
        .annotation("a", 40, 30, VocFolder.object("red", 2, 2, 9, 9))
        .split("train", "a")
        .split("red_train", "a  1");

    assertContains(Found.at(root).notes(), "1 lists of one class are left out: red_train");
  }

  @Test
  void anyExtensionInAnyCaseIsFound() throws IOException {
    Found found = found("v4-ext");

    assertEquals(List.of(), found.problems());
    assertEquals(10, found.splits().getFirst().size());
  }

  @Test
  void categoriesOfOneNameAreToldApartByTheirNumbers() throws IOException {
    Found found = found("c08-dupname");

    assertEquals(List.of("cell (1)", "cell (2)"), found.listed().categories());
    assertEquals(3, found.boxes(0).size());
    assertEquals(1, found.problems().size(), () -> found.problems().toString());
    assertContains(found.problems().getFirst(), "2 categories called \"cell\"");
  }

  @Test
  void backslashesInNamesStayInTheFolder() throws IOException {
    Found found = found("c11-backslash");

    assertEquals(List.of(), found.problems());
    assertEquals(2, found.splits().getFirst().size());
    Files.writeString(
        root.resolve("train.csv"), HEADER + "..\\a.jpg,1,1,9,9,red\nb.jpg,1,1,9,9,red\n");
    VocFolder.in(root).image("b", 40, 30);
    assertContains(String.join("\n", Found.at(root).problems()), "line 2: found image \"..\\a.jpg");
  }

  @Test
  void filesOfOtherCategoriesGiveTheUnionAndAreNamed() throws IOException {
    Found less = found("c20-catdiff");
    Found more = found("c21-catextra");

    assertEquals(List.of("cell", "dot"), less.listed().categories());
    assertEquals(List.of("cell", "dot"), more.listed().categories());
    assertEquals(4, less.boxes(0).size() + less.boxes(1).size());
    assertEquals(4, more.boxes(0).size() + more.boxes(1).size());
    assertContains(String.join("\n", less.problems()), "instances_test.json, categories", "dot");
    assertContains(String.join("\n", more.problems()), "instances_train.json, categories", "dot");
  }

  @Test
  void onlyDamagedImagesAreLeftOut() throws IOException {
    Found found = found("i1-images");

    assertEquals(40 - 7, found.splits().getFirst().size());
    assertEquals(7, found.problems().size(), () -> found.problems().toString());
  }

  @Test
  void anImageOfTooManyPixelsIsLeftOutByName() throws IOException {
    Found found = found("i2-huge30k");

    assertEquals(List.of("ok.jpg"), found.ids(0));
    assertContains(found.problems().getFirst(), "big.png", "width 30000, height 30000");
  }

  @Test
  void aSecondBoxOfAnObjectIsNamed() throws IOException {
    String box = "<bndbox><xmin>3</xmin><ymin>3</ymin><xmax>9</xmax><ymax>9</ymax></bndbox>";
    VocFolder.in(root)
        .image("a", 40, 30)
        .annotation("a", 40, 30, "<object><name>red</name>" + box + box + "</object>")
        .split("train", "a");

    Found found = Found.at(root);

    assertContains(found.problems().getFirst(), "a.xml object 1 (red)", "2 boxes");
    assertEquals(List.of(new Box(2, 2, 9, 9)), found.boxes(0));
  }

  @ParameterizedTest
  @CsvSource({
    "1,true,0",
    "True,true,0",
    "yes,true,0",
    "0,false,0",
    "False,false,0",
    "maybe,false,1"
  })
  void difficultIsReadAsPeopleWriteIt(String text, boolean difficult, int problems)
      throws IOException {
    VocFolder.in(root)
        .image("a", 40, 30)
        .annotation(
            "a",
            40,
            30,
            VocFolder.object("red", 3, 3, 9, 9).replace("<difficult>0", "<difficult>" + text))
        .split("train", "a");

    Found found = Found.at(root);

    assertEquals(problems, found.problems().size());
    assertEquals(
        difficult,
        found.splits().getFirst().samples().getFirst().annotations().getFirst().difficult());
  }

  @Test
  void aByteOrderMarkIsNoPartOfAnything() throws IOException {
    VocFolder.in(root.resolve("voc"))
        .image("a", 40, 30)
        .annotation("a", 40, 30, VocFolder.object("red", 3, 3, 9, 9));
    Path xml = root.resolve("voc/Annotations/a.xml");
    Files.writeString(xml, "\uFEFF" + Files.readString(xml));
    Path list = root.resolve("voc/ImageSets/Main/train.txt");
    Files.writeString(list, "\uFEFFa\r\n");
    Files.writeString(root.resolve("train.csv"), "\uFEFF" + HEADER + "a.jpg,3,3,9,9,red\n");
    Files.copy(root.resolve("voc/JPEGImages/a.jpg"), root.resolve("a.jpg"));

    Found voc = Found.at(root.resolve("voc"));
    assertEquals(List.of(), voc.problems());
    assertEquals(List.of("a"), voc.ids(0));
    assertEquals(List.of(), Found.at(root.resolve("train.csv")).problems());
    Files.write(list, "\uFEFFa\n".getBytes(StandardCharsets.UTF_16LE));
    assertEquals(List.of("a"), Found.at(root.resolve("voc")).ids(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "]", "{\"images\": []}", "x"})
  void somethingBehindTheEndOfJsonIsRefused(String more) throws IOException {
    VocFolder.in(root).image("a", 40, 30);
    Path file =
        Files.writeString(
            root.resolve("train.json"),
            """
            {"images": [{"id": 1, "file_name": "a.jpg", "width": 40, "height": 30}],
             "categories": [{"id": 1, "name": "red"}],
             "annotations": [{"image_id": 1, "category_id": 1, "bbox": [1, 1, 5, 5]}]}
            """
                + more);

    var e = assertThrows(InvalidInputException.class, () -> Found.at(file));

    assertContains(e.getMessage(), "train.json line 4", "behind the end");
  }

  @Test
  void manyMissingImagesAreSummedUpWithWhereTheyAre() throws IOException {
    var table = new StringBuilder(HEADER);
    VocFolder voc = VocFolder.in(root.resolve("elsewhere"));
    for (int i = 0; i < 9; i++) {
      voc.image("im" + i, 40, 30);
      table.append("im%d.jpg,3,3,9,9,red%n".formatted(i));
    }
    Path file = Files.writeString(root.resolve("train.csv"), table + "there.jpg,3,3,9,9,red\n");
    Files.move(voc.file("im0"), root.resolve("there.jpg"));

    Found found = Found.at(file);

    assertEquals(1, found.problems().size(), () -> found.problems().toString());
    assertContains(
        found.problems().getFirst(),
        "no file for 9 of 10 images",
        root.resolve("elsewhere/JPEGImages") + " has 8 of these names");
    assertFalse(found.splits().getFirst().samples().isEmpty());
  }

  @Test
  void tablesOfTensorFlowBesideTheirFolderAreReadInPixelsFromOne() throws IOException {
    Files.writeString(
        root.resolve("train.csv"),
        """
        filename,width,height,class,xmin,ymin,xmax,ymax
        a.jpg,40,30,red,1,1,40,30
        a.jpg,41,30,red,3,4,9,9
        """);
    Files.createDirectories(root.resolve("images"));
    VocFolder.in(root).image("a", 40, 30);
    Files.createDirectories(root.resolve("train"));
    Files.move(root.resolve("JPEGImages/a.jpg"), root.resolve("train/a.jpg"));

    Found found = Found.at(root);

    assertEquals(List.of(new Box(0, 0, 40, 30), new Box(2, 3, 9, 9)), found.boxes(0));
    assertContains(found.notes(), "images in " + root.resolve("train"), "counted from 1");
    assertContains(found.problems().getFirst(), "train.csv line 3", "width 41, height 30");
    assertEquals(
        List.of(new Box(1, 1, 40, 30), new Box(3, 4, 9, 9)),
        Found.at(root, Pixels.FROM_0).boxes(0));
  }
}
