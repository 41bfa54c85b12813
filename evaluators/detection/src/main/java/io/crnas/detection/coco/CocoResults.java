package io.crnas.detection.coco;

import io.crnas.detection.coco.Listed.Item;
import io.crnas.detection.mask.Mask;
import io.crnas.detection.metric.Detection;
import io.crnas.spaces.ImageSize;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a detector found, as COCO takes it: a list of objects with {@code image_id}, {@code
 * category_id}, {@code score} and {@code bbox} or {@code segmentation}.
 *
 * @param detections in the order of the file
 * @param warnings what was odd, in lines for people
 */
public record CocoResults(List<Detection> detections, List<String> warnings) {
  public CocoResults {
    detections = List.copyOf(detections);
    warnings = List.copyOf(warnings);
  }

  /**
   * Reads a file, one entry at a time. As in pycocotools results are small or large by their boxes
   * where the first one has a box, and else by their masks; and a mask that is not there is the
   * box.
   *
   * @param truths what the results are about
   * @param masks whether masks are read
   * @param strict whether what is odd is wrong
   * @throws io.crnas.framework.problem.InvalidInputException with every entry that is wrong, up to
   *     20
   */
  public static CocoResults read(Path file, CocoTruths truths, boolean masks, boolean strict)
      throws IOException {
    var reading = new Reading(truths, masks, new Oddities(file.toString(), strict));
    new Entries(file).read(reading::result);
    return new CocoResults(reading.detections, reading.oddities.warnings());
  }

  private static final class Reading {
    private final CocoTruths truths;
    private final boolean masks;
    private final Oddities oddities;
    private final List<Detection> detections = new ArrayList<>();
    private Optional<Boolean> byBoxes = Optional.empty();

    Reading(CocoTruths truths, boolean masks, Oddities oddities) {
      this.truths = truths;
      this.masks = masks;
      this.oddities = oddities;
    }

    void result(Entry entry) {
      Item<Optional<ImageSize>> image = truths.images().named(entry, "image_id", oddities);
      if (byBoxes.isEmpty()) {
        byBoxes = Optional.of(entry.holds("bbox"));
      }
      String id = entry.id("category_id", oddities);
      truths
          .categories()
          .find(id)
          .ifPresentOrElse(
              category -> detections.add(detection(entry, image, category.number())),
              () ->
                  oddities.add(
                      Oddity.OTHER_CATEGORY,
                      entry.where() + ", category_id",
                      id,
                      "one of the annotations' file"));
    }

    private Detection detection(Entry entry, Item<Optional<ImageSize>> image, long category) {
      boolean boxed = entry.holds("bbox");
      Optional<Mask> mask =
          masks || !boxed ? Optional.of(mask(entry, image.value())) : Optional.empty();
      double[] box = entry.boxOr(mask, oddities);
      double area =
          boxed && byBoxes.orElse(true)
              ? box[2] * box[3]
              : mask.map(one -> (double) one.area()).orElse(box[2] * box[3]);
      return new Detection(
          image.number(),
          category,
          box[0],
          box[1],
          box[2],
          box[3],
          area,
          mask,
          entry.number("score"));
    }

    private Mask mask(Entry entry, Optional<ImageSize> image) {
      return entry.has("segmentation") || !entry.holds("bbox")
          ? entry.mask("segmentation", image, oddities)
          : entry.boxMask("bbox", image);
    }
  }
}
