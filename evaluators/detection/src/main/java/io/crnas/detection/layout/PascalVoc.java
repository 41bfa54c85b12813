package io.crnas.detection.layout;

import io.crnas.detection.data.Dataset;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * A folder in the layout of PASCAL VOC: {@code JPEGImages/name.jpg} (or .jpeg, .png), {@code
 * Annotations/name.xml} and the names of each split in {@code ImageSets/Main/split.txt}.
 *
 * <p>VOC counts pixels from 1 and both ends belong to the box, so a box becomes [xmin - 1, ymin -
 * 1, xmax, ymax]. A box must have xmax above xmin and ymax above ymin; one that leaves the picture
 * is cut at its edge.
 *
 * <p>What is wrong is left out (or cut) and listed in {@link Dataset#problems}: a box of zero size,
 * a box outside the picture, an unknown category, a missing or unreadable picture or annotation, a
 * truncated JPEG, a size that differs from the picture's (the picture's own counts), a name given
 * twice or one that leaves the folder. With {@code strict} any of it is an {@link
 * InvalidInputException} with all of them.
 *
 * @param root the folder
 * @param categories the names to look for, in the order of their indices; when empty, all names
 *     found in {@code Annotations/}, sorted
 * @param strict whether anything wrong ends the reading
 * @param decode whether each picture is also decoded while reading, so that one damaged in its
 *     middle is left out now and does not end the work when its turn comes
 */
public record PascalVoc(Path root, List<String> categories, boolean strict, boolean decode) {
  public PascalVoc {
    categories = List.copyOf(categories);
    if (new HashSet<>(categories).size() < categories.size()) {
      throw new IllegalArgumentException("a category is given twice: " + categories);
    }
  }

  /**
   * Reads splits, by several threads; pixels are read when they are asked for.
   *
   * @param splits the names of the splits, for example train, val, test
   * @return a dataset for each split, in the same order
   * @throws InvalidInputException when the folder or a split's list is missing, when a split has no
   *     picture left, or, if strict, when anything is wrong
   */
  public List<Dataset> read(List<String> splits) {
    var fatal = new Problems();
    if (!Files.isDirectory(root)) {
      fatal.add(root.toString(), "no folder", "the data in PASCAL VOC layout");
      fatal.throwIfAny();
    }
    var lists = new ArrayList<VocSplit.Names>();
    for (String split : splits) {
      lists.add(VocSplit.Names.read(root, split, fatal));
    }
    fatal.throwIfAny();
    List<String> names = categories.isEmpty() ? VocAnnotation.allCategories(root) : categories;
    var all = new Problems();
    var datasets = new ArrayList<Dataset>();
    for (VocSplit.Names list : lists) {
      VocSplit dataset = VocSplit.read(root, list, names, decode);
      datasets.add(dataset);
      all.addAll(dataset.problems());
      if (dataset.samples().isEmpty()) {
        fatal.addAll(dataset.problems());
        fatal.add(root + " split " + list.split(), "no usable picture", "at least one");
      }
    }
    if (strict) {
      all.throwIfAny();
    }
    fatal.throwIfAny();
    return List.copyOf(datasets);
  }

  /** As {@link #read}, for one split. */
  public Dataset read(String split) {
    return read(List.of(split)).getFirst();
  }
}
