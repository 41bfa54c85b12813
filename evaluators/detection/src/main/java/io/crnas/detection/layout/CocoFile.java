package io.crnas.detection.layout;

import io.crnas.detection.coco.Entries;
import io.crnas.detection.coco.Entry;
import io.crnas.detection.data.Annotation;
import io.crnas.detection.data.Box;
import io.crnas.detection.mask.CompressedMask;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problem;
import io.crnas.framework.problem.Problems;
import io.crnas.spaces.ImageSize;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * One file of COCO's annotations.
 *
 * @param split the file
 * @param folder where its images are
 * @param categories names by number
 * @param groups the super-categories that are named
 * @param images by number, in the order of the file
 * @param problems entries that can not be used
 */
record CocoFile(
    SplitFile split,
    Path folder,
    SortedMap<Long, String> categories,
    Set<String> groups,
    SequencedMap<Long, CocoImage> images,
    List<Problem> problems) {

  /** An image and what is in it. */
  record CocoImage(String where, String name, ImageSize size, List<Thing> objects) {}

  /**
   * One object.
   *
   * @param place its place in the file's list, from 1
   * @param corners x1, y1, x2, y2 before anything was checked
   */
  @SuppressWarnings("ArrayRecordComponent") // there are millions, and none is compared
  record Thing(
      int place,
      String category,
      double[] corners,
      float area,
      boolean crowd,
      Optional<CompressedMask> mask) {}

  /**
   * Reads a file twice: images and categories first, for they may come after the annotations.
   *
   * @throws InvalidInputException when it is no such file
   */
  static CocoFile read(SplitFile split, Masks masks) throws IOException {
    var file =
        new Builder(
            split,
            masks,
            new TreeMap<>(),
            new HashSet<>(),
            new LinkedHashMap<>(),
            new HashSet<>(),
            new Problems());
    new Entries(split.annotations())
        .read(Map.of("images", file.each(file::image), "categories", file::category));
    file.tellCategoriesApart();
    int[] place = new int[1];
    new Entries(split.annotations())
        .read(Map.of("annotations", file.each(entry -> file.object(++place[0], entry))));
    Path folder = split.images(file.images.values().stream().map(CocoImage::name).toList());
    return new CocoFile(
        split, folder, file.categories, file.groups, file.images, file.problems.all());
  }

  private record Builder(
      SplitFile split,
      Masks masks,
      SortedMap<Long, String> categories,
      Set<String> groups,
      SequencedMap<Long, CocoImage> images,
      Set<String> names,
      Problems problems) {

    /** A wrong entry is left out. */
    Consumer<Entry> each(Consumer<Entry> read) {
      return entry -> {
        try {
          read.accept(entry);
        } catch (InvalidInputException e) {
          problems.addAll(e.problems());
        }
      };
    }

    void category(Entry entry) {
      String name = entry.text("name");
      long number = entry.integer("id");
      if (entry.node().path("supercategory").isString()) {
        String group = entry.text("supercategory");
        if (!group.equals(name)) {
          groups.add(group);
        }
      }
      if (categories.putIfAbsent(number, name) != null) {
        throw new InvalidInputException(
            entry.where(), "number " + number + " a second time", "each once");
      }
    }

    /** As for metrics: a name that several have is followed by the number. */
    void tellCategoriesApart() {
      Map<String, List<Long>> numbers = new LinkedHashMap<>();
      categories.forEach(
          (number, name) -> numbers.computeIfAbsent(name, _ -> new ArrayList<>()).add(number));
      numbers.forEach((name, shared) -> {
        if (shared.size() > 1) {
          problems.add(
              split.annotations() + ", categories",
              "%d categories called \"%s\", which are told apart by their numbers %s"
                  .formatted(shared.size(), name, shared),
              "each name once");
          shared.forEach(number -> categories.put(number, name + " (" + number + ")"));
        }
      });
    }

    void image(Entry entry) {
      long id = entry.integer("id");
      String name = entry.text("file_name");
      if (Inside.leaves(split.folder(), name)) {
        throw new InvalidInputException(
            entry.where() + ", file_name", name, "a name that stays in the folder of images");
      }
      var image = new CocoImage(entry.where(), name, entry.size(), new ArrayList<>());
      if (!names.add(name) || images.putIfAbsent(id, image) != null) {
        throw new InvalidInputException(
            entry.where(), "image " + id + ", " + name + " a second time", "each once");
      }
    }

    void object(int place, Entry entry) {
      CocoImage image = entry.known("image_id", images, "an image of the file");
      String category = entry.known("category_id", categories, "a category of the file");
      double[] box = entry.box("bbox");
      double area = entry.has("area") ? entry.number("area") : box[2] * box[3];
      image
          .objects()
          .add(
              new Thing(
                  place,
                  category,
                  new double[] {box[0], box[1], box[0] + box[2], box[1] + box[3]},
                  (float) Math.max(0, area),
                  entry.flag("iscrowd"),
                  mask(entry, image)));
    }

    private Optional<CompressedMask> mask(Entry entry, CocoImage image) {
      boolean wanted =
          switch (masks) {
            case NONE -> false;
            case WHERE_GIVEN -> entry.has("segmentation");
            case OF_ALL -> true;
          };
      if (!wanted) {
        return Optional.empty();
      }
      try {
        return Optional.of(CompressedMask.of(entry.mask("segmentation", image.size())));
      } catch (InvalidInputException e) {
        problems.addAll(e.problems());
        return Optional.empty();
      }
    }
  }

  /** Whether there is an object of a category. */
  boolean has(String category) {
    return images.values().stream()
        .flatMap(image -> image.objects().stream())
        .anyMatch(thing -> thing.category().equals(category));
  }

  /**
   * The images with the objects of some categories.
   *
   * @param wrong what is wrong with its categories
   */
  Listing listing(List<String> names, Optional<Problem> wrong) {
    List<Listing.Entry> entries =
        images.values().stream()
            .map(image ->
                new Listing.Entry(
                    image.name(),
                    Inside.file(folder, image.name()),
                    (size, found) -> annotations(image, size, names, found)))
            .toList();
    return new Listing(
        split.name(),
        split.folder(),
        entries,
        Stream.concat(problems.stream(), wrong.stream()).toList());
  }

  private List<Annotation> annotations(
      CocoImage image, ImageSize size, List<String> names, Problems found) {
    boolean same = image.size().equals(size);
    if (!same) {
      found.add(image.where(), image.size().inWords(), "the image's " + size.inWords());
    }
    var annotations = new ArrayList<Annotation>();
    for (Thing thing : image.objects()) {
      int category = names.indexOf(thing.category());
      if (category >= 0) {
        box(image, thing, size, found)
            .map(box ->
                new Annotation(
                    box,
                    category,
                    thing.area(),
                    thing.crowd(),
                    false,
                    same ? thing.mask() : Optional.empty()))
            .ifPresent(annotations::add);
      }
    }
    return annotations;
  }

  private Optional<Box> box(CocoImage image, Thing thing, ImageSize size, Problems found) {
    double[] corners = thing.corners();
    return Inside.box(
        "%s, annotations %d (%s in %s)"
            .formatted(split.annotations(), thing.place(), thing.category(), image.name()),
        () -> "%s, %s to %s, %s".formatted(corners[0], corners[1], corners[2], corners[3]),
        corners,
        size,
        found);
  }
}
