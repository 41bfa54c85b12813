package io.crnas.detection.layout;

import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Folders of images with a table of boxes each: CSV with a header and the columns {@code image, x1,
 * y1, x2, y2, class} in any order, beside others. A row is a box by its corners in pixels, x from
 * the left, y from the top, the image spanning 0 to its width and height; a row with nothing but an
 * image says that it has no objects.
 *
 * <p>Beside what {@link Reading} names, a row with a value missing or no number and an image that
 * leaves the folder are problems.
 *
 * @param categories the classes to look for, in the order of their indices; when empty, all that
 *     are found, sorted
 * @param reading how it is read
 */
public record Csv(List<String> categories, Reading reading) {
  public Csv {
    categories = List.copyOf(categories);
  }

  /**
   * Reads splits, by several threads; pixels are read when they are asked for.
   *
   * @return a dataset for each split, in the same order
   * @throws InvalidInputException when a file or folder is missing, when a table has not the
   *     columns, when a split has no image left, or, if strict, when anything is wrong
   */
  public List<FileDataset> read(List<SplitFile> splits) {
    var fatal = new Problems();
    splits.forEach(split -> split.require(fatal, "a table with the columns " + CsvTable.COLUMNS));
    fatal.throwIfAny();
    var tables = new ArrayList<CsvTable>();
    for (SplitFile split : splits) {
      try {
        tables.add(CsvTable.read(split));
      } catch (InvalidInputException e) {
        fatal.addAll(e.problems());
      }
    }
    fatal.throwIfAny();
    List<String> names =
        categories.isEmpty()
            ? tables.stream()
                .flatMap(CsvTable::classes)
                .collect(TreeSet<String>::new, TreeSet::add, TreeSet::addAll)
                .stream()
                .toList()
            : categories;
    return reading.read(
        splits.getFirst().annotations().toString(),
        tables.stream().map(table -> table.listing(names)).toList(),
        names);
  }
}
