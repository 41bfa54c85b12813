package io.crnas.detection.layout;

import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder in the layout of PASCAL VOC: {@code JPEGImages/name.jpg} (or .jpeg, .png), {@code
 * Annotations/name.xml} and the names of each split in {@code ImageSets/Main/split.txt}; or a
 * folder of several such, as {@code VOCdevkit} with {@code VOC2007} and {@code VOC2012}.
 *
 * <p>VOC counts pixels from 1 and both ends belong to the box, so a box becomes [xmin - 1, ymin -
 * 1, xmax, ymax]. A box must have xmax above xmin and ymax above ymin; one that leaves the image is
 * cut at its edge.
 *
 * <p>Beside what {@link Reading} names, a missing or unreadable annotation, a name given twice and
 * one that leaves the folder are problems.
 *
 * @param root the folder
 * @param categories the names to look for, in the order of their indices; when empty, all names
 *     found in the annotations, sorted
 * @param reading how it is read
 */
public record PascalVoc(Path root, List<String> categories, Reading reading) {
  public PascalVoc {
    categories = List.copyOf(categories);
    if (new HashSet<>(categories).size() < categories.size()) {
      throw new IllegalArgumentException("a category is given twice: " + categories);
    }
  }

  /**
   * Reads splits, by several threads; pixels are read when they are asked for.
   *
   * @param splits the names of the splits, for example train, val, test; {@code VOC2007/trainval}
   *     for one in a folder of the folder; {@code VOC2007/trainval+VOC2012/trainval} for two as one
   * @return a dataset for each split, in the same order
   * @throws InvalidInputException when the folder or a split's list is missing, when a split has no
   *     image left, or, if strict, when anything is wrong
   */
  public List<FileDataset> read(List<String> splits) {
    var fatal = new Problems();
    if (!Files.isDirectory(root)) {
      fatal.add(root.toString(), "no folder", "the data in PASCAL VOC layout");
      fatal.throwIfAny();
    }
    List<List<VocNames>> lists = new ArrayList<>();
    for (String split : splits) {
      lists.add(
          Stream.of(split.split("\\+", -1))
              .map(list -> VocNames.read(root, list.strip(), fatal))
              .toList());
    }
    fatal.throwIfAny();
    List<String> names =
        categories.isEmpty()
            ? VocAnnotation.allCategories(
                lists.stream().flatMap(List::stream).map(VocNames::folder).distinct().toList())
            : categories;
    var listings = new ArrayList<Listing>();
    for (int i = 0; i < lists.size(); i++) {
      listings.add(VocNames.listing(splits.get(i), lists.get(i), names));
    }
    return reading.read(root.toString(), listings, names);
  }

  /** As {@link #read}, for one split. */
  FileDataset read(String split) {
    return read(List.of(split)).getFirst();
  }
}
