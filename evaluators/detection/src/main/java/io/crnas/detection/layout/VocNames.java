package io.crnas.detection.layout;

import io.crnas.framework.problem.Problem;
import io.crnas.framework.problem.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.stream.Stream;

/**
 * The images that one list of a PASCAL VOC folder names.
 *
 * @param folder the one with JPEGImages and Annotations
 * @param prefix what the folder is called within the data, before the names; empty or with a slash
 *     at its end
 * @param names as the list has them, without what is no name
 * @param problems what was wrong with the list
 */
record VocNames(Path folder, String prefix, SequencedSet<String> names, List<Problem> problems) {

  /**
   * Reads a list; when there is none, says so to {@code fatal} and gives no names.
   *
   * @param list the name of a list, like {@code train}, or of a folder and a list in it, like
   *     {@code VOC2007/trainval}
   */
  static VocNames read(Path root, String list, Problems fatal) {
    String prefix = list.substring(0, list.lastIndexOf('/') + 1);
    String split = list.substring(prefix.length());
    var names = new LinkedHashSet<String>();
    var problems = new Problems();
    Path lists = root.resolve("ImageSets", "Main");
    if (Inside.leaves(root, prefix + ".") || Inside.leaves(lists, split + ".txt")) {
      fatal.add("split " + list, "a name that leaves " + root, "a split such as train");
      return new VocNames(root, prefix, names, problems.all());
    }
    Path folder = root.resolve(prefix);
    Path file = folder.resolve("ImageSets", "Main", split + ".txt");
    try {
      int line = 0;
      for (String text : Files.readAllLines(file)) {
        line++;
        String name = text.strip();
        String where = file + " line " + line;
        if (name.isEmpty()) {
          continue;
        }
        if (Inside.leaves(folder.resolve("Annotations"), name)) {
          problems.add(where, name, "a name that stays in the data folder");
        } else if (!names.add(name)) {
          problems.add(where, name + " a second time", "each name once");
        }
      }
    } catch (IOException e) {
      String found = Files.exists(file) ? e.toString() : "no file";
      fatal.add(file.toString(), found, "the names of the split, one a line, in UTF-8");
    }
    return new VocNames(folder, prefix, names, problems.all());
  }

  /** Everything in the lists of one split. */
  static Listing listing(String split, List<VocNames> lists, List<String> categories) {
    var entries = new ArrayList<Listing.Entry>();
    var problems = new Problems();
    for (VocNames list : lists) {
      list.names().forEach(name -> entries.add(list.entry(name, categories)));
      problems.addAll(list.problems());
    }
    return new Listing(split, entries, problems.all());
  }

  private Listing.Entry entry(String name, List<String> categories) {
    Path annotation = folder.resolve("Annotations", name + ".xml");
    return new Listing.Entry(
        prefix + name,
        image(name),
        (size, problems) -> VocAnnotation.read(annotation).annotations(size, categories, problems));
  }

  private Path image(String name) {
    Path images = folder.resolve("JPEGImages");
    return Stream.of(".jpg", ".jpeg", ".png", ".JPG")
        .map(suffix -> images.resolve(name + suffix))
        .filter(Files::isRegularFile)
        .findFirst()
        .orElse(images.resolve(name + ".jpg"));
  }
}
