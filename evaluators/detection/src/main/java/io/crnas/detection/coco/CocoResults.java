package io.crnas.detection.coco;

import io.crnas.detection.mask.Bounds;
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
 */
public final class CocoResults {
  private CocoResults() {}

  /**
   * Reads a file, one entry at a time. As in pycocotools a result's size is that of its box where
   * it has one, and else that of its mask; and a mask that is not there is the box.
   *
   * @param truths what the results are about
   * @param masks whether masks are read
   * @throws io.crnas.framework.problem.InvalidInputException with every entry that is wrong, up to
   *     20
   */
  public static List<Detection> read(Path file, CocoTruths truths, boolean masks)
      throws IOException {
    var detections = new ArrayList<Detection>();
    new Entries(file)
        .read(entry -> {
          ImageSize image = entry.known("image_id", truths.images(), CocoTruths.KNOWN);
          entry.known("category_id", truths.categories(), CocoTruths.KNOWN);
          detections.add(masks || !entry.has("bbox") ? masked(entry, image) : boxed(entry));
        });
    return detections;
  }

  private static Detection boxed(Entry entry) {
    double[] box = entry.box("bbox");
    return new Detection(
        entry.integer("image_id"),
        entry.integer("category_id"),
        box[0],
        box[1],
        box[2],
        box[3],
        entry.number("score"));
  }

  private static Detection masked(Entry entry, ImageSize image) {
    Mask mask =
        entry.has("segmentation") || !entry.has("bbox")
            ? entry.mask("segmentation", image)
            : of(entry.box("bbox"), image);
    Bounds bounds = mask.bounds();
    double[] box =
        entry.has("bbox")
            ? entry.box("bbox")
            : new double[] {bounds.x(), bounds.y(), bounds.width(), bounds.height()};
    return new Detection(
        entry.integer("image_id"),
        entry.integer("category_id"),
        box[0],
        box[1],
        box[2],
        box[3],
        entry.has("bbox") ? box[2] * box[3] : mask.area(),
        Optional.of(mask),
        entry.number("score"));
  }

  private static Mask of(double[] box, ImageSize image) {
    return Mask.ofBox(image.height(), image.width(), box[0], box[1], box[2], box[3]);
  }
}
