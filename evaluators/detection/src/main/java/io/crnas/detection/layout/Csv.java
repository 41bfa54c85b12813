package io.crnas.detection.layout;

import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problems;
import java.util.ArrayList;
import java.util.List;

/**
 * Folders of images with a table of boxes each: CSV with a header and the columns {@code image, x1,
 * y1, x2, y2, class}, or TensorFlow's {@code filename, width, height, class, xmin, ymin, xmax,
 * ymax}, in any order, beside others. A row is a box by its corners in pixels, x from the left, y
 * from the top; whether pixels count from 0 or from 1 is recognised, see {@link Pixels}. A row with
 * nothing but an image says that it has no objects.
 *
 * <p>Beside what {@link Reading} names, a row with a value missing or no number and an image that
 * leaves the folder are problems. Without given categories there are all classes found, sorted.
 *
 * @param choice what is wanted
 */
public record Csv(Choice choice) {

  /**
   * Reads tables.
   *
   * @throws InvalidInputException when a file or folder is missing, or when a table has not the
   *     columns
   */
  public Listed list(List<SplitFile> splits) {
    var fatal = new Problems();
    splits.forEach(split -> split.require(fatal, CsvTable.EXPECTED));
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
        choice.categories().isEmpty()
            ? tables.stream().flatMap(CsvTable::classes).distinct().sorted().toList()
            : choice.categories();
    var edges = new Edges();
    tables.forEach(table -> table.addTo(edges));
    Pixels pixels = edges.pixels(choice.pixels(), tables.getFirst().columns().usual());
    var notes = new ArrayList<String>();
    for (CsvTable table : tables) {
      notes.add(
          "layout: table %s, split %s, images in %s"
              .formatted(table.split().annotations(), table.split().name(), table.images()));
    }
    notes.add(edges.note(choice.pixels(), pixels));
    return new Listed(
        splits.getFirst().annotations().toString(),
        notes,
        names,
        tables.stream().map(table -> table.listing(names, pixels)).toList());
  }
}
