package io.crnas.detection.layout;

import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problems;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Folders of images with a file of COCO's annotations each ({@code instances_*.json}): {@code
 * images} with {@code id, file_name, width, height}, {@code categories} with {@code id, name}, and
 * {@code annotations} with {@code image_id, category_id, bbox} (x, y, width, height) and, where
 * there are, {@code area, iscrowd, segmentation}. The numbers of categories may have gaps. A file
 * is read entry by entry, so it may be larger than the memory.
 *
 * <p>Beside what {@link Reading} names, an entry with a value missing or of the wrong kind, an id
 * given twice, an object of an unknown image or category, an image's name that leaves the folder
 * and a segmentation that is none are problems.
 *
 * @param categories the categories to look for, in the order of their indices, objects of others
 *     being left out; when empty, all of the first file, in the order of their numbers
 * @param masks whether segmentations are read too
 * @param reading how it is read
 */
public record Coco(List<String> categories, boolean masks, Reading reading) {
  public Coco {
    categories = List.copyOf(categories);
  }

  /**
   * Reads splits, images by several threads; pixels are read when they are asked for.
   *
   * @return a dataset for each split, in the same order
   * @throws InvalidInputException when a file or folder is missing, when a file is not of this kind
   *     or has not the categories, when a split has no image left, or, if strict, when anything is
   *     wrong
   */
  public List<FileDataset> read(List<SplitFile> splits) throws IOException {
    var fatal = new Problems();
    splits.forEach(split -> split.require(fatal, "annotations of COCO, such as instances_*.json"));
    fatal.throwIfAny();
    var files = new ArrayList<CocoFile>();
    for (SplitFile split : splits) {
      try {
        files.add(CocoFile.read(split, masks));
      } catch (InvalidInputException e) {
        fatal.addAll(e.problems());
      }
    }
    fatal.throwIfAny();
    List<String> names =
        categories.isEmpty() ? List.copyOf(files.getFirst().categories().values()) : categories;
    for (CocoFile file : files) {
      for (String name : names) {
        if (!file.categories().containsValue(name)) {
          fatal.add(
              file.split().annotations() + ", categories",
              "no category \"" + name + "\"",
              categories.isEmpty()
                  ? "those of " + splits.getFirst().annotations()
                  : "the categories to look for");
        }
      }
    }
    fatal.throwIfAny();
    return reading.read(
        splits.getFirst().annotations().toString(),
        files.stream().map(file -> file.listing(names)).toList(),
        names);
  }
}
