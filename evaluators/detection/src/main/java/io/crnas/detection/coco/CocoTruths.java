package io.crnas.detection.coco;

import io.crnas.detection.coco.Listed.Item;
import io.crnas.detection.mask.Mask;
import io.crnas.detection.metric.GroundTruth;
import io.crnas.detection.metric.GroundTruths;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.spaces.ImageSize;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a file of annotations ({@code instances_*.json}) says should be found. */
public final class CocoTruths {
  private final Listed<Optional<ImageSize>> images = new Listed<>();
  private final Listed<String> categories = new Listed<>();

  /** Where each name of a category stands first. */
  private final Map<String, String> names = new HashMap<>();

  private final List<GroundTruth> objects = new ArrayList<>();
  private final Set<Detail> details;
  private final Oddities oddities;

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

  private CocoTruths(Path file, Set<Detail> details, boolean strict) {
    this.details = Set.copyOf(details);
    this.oddities = new Oddities(file.toString(), strict);
  }

  /**
   * Reads a file, one entry at a time. What has one meaning to pycocotools has it here.
   *
   * @param strict whether what is odd is wrong
   * @throws InvalidInputException with every entry that is wrong, up to 20
   */
  public static CocoTruths read(Path file, Set<Detail> details, boolean strict) throws IOException {
    var truths = new CocoTruths(file, details, strict);
    new Entries(file).read(Map.of("images", truths::image, "categories", truths::category));
    truths.images.number();
    truths.categories.number();
    // By themselves: in the file they may come before the images that they are of.
    new Entries(file).read(Map.of("annotations", truths::object));
    return truths;
  }

  /** The objects. */
  public GroundTruths truths() {
    return new GroundTruths(
        List.copyOf(images.byNumber().keySet()), categories.byNumber(), objects);
  }

  /** What was odd, in lines for people. */
  public List<String> warnings() {
    return oddities.warnings();
  }

  Listed<Optional<ImageSize>> images() {
    return images;
  }

  Listed<String> categories() {
    return categories;
  }

  private void image(Entry entry) {
    images.add(entry, size(entry), oddities);
  }

  /** Boxes do not need it. */
  private Optional<ImageSize> size(Entry entry) {
    try {
      return Optional.of(entry.size());
    } catch (InvalidInputException e) {
      var problem = e.problems().getFirst();
      oddities.add(Oddity.NO_SIZE, problem.where(), problem.found(), problem.expected());
      return Optional.empty();
    }
  }

  private void category(Entry entry) {
    String name = entry.text("name");
    categories.add(entry, name, oddities);
    String before = names.putIfAbsent(name, entry.where());
    if (before != null) {
      oddities.add(Oddity.SAME_NAME, entry.where() + ", name", name, "another than " + before);
    }
  }

  private void object(Entry entry) {
    String id = entry.id("image_id", oddities);
    Optional<Item<Optional<ImageSize>>> image = images.find(id);
    if (image.isEmpty()) {
      oddities.add(Oddity.OTHER_IMAGE, entry.where() + ", image_id", id, "an image of the file");
      return;
    }
    String kind = entry.id("category_id", oddities);
    Optional<Item<String>> category = categories.find(kind);
    if (category.isEmpty()) {
      oddities.add(
          Oddity.OTHER_CATEGORY, entry.where() + ", category_id", kind, "a category of the file");
      return;
    }
    objects.add(truth(entry, image.get(), category.get()));
  }

  /** Masks of one image are compared, so they need its size. */
  private static ImageSize sized(Entry entry, Item<Optional<ImageSize>> image) {
    return image.value().orElseThrow(() -> entry.unsized("segmentation"));
  }

  private GroundTruth truth(Entry entry, Item<Optional<ImageSize>> image, Item<String> category) {
    Optional<Mask> mask =
        details.contains(Detail.MASKS)
            ? Optional.of(entry.mask("segmentation", Optional.of(sized(entry, image)), oddities))
            : Optional.empty();
    double[] box = entry.boxOr(mask, oddities);
    return new GroundTruth(
        image.number(),
        category.number(),
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
