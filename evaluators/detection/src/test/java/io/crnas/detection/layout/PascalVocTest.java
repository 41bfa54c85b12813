package io.crnas.detection.layout;

import static io.crnas.detection.layout.VocFolder.object;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.detection.data.Annotation;
import io.crnas.detection.data.Batch;
import io.crnas.detection.data.Batches;
import io.crnas.detection.data.Box;
import io.crnas.detection.data.Dataset;
import io.crnas.detection.data.Image;
import io.crnas.detection.data.Preparation;
import io.crnas.detection.data.Sample;
import io.crnas.detection.layout.Readers.PascalVoc;
import io.crnas.detection.parallel.Ahead;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problem;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PascalVocTest {
  @TempDir Path root;

  private VocFolder folder;

  @BeforeEach
  void twoGoodImages() throws IOException {
    folder =
        VocFolder.in(root)
            .image("a", 40, 30)
            .annotation("a", 40, 30, object("red", 1, 1, 40, 30), object("white", 5, 6, 10, 12))
            .image("b", 20, 24)
            .annotation("b", 20, 24)
            .split("train", "a", "b");
  }

  @Test
  void boxesCountedFromOneBecomeCorners() {
    Dataset train = lenient().read("train");

    assertEquals(List.of(), train.problems());
    assertEquals(List.of("red", "white"), train.categories());
    assertEquals(
        List.of(new Annotation(new Box(0, 0, 40, 30), 0), new Annotation(new Box(4, 5, 10, 12), 1)),
        train.samples().getFirst().annotations());
    assertEquals(List.of(), train.samples().getLast().annotations());
    assertEquals(40, train.load(0).width());
    assertEquals(24, train.load(1).height());
  }

  @Test
  void givenCategoriesKeepTheirOrder() {
    var voc = new PascalVoc(root, List.of("white", "red", "blue"), new Reading(true, true));

    assertEquals(1, voc.read("train").samples().getFirst().annotations().getFirst().category());
  }

  @Test
  void splitsShareTheCategoriesOfTheWholeFolder() throws IOException {
    folder.split("test", "b");

    List<FileDataset> splits = lenient().read(List.of("train", "test"));

    assertEquals(splits.getFirst().categories(), splits.getLast().categories());
    assertEquals(1, splits.getLast().size());
  }

  @Test
  void severalFoldersBecomeOneSplit(@TempDir Path kit) throws IOException {
    VocFolder.in(kit.resolve("VOC2007"))
        .image("a", 40, 30)
        .annotation("a", 40, 30, object("red", 1, 1, 40, 30))
        .image("c", 41, 30)
        .annotation("c", 41, 30, object("red", 1, 1, 40, 30))
        .split("trainval", "a")
        .split("test", "c");
    VocFolder.in(kit.resolve("VOC2012"))
        .image("a", 20, 24)
        .annotation("a", 20, 24, object("blue", 1, 1, 20, 24))
        .split("trainval", "a");
    var voc = new PascalVoc(kit, List.of(), new Reading(true, true));

    List<FileDataset> splits =
        voc.read(List.of("VOC2007/trainval+VOC2012/trainval", "VOC2007/test"));

    assertEquals(List.of("blue", "red"), splits.getFirst().categories());
    assertEquals(
        List.of("VOC2007/a", "VOC2012/a"),
        splits.getFirst().samples().stream().map(Sample::id).toList());
    assertEquals(24, splits.getFirst().load(1).height());
    assertEquals(List.of("blue", "red"), splits.getLast().categories());
    assertMessage("leaves", () -> voc.read("../VOC2007/test"));
    assertMessage("no file", () -> voc.read("VOC2007/trainval+VOC2010/trainval"));
  }

  @Test
  void everyProblemIsReportedByNameAndLeftOut() throws IOException {
    folder
        .image("boxes", 40, 30)
        .annotation(
            "boxes",
            40,
            30,
            object("red", 7, 7, 7, 7),
            object("red", 30, 20, 45, 31),
            object("red", 50, 50, 60, 60),
            object("green", 1, 1, 9, 9),
            object("red", 3, 3, 9, 9))
        .image("size", 40, 30)
        .annotation("size", 41, 30)
        .annotation("imageless", 40, 30)
        .image("undescribed", 40, 30)
        .annotation("text", 40, 30);
    Files.writeString(folder.file("text"), "no image");
    folder.split(
        "train", "a", "boxes", "size", "imageless", "undescribed", "text", "../a", "/etc/a", "a");
    var voc = new PascalVoc(root, List.of("red", "white"), new Reading(false, false));

    Dataset train = voc.read("train");

    List<String> problems = train.problems().stream().map(Problem::toString).toList();
    assertEquals(11, problems.size(), () -> String.join("\n", problems));
    for (String expected :
        List.of(
            "boxes.xml object 1 (red): found a box of zero size",
            "boxes.xml object 2 (red): found a box that reaches outside the image, cut at its edge",
            "boxes.xml object 3 (red): found a box outside the image, left out",
            "boxes.xml object 4: found category \"green\", expected one of red, white",
            "size.xml size: found width 41, height 30, expected the image's width 40, height 30",
            "imageless.jpg: found no file",
            "undescribed.xml: found no file",
            "text.jpg: found 8 bytes that are no image",
            "line 7: found ../a, expected a name that stays in the data folder",
            "line 8: found /etc/a, expected a name that stays in the data folder",
            "line 9: found a a second time")) {
      assertTrue(
          problems.stream().anyMatch(problem -> problem.contains(expected)),
          () -> expected + " not in\n" + String.join("\n", problems));
    }
    assertEquals(List.of("a", "boxes", "size"), train.samples().stream().map(Sample::id).toList());
    assertEquals(
        List.of(new Box(29, 19, 40, 30), new Box(2, 2, 9, 9)),
        train.samples().get(1).annotations().stream().map(Annotation::box).toList());
  }

  @Test
  void strictMakesAnyProblemAnErrorWithAllOfThem() throws IOException {
    folder.annotation("b", 20, 24, object("red", 3, 3, 3, 9)).split("test", "a", "missing");
    // The two of the split, and the image that both have.

    var e =
        assertThrows(
            InvalidInputException.class,
            () ->
                new PascalVoc(root, List.of(), new Reading(true, false))
                    .read(List.of("train", "test")));

    assertEquals(3, e.problems().size(), e::getMessage);
  }

  @Test
  void aTruncatedJpegIsReportedByName() throws IOException {
    byte[] whole = Files.readAllBytes(folder.file("b"));
    Files.write(folder.file("b"), Arrays.copyOf(whole, whole.length / 2));

    Dataset train = lenient().read("train");

    assertEquals(List.of("a"), train.samples().stream().map(Sample::id).toList());
    assertTrue(train.problems().getFirst().where().endsWith("b.jpg"));
    assertTrue(train.problems().getFirst().found().contains("truncated JPEG"));
  }

  @Test
  void aJpegDamagedInItsMiddleIsAnErrorWhenDecoded() throws IOException {
    cutOutTheMiddle(folder.file("b"));

    Dataset unchecked = lenient().read("train");
    Dataset checked = new PascalVoc(root, List.of(), new Reading(false, true)).read("train");

    assertEquals(2, unchecked.size());
    var e = assertThrows(InvalidInputException.class, () -> unchecked.load(1));
    assertTrue(e.problems().getFirst().where().endsWith("b.jpg"), e::getMessage);
    assertEquals(1, checked.size());
    assertEquals(1, checked.problems().size());
  }

  @Test
  void aFileFromOutsideIsNotReadIntoAnAnnotation() throws IOException {
    Files.writeString(
        root.resolve("Annotations/b.xml"),
        """
        <!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>
        <annotation><object><name>&x;</name></object></annotation>
        """);

    Dataset train = lenient().read("train");

    assertEquals(List.of("red", "white"), train.categories());
    assertTrue(train.problems().getFirst().found().contains("DOCTYPE"));
  }

  @Test
  void whatIsMissingAltogetherIsSaidInOneMessage() {
    assertMessage("no file", () -> lenient().read("validation"));
    assertMessage("leaves", () -> lenient().read("../../etc/passwd"));
    assertMessage(
        "no folder",
        () ->
            new PascalVoc(root.resolve("none"), List.of(), new Reading(false, false))
                .read("train"));
  }

  @Test
  void aSplitWithoutAUsableImageIsAnError() throws IOException {
    folder.split("test", "missing");

    assertMessage("no usable image", () -> lenient().read("test"));
  }

  @Test
  void theFingerprintFollowsWhatTheBatchesDependOn() throws IOException {
    String before = lenient().read("train").fingerprint();
    assertEquals(before, lenient().read("train").fingerprint());
    assertEquals(64, before.length());

    folder.annotation("b", 20, 24, object("red", 3, 3, 9, 9));
    String boxes = lenient().read("train").fingerprint();
    folder.image("b", 20, 24);
    assertEquals(boxes, lenient().read("train").fingerprint(), "the same bytes written again");
    BufferedImage other = new BufferedImage(20, 24, BufferedImage.TYPE_INT_RGB);
    ImageIO.write(other, "jpg", folder.file("b").toFile());
    String pixels = lenient().read("train").fingerprint();

    assertNotEquals(before, boxes);
    assertNotEquals(boxes, pixels);
  }

  @Test
  void greyImagesKeepTheirValues() throws IOException {
    var grey = new BufferedImage(20, 24, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 20 * 24; i++) {
      grey.getRaster().setSample(i % 20, i / 20, 0, 100);
    }
    ImageIO.write(grey, "jpg", folder.file("b").toFile());

    Image image = lenient().read("train").load(1);

    for (int channel = 0; channel < 3; channel++) {
      assertEquals(100, image.value(channel, 12, 10), 1);
    }
  }

  @Test
  void anImageDamagedInTheMeantimeIsNamedByTheConsumer() throws Exception {
    Dataset train = new PascalVoc(root, List.of(), new Reading(true, true)).read("train");
    Files.writeString(folder.file("a"), "gone");

    Batches batches = Batches.inOrder(train, Preparation.of(40, 32), 1, 0);
    try (Ahead<Batch> ahead = new Ahead<>("batches", batches::batch, 0, 2, 2)) {
      var e = assertThrows(InvalidInputException.class, ahead::next);
      assertTrue(e.problems().getFirst().where().endsWith("a.jpg"), e::toString);
      assertEquals(1, ahead.next().samples().getFirst().index());
    }
  }

  private PascalVoc lenient() {
    return new PascalVoc(root, List.of(), new Reading(false, false));
  }

  private static void assertMessage(String part, Runnable action) {
    var e = assertThrows(InvalidInputException.class, action::run);
    assertTrue(e.toString().contains(part), e::toString);
  }

  private static void cutOutTheMiddle(Path file) throws IOException {
    byte[] whole = Files.readAllBytes(file);
    byte[] cut = Arrays.copyOf(whole, whole.length - 200);
    System.arraycopy(whole, whole.length - 2, cut, cut.length - 2, 2);
    Files.write(file, cut);
  }
}
