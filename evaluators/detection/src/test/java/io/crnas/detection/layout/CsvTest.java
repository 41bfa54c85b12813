package io.crnas.detection.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.detection.data.Annotation;
import io.crnas.detection.data.Box;
import io.crnas.detection.data.Sample;
import io.crnas.detection.layout.Readers.Csv;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CsvTest {
  @TempDir Path root;

  @BeforeEach
  void twoImages() throws IOException {
    VocFolder.in(root).image("a", 40, 30).image("b", 20, 24);
  }

  private SplitFile table(String name, String... lines) throws IOException {
    Path file = root.resolve(name + ".csv");
    Files.write(file, List.of(lines));
    return new SplitFile(name, file, root.resolve("JPEGImages"));
  }

  private static Csv lenient() {
    return new Csv(List.of(), new Reading(false, false));
  }

  @Test
  void rowsBecomeTheObjectsOfTheirImages() throws IOException {
    SplitFile train =
        table(
            "train",
            "class,image,confidence,x1,y1,x2,y2",
            "red,a.jpg,1,0,0,40,30",
            ",b.jpg,,,,,",
            "\"white, pale\", a.jpg ,1,4.5,5,10,12");
    SplitFile test = table("test", "image,x1,y1,x2,y2,class", "b.jpg,1,2,3,4,blue");

    List<FileDataset> splits = lenient().read(List.of(train, test));

    FileDataset first = splits.getFirst();
    assertEquals(List.of(), first.problems());
    assertEquals(List.of("blue", "red", "white, pale"), first.categories());
    assertEquals(first.categories(), splits.getLast().categories());
    assertEquals(List.of("a.jpg", "b.jpg"), first.samples().stream().map(Sample::id).toList());
    assertEquals(
        List.of(
            new Annotation(new Box(0, 0, 40, 30), 1), new Annotation(new Box(4.5f, 5, 10, 12), 2)),
        first.samples().getFirst().annotations());
    assertEquals(List.of(), first.samples().getLast().annotations());
    assertEquals(24, first.load(1).height());
  }

  @Test
  void everyProblemIsNamedByItsLineAndLeftOut() throws IOException {
    SplitFile train =
        table(
            "train",
            "image,x1,y1,x2,y2,class",
            "a.jpg,7,7,7,9,red",
            "a.jpg,30,20,45,31,red",
            "a.jpg,1,1,9,nine,red",
            "a.jpg,1,1,9,9,green",
            "a.jpg,1,1",
            "../a.jpg,1,1,9,9,red",
            "none.jpg,1,1,9,9,red",
            "a.jpg,2,2,9,9,red");

    FileDataset read =
        new Csv(List.of("red"), new Reading(false, false)).read(List.of(train)).getFirst();

    assertEquals(
        List.of(new Box(30, 20, 40, 30), new Box(2, 2, 9, 9)),
        read.samples().getFirst().annotations().stream().map(Annotation::box).toList());
    List<String> problems = read.problems().stream().map(Problem::toString).toList();
    List<String> expected =
        List.of(
            "line 7: found image \"../a.jpg\", expected a name that stays in",
            "line 2: found a box of zero size: 7, 7 to 7, 9",
            "line 3: found a box that reaches outside the image, cut at its edge: 30, 20 to 45, 31",
            "line 4: found y2 \"nine\", expected a number",
            "line 5: found class \"green\", expected one of red",
            "line 6: found class \"\", expected one of red",
            "none.jpg: found no file");
    assertEquals(expected.size(), problems.size(), () -> String.join("\n", problems));
    for (int i = 0; i < expected.size(); i++) {
      assertTrue(problems.get(i).contains(expected.get(i)), problems.get(i));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "image,x1,y1,x2,class", "image,image,x1,y1,x2,y2,class", "a.jpg,1,2,3,4,red"})
  void aTableWithoutTheColumnsIsRefused(String header) throws IOException {
    SplitFile train = table("train", header, "a.jpg,1,1,9,9,red");

    assertMessage("image,x1,y1,x2,y2,class", train);
  }

  @Test
  void whatIsMissingAltogetherIsSaidAtOnce() {
    var train = new SplitFile("train", root.resolve("none.csv"), root.resolve("nowhere"));

    assertMessage("none.csv: found no file", train);
    assertMessage("nowhere: found no folder", train);
  }

  @Test
  void strictMakesAProblemAnError() throws IOException {
    SplitFile train = table("train", "image,x1,y1,x2,y2,class", "a.jpg,7,7,7,9,red");

    assertThrows(
        InvalidInputException.class,
        () -> new Csv(List.of(), new Reading(true, false)).read(List.of(train)));
  }

  private static void assertMessage(String part, SplitFile split) {
    var e = assertThrows(InvalidInputException.class, () -> lenient().read(List.of(split)));
    assertTrue(e.getMessage().contains(part), e::getMessage);
  }
}
