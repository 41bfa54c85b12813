package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.detection.data.Augmentation;
import io.crnas.detection.data.Dataset;
import io.crnas.detection.data.Jitter;
import io.crnas.detection.data.PixelNormalisation;
import io.crnas.detection.data.Preparation;
import io.crnas.detection.data.Resize;
import io.crnas.detection.data.Sample;
import io.crnas.experiments.descriptor.Data;
import io.crnas.experiments.descriptor.Descriptor;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the data of a descriptor becomes. */
class ImagesTest {
  private static final String COCO =
      "train: {annotations: annotations/instances_train.json, images: train},"
          + " test: {annotations: annotations/instances_test.json, images: test}";
  private static final String CSV =
      "train: {annotations: train.csv, images: train}, test: {annotations: test.csv, images: test}";

  @TempDir Path root;

  @BeforeEach
  void pictures() throws IOException {
    CocoFolder.in(root, 9, 2, 3);
  }

  private Images read(String kind, String settings) throws IOException {
    String yaml = TinyRun.yaml("{kind: %s, image-size: 40/60, %s}".formatted(kind, settings));
    Data data = Descriptor.parse("test", yaml).withDataFolder(root).data().orElseThrow();
    return Images.read(data, false, Progress.silent());
  }

  /** CocoFolder has boxes alone. */
  @Test
  void aDetectorThatFindsMasksNeedsTheMaskOfEveryObject() throws IOException {
    String yaml =
        TinyRun.yaml("{kind: coco, image-size: 40/60, %s, validation-images: 4}".formatted(COCO));
    Data data = Descriptor.parse("test", yaml).withDataFolder(root).data().orElseThrow();

    var e =
        assertThrows(InvalidInputException.class, () -> Images.read(data, true, Progress.silent()));

    String told = e.getMessage();
    assertTrue(
        told.contains(
            root.resolve("train", "train0.png")
                + ", object 1 (square): found no mask, expected one of every object"),
        told);
    assertTrue(
        told.contains(
            root.resolve("annotations", "instances_test.json")
                + ", annotations 3, segmentation: found nothing"),
        told);
  }

  private static List<String> ids(Dataset dataset) {
    return dataset.samples().stream().map(Sample::id).toList();
  }

  @Test
  void cocoAndTablesOfTheSameBoxesAreTheSameData() throws IOException {
    Images coco =
        read("coco", COCO + ", val: {annotations: annotations/instances_val.json, images: val}");
    Images csv = read("csv", CSV + ", val: {annotations: val.csv, images: val}");

    assertEquals(List.of(9, 2, 3), coco.splits().stream().map(Dataset::size).toList());
    assertEquals(coco.fingerprints(), csv.fingerprints());
    assertEquals(coco.train(), coco.all());
    assertEquals(List.of("square"), coco.test().categories());
  }

  @Test
  void validationImagesAreDrawnFromTrainBySeed() throws IOException {
    Images drawn = read("coco", COCO + ", validation-images: 4");

    List<String> train = ids(drawn.train());
    List<String> validation = ids(drawn.validation());
    assertEquals(5, train.size());
    assertEquals(4, validation.size());
    var together = new HashSet<>(train);
    together.addAll(validation);
    assertEquals(new HashSet<>(ids(drawn.all())), together);
    assertEquals(9, together.size());
    assertEquals(train, ids(drawn.all()).stream().filter(train::contains).toList(), "in order");
    Images again = read("coco", COCO + ", validation-images: 4");
    assertEquals(drawn.fingerprints(), again.fingerprints());
    Images other = read("coco", COCO + ", validation-images: 4, validation-seed: 2");
    assertNotEquals(validation, ids(other.validation()));
    assertEquals(ids(drawn.all()), ids(other.all()));
  }

  @Test
  void moreValidationImagesThanThereAreIsAnError() {
    var e =
        assertThrows(
            InvalidInputException.class, () -> read("csv", CSV + ", validation-images: 9"));

    assertTrue(
        e.getMessage().contains("validation-images: found 9, expected fewer than the 9 images"),
        e::getMessage);
  }

  @Test
  void whatImagesGoThroughIsAsDescribed() throws IOException {
    Images images =
        read(
            "csv",
            CSV
                + ", validation-images: 2, scales: [32, 40], flip: {horizontal: false},"
                + " jitter: {brightness: 0.4, hue: 0.1},"
                + " normalisation: {mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.25]}");

    assertEquals(
        new Preparation(
            new Resize.KeptAspect(40, 60),
            new PixelNormalisation(List.of(0.5, 0.5, 0.5), List.of(0.5, 0.5, 0.25))),
        images.preparation());
    assertEquals(
        new Augmentation(false, false, new Jitter(0.4, 0, 0, 0.1), List.of(32, 40)),
        images.augmentation());
  }

  @Test
  void aRunOnImagesOfManyShapesAndScalesGoesAllTheWay() throws IOException {
    Path descriptor = root.resolve("tiny.yaml");
    String data =
        "{kind: coco, image-size: 40/60, %s, validation-images: 2, scales: [32, 40], jitter: {hue: 0.1}}"
            .formatted(COCO);
    Files.writeString(descriptor, TinyRun.withoutBaseline(TinyRun.yaml(data)));

    Ending.of(
            "run",
            descriptor.toString(),
            "--data",
            root.toString(),
            "--out",
            root.resolve("run").toString())
        .requireStatus(0);

    assertEquals(TinyRun.all(), TinyRun.files(root.resolve("run")));
  }

  @Test
  void aCheckTellsWhatIsWrongAndWhatIsThere() throws IOException {
    Ending clean = Ending.of("data", "check", root.toString()).requireStatus(0);
    assertTrue(
        clean.out().stream().anyMatch(line -> line.startsWith("split train: 9 images, 0 of them")),
        clean::toString);

    VocFolder voc = VocFolder.in(root.resolve("voc")).truncated("a");
    Files.copy(voc.jpeg("b"), root.resolve("voc/JPEGImages/z.jpg"));
    voc.annotation("z", VocFolder.object("square", 5, 5, 5, 9)).split("val", "e", "f", "z");
    Ending wrong =
        Ending.of("data", "check", root.resolve("voc").toString(), "--json").requireStatus(2);
    assertEquals(1, wrong.out().size(), wrong::toString);
    String json = wrong.out().getFirst();
    assertTrue(json.contains("truncated JPEG"), json);
    assertTrue(json.contains("zero size"), json);
    assertTrue(json.contains("the same image as"), json);
    assertTrue(json.contains("\"boxes\":{\"square\":3}"), json);

    Ending none = Ending.of("data", "check", root.resolve("none").toString()).requireStatus(2);
    assertTrue(none.complainsOf("none", "found nothing"), none::toString);
    Ending other = Ending.of("data", "check", root.resolve("voc/JPEGImages").toString());
    assertTrue(other.requireStatus(2).complainsOf("found no data"), other::toString);
  }
}
