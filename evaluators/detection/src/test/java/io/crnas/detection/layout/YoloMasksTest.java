package io.crnas.detection.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.detection.data.Annotation;
import io.crnas.detection.mask.Mask;
import io.crnas.framework.problem.Problem;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Polygons of labels, in parts of an image's sides. */
class YoloMasksTest {
  @TempDir Path root;

  @BeforeEach
  void labels() throws IOException {
    Files.createDirectories(root.resolve("images/train"));
    Files.createDirectories(root.resolve("labels/train"));
    ImageIO.write(
        new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB),
        "png",
        root.resolve("images/train/a.png").toFile());
    Files.writeString(
        root.resolve("labels/train/a.txt"),
        """
        0 0.1 0.1 0.6 0.1 0.6 0.8
        0 0.5 0.5 0.2 0.2
        0 0.1 0.1 900000 0.1 0.6 0.8
        """);
  }

  private FileDataset read(Masks masks) throws IOException {
    var choice = new Choice(List.of(), masks, Pixels.AUTO);
    return new Reading(false, false).read(Yolo.at(root, choice).orElseThrow().list()).getFirst();
  }

  @Test
  void aPolygonIsAMaskAndABoxIsNone() throws IOException {
    FileDataset all = read(Masks.OF_ALL);

    List<Annotation> objects = all.samples().getFirst().annotations();
    assertEquals(3, objects.size());
    assertEquals(
        Mask.ofPolygon(30, 40, 4, 3, 24, 3, 24, 24),
        objects.getFirst().mask().orElseThrow().mask());
    assertTrue(objects.get(1).mask().isEmpty());
    assertTrue(objects.get(2).mask().isEmpty());
    List<String> problems = all.problems().stream().map(Problem::toString).toList();
    Path label = root.resolve("labels/train/a.txt");
    assertTrue(
        problems.contains(label + " line 2: found a box, expected a polygon, for the mask"),
        problems::toString);
    assertTrue(
        problems.stream().anyMatch(one -> one.contains("line 3: found a polygon with a corner")),
        problems::toString);
  }

  @Test
  void whereNoMasksAreWantedThereAreNone() throws IOException {
    assertTrue(
        read(Masks.NONE).samples().getFirst().annotations().stream()
            .allMatch(object -> object.mask().isEmpty()));
  }
}
