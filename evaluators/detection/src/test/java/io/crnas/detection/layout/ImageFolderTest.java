package io.crnas.detection.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.detection.data.Box;
import io.crnas.detection.data.ClassifiedImages;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problem;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
  @TempDir Path root;
  private Path train;
  private Path val;

  @BeforeEach
  void makeFolders() throws IOException {
    train = root.resolve("train");
    val = root.resolve("val");
    image(train.resolve("n02/b.JPEG"));
    image(train.resolve("n02/deeper/a.png"));
    image(train.resolve("n01/one.jpg"));
    Files.createDirectories(train.resolve(".hidden"));
    Files.writeString(train.resolve("n01/notes.txt"), "no image");
  }

  @Test
  void eachFolderIsAClassInTheOrderOfTheirNames() throws IOException {
    image(val.resolve("n01/x.png"));
    image(val.resolve("n02/y.png"));

    List<FileDataset> splits = read(Optional.empty());

    assertEquals(List.of("n01", "n02"), splits.getFirst().categories());
    assertEquals("n01/one.jpg 0, n02/b.JPEG 1, n02/deeper/a.png 1", told(splits.getFirst()));
    assertEquals("n01/x.png 0, n02/y.png 1", told(splits.getLast()));
    assertEquals(
        new Box(0, 0, 12, 8), splits.getLast().samples().getFirst().annotations().getFirst().box());
    assertEquals(List.of(), splits.getFirst().problems());
  }

  /** As Kaggle has ImageNet's val split. */
  @Test
  void aListTellsTheClassesOfImagesInOneFolder() throws IOException {
    image(val.resolve("ILSVRC2012_val_1.JPEG"));
    image(val.resolve("ILSVRC2012_val_2.JPEG"));
    Path list = root.resolve("LOC_val_solution.csv");
    Files.writeString(
        list,
        """
        ImageId,PredictionString
        ILSVRC2012_val_2,n01 85 1 499 272
        ILSVRC2012_val_1,n02 131 0 499 254 n02 9 9 20 20
        """);

    List<FileDataset> splits = read(Optional.of(list));

    assertEquals("ILSVRC2012_val_2.JPEG 0, ILSVRC2012_val_1.JPEG 1", told(splits.getLast()));
  }

  @Test
  void whatIsWrongWithAListIsToldByItsLines() throws IOException {
    image(val.resolve("a.png"));
    Path list = root.resolve("val.txt");
    Files.writeString(list, "a.png n01\nb.png n01\na n02\na.png n03\n../train/n01/one.jpg n01\n");

    List<FileDataset> splits = read(Optional.of(list));

    assertEquals("a.png 0", told(splits.getLast()));
    assertEquals(
        List.of(
            list + " line 2: found no image b.png in " + val,
            list + " line 3: found a again",
            list + " line 4: found class n03",
            list + " line 5: found no image ../train/n01/one.jpg in " + val),
        splits.getLast().problems().stream()
            .map(one -> one.where() + ": found " + one.found())
            .toList());
    Files.writeString(list, "x n9\n".repeat(1000));
    List<Problem> all =
        ImageFolder.list(train, val, Optional.of(list)).listings().getLast().problems();
    assertEquals("995 more lines like these", all.getLast().found());
  }

  @Test
  void foldersOfNoClassAndClassesWithoutImagesAreTold() throws IOException {
    image(val.resolve("n01/x.png"));
    image(val.resolve("n07/y.png"));

    List<Problem> problems = read(Optional.empty()).getLast().problems();

    assertEquals(
        List.of(val.resolve("n07").toString(), val.resolve("n02").toString()),
        problems.stream().map(Problem::where).toList());
  }

  @Test
  void withoutFoldersThereIsNothingToRead() throws IOException {
    var missing = assertThrows(InvalidInputException.class, () -> read(Optional.empty()));
    assertEquals(List.of(val.toString()), where(missing));

    image(val.resolve("n01/x.png"));
    var swapped =
        assertThrows(
            InvalidInputException.class, () -> ImageFolder.list(val, train, Optional.empty()));
    assertEquals("1 folders in it", swapped.problems().getFirst().found());
    var list =
        assertThrows(InvalidInputException.class, () -> read(Optional.of(root.resolve("no.csv"))));
    assertTrue(where(list).getFirst().endsWith("no.csv"));
  }

  private List<FileDataset> read(Optional<Path> classes) {
    return new Reading(false, false).read(ImageFolder.list(train, val, classes));
  }

  private static String told(FileDataset split) {
    return split.samples().stream()
        .map(sample -> sample.id() + " " + ClassifiedImages.category(sample))
        .collect(Collectors.joining(", "));
  }

  private static List<String> where(InvalidInputException refusal) {
    return refusal.problems().stream().map(Problem::where).toList();
  }

  /** Each has other pixels, because the same image twice would be told. */
  private static void image(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    var image = new BufferedImage(12, 8, BufferedImage.TYPE_INT_RGB);
    image.setRGB(1, 1, file.toString().hashCode());
    ImageIO.write(image, "png", file.toFile());
  }
}
