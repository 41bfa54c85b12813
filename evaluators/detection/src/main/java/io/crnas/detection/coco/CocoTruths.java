package io.crnas.detection.coco;

import io.crnas.detection.mask.Mask;
import io.crnas.detection.metric.GroundTruth;
import io.crnas.detection.metric.GroundTruths;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.spaces.ImageSize;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a file of annotations ({@code instances_*.json}) says should be found.
 *
 * @param truths the objects
 * @param images the size of each image by its number
 * @param categories the name of each category by its number
 */
public record CocoTruths(
    GroundTruths truths, Map<Long, ImageSize> images, Map<Long, String> categories) {
  static final String KNOWN = "one of the annotations' file";

  /** What is read of an annotation beside its box. */
  public enum Detail {
    /** {@code segmentation}: polygons or run lengths. */
    MASKS,
    /**
     * {@code ignore} or {@code difficult}, as some files of PASCAL VOC's sets have it; pycocotools
     * does not look at it.
     */
    DIFFICULT
  }

  public CocoTruths {
    images = Map.copyOf(images);
    categories = Map.copyOf(categories);
  }

  /**
   * Reads a file, one entry at a time.
   *
   * @throws InvalidInputException with every entry that is wrong, up to 20
   */
  public static CocoTruths read(Path file, Set<Detail> details) throws IOException {
    Map<Long, ImageSize> images = new LinkedHashMap<>();
    Map<Long, String> categories = new LinkedHashMap<>();
    new Entries(file)
        .read(
            Map.of(
                "images", entry -> once(entry, images, entry.size()),
                "categories", entry -> once(entry, categories, entry.text("name"))));
    List<GroundTruth> objects = new ArrayList<>();
    // By themselves: in the file they may come before the images that they are of.
    new Entries(file)
        .read(
            Map.of("annotations", entry -> objects.add(truth(entry, images, categories, details))));
    return new CocoTruths(
        new GroundTruths(List.copyOf(images.keySet()), categories, objects), images, categories);
  }

  private static <T> void once(Entry entry, Map<Long, T> known, T value) {
    long id = entry.integer("id");
    if (known.putIfAbsent(id, value) != null) {
      throw new InvalidInputException(entry.where(), "id " + id + " again", "each id once");
    }
  }

  private static GroundTruth truth(
      Entry entry, Map<Long, ImageSize> images, Map<Long, String> categories, Set<Detail> details) {
    ImageSize size = entry.known("image_id", images, KNOWN);
    entry.known("category_id", categories, KNOWN);
    double[] box = entry.box("bbox");
    Optional<Mask> mask =
        details.contains(Detail.MASKS)
            ? Optional.of(entry.mask("segmentation", size))
            : Optional.empty();
    return new GroundTruth(
        entry.integer("image_id"),
        entry.integer("category_id"),
        box[0],
        box[1],
        box[2],
        box[3],
        entry.number("area"),
        entry.flag("iscrowd"),
        details.contains(Detail.DIFFICULT) && (entry.flag("ignore") || entry.flag("difficult")),
        mask);
  }
}
