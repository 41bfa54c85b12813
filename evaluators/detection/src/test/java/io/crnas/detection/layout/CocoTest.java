package io.crnas.detection.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.detection.data.Annotation;
import io.crnas.detection.data.Box;
import io.crnas.detection.data.Sample;
import io.crnas.detection.layout.Readers.Coco;
import io.crnas.detection.mask.Mask;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CocoTest {
  private static final String CATEGORIES =
      """
      [{"id": 90, "name": "brush", "supercategory": "indoor"}, {"id": 1, "name": "person"},
       {"id": 7, "name": "train"}]\
      """;
  private static final String IMAGES =
      """
      [{"id": 139, "file_name": "b.jpg", "width": 20, "height": 24, "coco_url": "http://x"},
       {"id": 42, "file_name": "a.jpg", "width": 40, "height": 30}]\
      """;

  @TempDir Path root;

  @BeforeEach
  void twoImages() throws IOException {
    VocFolder.in(root).image("a", 40, 30).image("b", 20, 24);
  }

  /** The annotations come first, so that they can not be taken as they come. */
  private SplitFile file(String name, String images, String categories, String... annotations)
      throws IOException {
    Path file = root.resolve("instances_" + name + ".json");
    Files.writeString(
        file,
        """
        {"info": {"year": 2017, "more": [1, {"images": []}]}, "annotations": [%s],
         "licenses": [], "images": %s, "categories": %s}
        """
            .formatted(String.join(",\n", annotations), images, categories));
    return new SplitFile(name, file, root.resolve("JPEGImages"));
  }

  private static Coco coco(String... categories) {
    return new Coco(List.of(categories), Masks.WHERE_GIVEN, new Reading(false, false));
  }

  private static FileDataset read(Coco coco, SplitFile split) throws IOException {
    return coco.read(List.of(split)).getFirst();
  }

  private static String object(int image, int category, String bbox, String more) {
    return """
    {"id": 1, "image_id": %d, "category_id": %d, "bbox": [%s]%s}\
    """
        .formatted(image, category, bbox, more);
  }

  @Test
  void objectsOfAnyOrderAndCategoriesWithGapsAreRead() throws IOException {
    SplitFile split =
        file(
            "train",
            IMAGES,
            CATEGORIES,
            object(42, 90, "4.5, 5, 10, 12.25", ", \"area\": 60.5, \"iscrowd\": 0"),
            object(42, 7, "0, 0, 40, 30", ", \"iscrowd\": 1"),
            object(42, 1, "0, 0, 40.01, 30", ""));

    FileDataset train = read(coco(), split);

    assertEquals(List.of(), train.problems());
    assertEquals(List.of("person", "train", "brush"), train.categories());
    assertEquals(List.of("b.jpg", "a.jpg"), train.samples().stream().map(Sample::id).toList());
    assertEquals(List.of(), train.samples().getFirst().annotations());
    assertEquals(
        List.of(
            new Annotation(new Box(4.5f, 5, 14.5f, 17.25f), 2, 60.5f, false, false),
            new Annotation(new Box(0, 0, 40, 30), 1, 1200, true, false),
            new Annotation(new Box(0, 0, 40, 30), 0, 1200.3f, false, false)),
        train.samples().getLast().annotations());
    assertEquals(40, train.load(1).width());
  }

  @Test
  void segmentationsOfEveryKindBecomeMasks() throws IOException {
    Mask runs = Mask.ofCounts(24, 20, 0, 24, 456);
    SplitFile split =
        file(
            "train",
            IMAGES,
            CATEGORIES,
            object(
                139,
                1,
                "1, 1, 5, 5",
                ", \"segmentation\": [[1, 1, 6, 1, 6, 6], [8, 8, 9, 8, 9, 9]]"),
            object(
                139,
                1,
                "0, 0, 1, 24",
                ", \"iscrowd\": 1, \"segmentation\": {\"size\": [24, 20], \"counts\": [0, 24, 456]}"),
            object(
                139,
                1,
                "0, 0, 1, 24",
                ", \"segmentation\": {\"size\": [24, 20], \"counts\": \"%s\"}"
                    .formatted(runs.text().replace("\\", "\\\\"))),
            object(139, 1, "1, 1, 5, 5", ""));

    List<Annotation> objects = read(coco(), split).samples().getFirst().annotations();

    Mask polygons =
        Mask.union(
            List.of(
                Mask.ofPolygon(24, 20, 1, 1, 6, 1, 6, 6),
                Mask.ofPolygon(24, 20, 8, 8, 9, 8, 9, 9)));
    assertEquals(polygons, objects.getFirst().mask().orElseThrow().mask());
    assertEquals(runs, objects.get(1).mask().orElseThrow().mask());
    assertTrue(objects.get(1).crowd());
    assertEquals(runs, objects.get(2).mask().orElseThrow().mask());
    assertTrue(objects.getLast().mask().isEmpty());
    var boxes = new Coco(List.of(), Masks.NONE, new Reading(false, false));
    assertTrue(
        read(boxes, split).samples().getFirst().annotations().stream()
            .allMatch(object -> object.mask().isEmpty()));
    var all = new Coco(List.of(), Masks.OF_ALL, new Reading(false, false));
    assertEquals(
        List.of(
            split.annotations()
                + ", annotations 4, segmentation: found nothing, expected polygons, or size and"
                + " counts"),
        read(all, split).problems().stream().map(Problem::toString).toList());
  }

  @Test
  void everyProblemIsNamedAndLeftOut() throws IOException {
    byte[] whole = Files.readAllBytes(root.resolve("JPEGImages/b.jpg"));
    Files.write(root.resolve("JPEGImages/b.jpg"), Arrays.copyOf(whole, whole.length / 2));
    SplitFile split =
        file(
            "train",
            """
            [{"id": 1, "file_name": "a.jpg", "width": 41, "height": 30},
             {"id": 2, "file_name": "b.jpg", "width": 20, "height": 24},
             {"id": 3, "file_name": "none.jpg", "width": 20, "height": 24},
             {"id": 4, "file_name": "../a.jpg", "width": 20, "height": 24},
             {"id": 1, "file_name": "c.jpg", "width": 20, "height": 24},
             {"id": 5, "width": 20, "height": 24}]\
            """,
            CATEGORIES,
            object(1, 1, "3, 3, 0, 5", ""),
            object(1, 1, "30, 20, 25, 5", ""),
            object(1, 2, "3, 3, 5, 5", ""),
            object(9, 1, "3, 3, 5, 5", ""),
            object(1, 1, "3, 3, 5", ""),
            object(1, 1, "3, 3, -5, 5", ""),
            object(1, 7, "3, 3, 5, 5", ", \"segmentation\": [[1, 2]]"));

    FileDataset train = read(coco(), split);

    List<String> problems = train.problems().stream().map(Problem::toString).toList();
    for (String expected :
        List.of(
            "images 1: found width 41, height 30, expected the image's width 40, height 30",
            "b.jpg: found a truncated JPEG",
            "none.jpg: found no file",
            "images 4, file_name: found ../a.jpg, expected a name that stays in",
            "images 5: found image 1, c.jpg a second time, expected each once",
            "images 6, file_name: found nothing, expected a text",
            "annotations 1 (person in a.jpg): found a box of zero size",
            "annotations 2 (person in a.jpg): found a box that reaches outside the image, cut at its edge",
            "annotations 3, category_id: found 2, expected a category of the file",
            "annotations 4, image_id: found 9, expected an image of the file",
            "annotations 5, bbox: found [3,3,5], expected [x, y, width, height]",
            "annotations 6, bbox: found [3,3,-5,5]",
            "annotations 7, segmentation: found a polygon of 2 numbers")) {
      assertTrue(
          problems.stream().anyMatch(problem -> problem.contains(expected)),
          () -> expected + " not in\n" + String.join("\n", problems));
    }
    assertEquals(13, problems.size(), () -> String.join("\n", problems));
    assertEquals(
        List.of(new Box(30, 20, 40, 25), new Box(3, 3, 8, 8)),
        train.samples().getFirst().annotations().stream().map(Annotation::box).toList());
  }

  @Test
  void givenCategoriesAreLookedForAlone() throws IOException {
    SplitFile split =
        file(
            "train",
            IMAGES,
            CATEGORIES,
            object(42, 90, "4, 5, 10, 12", ""),
            object(42, 1, "0, 0, 40, 30", ""));

    FileDataset train = read(coco("train", "brush"), split);

    assertEquals(List.of(), train.problems());
    assertEquals(
        List.of(1),
        train.samples().getLast().annotations().stream().map(Annotation::category).toList());
    assertMessage("no category \"cat\"", coco("cat"), split);
  }

  @Test
  void splitsHaveTheCategoriesOfAllFiles() throws IOException {
    SplitFile train = file("train", IMAGES, CATEGORIES);
    SplitFile renumbered =
        file("val", IMAGES, CATEGORIES.replace("90", "2"), object(42, 2, "0, 0, 40, 30", ""));
    SplitFile other = file("test", IMAGES, CATEGORIES.replace("train", "tram"));

    FileDataset val = coco().read(List.of(train, renumbered)).getLast();
    FileDataset test = coco().read(List.of(train, other)).getLast();

    assertEquals(2, val.samples().getLast().annotations().getFirst().category());
    assertEquals(List.of(), val.problems());
    assertEquals(List.of("person", "train", "brush", "tram"), test.categories());
    assertTrue(
        test.problems().getFirst().toString().contains("found no category train"),
        () -> test.problems().toString());
  }

  @Test
  void anotherFileIsRefused() throws IOException {
    SplitFile split = file("train", IMAGES, CATEGORIES);
    assertMessage("no usable image", coco(), file("empty", "[]", CATEGORIES));
    Files.writeString(split.annotations(), "{\"images\": [], \"annotations\": []}");
    assertMessage("categories: found no list", coco(), split);
    Files.writeString(split.annotations(), "[]");
    assertMessage("expected an object with the lists", coco(), split);
    Files.writeString(split.annotations(), "{\"images\": [\n{\"id\": 1,");
    assertMessage("line 2", coco(), split);
    Files.delete(split.annotations());
    assertMessage("no file", coco(), split);
  }

  private static void assertMessage(String part, Coco coco, SplitFile... splits) {
    var e = assertThrows(InvalidInputException.class, () -> coco.read(List.of(splits)));
    assertTrue(e.getMessage().contains(part), e::getMessage);
  }
}
