package io.crnas.detection.layout;

import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problem;
import io.crnas.framework.problem.Problems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The images that one list of a PASCAL VOC folder names: one a line, or, in a list of one class,
 * one a line with -1, 0 or 1 behind it.
 *
 * @param folder the one with JPEGImages and Annotations
 * @param prefix what the folder is called within the data, before the names; empty or with a slash
 *     at its end
 * @param names as the list has them, without what is no name
 * @param ofOneClass whether every line has a number behind its name
 * @param problems what was wrong with the list
 */
record VocNames(
    Path folder,
    String prefix,
    SequencedSet<String> names,
    boolean ofOneClass,
    List<Problem> problems) {
  private static final Pattern FLAGGED = Pattern.compile("(.*\\S)\\s+(-1|0|1)");

  /**
   * Reads a list; when there is none, or none that can be read, says so to {@code fatal} and gives
   * no names.
   *
   * @param list the name of a list, like {@code train}, or of a folder and a list in it, like
   *     {@code VOC2007/trainval}
   */
  static VocNames read(Path root, String list, ImageNames images, Problems fatal) {
    String prefix = list.substring(0, list.lastIndexOf('/') + 1);
    String split = list.substring(prefix.length());
    Path lists = root.resolve("ImageSets", "Main");
    if (Inside.leaves(root, prefix + ".") || Inside.leaves(lists, split + ".txt")) {
      fatal.add("split " + list, "a name that leaves " + root, "a split such as train");
      return new VocNames(root, prefix, new LinkedHashSet<>(), false, List.of());
    }
    Path folder = root.resolve(prefix);
    try {
      return read(folder, prefix, folder.resolve("ImageSets", "Main", split + ".txt"), images);
    } catch (InvalidInputException e) {
      fatal.addAll(e.problems());
      return new VocNames(folder, prefix, new LinkedHashSet<>(), false, List.of());
    }
  }

  /**
   * Reads the file of a list.
   *
   * @throws InvalidInputException when it can not be read
   */
  static VocNames read(Path folder, String prefix, Path file, ImageNames images) {
    var names = new LinkedHashSet<String>();
    var problems = new Problems();
    int line = 0;
    int flagged = 0;
    int all = 0;
    for (String text : Text.lines(file, "the names of the split, one a line")) {
      line++;
      if (text.isEmpty()) {
        continue;
      }
      all++;
      String where = file + " line " + line;
      if (Inside.leaves(folder.resolve("Annotations"), text)) {
        problems.add(where, text, "a name that stays in the data folder");
        continue;
      }
      Optional<String> known = known(folder, text, images);
      Matcher matcher = FLAGGED.matcher(text);
      boolean isFlagged = known.isEmpty() && matcher.matches();
      flagged += isFlagged ? 1 : 0;
      String name =
          isFlagged
              ? known(folder, matcher.group(1), images).orElse(matcher.group(1))
              : known.orElse(text);
      if (!names.add(name)) {
        problems.add(where, name + " a second time", "each name once");
      }
    }
    return new VocNames(folder, prefix, names, flagged > 0 && flagged == all, problems.all());
  }

  /** The name of what there is of it, without an extension; empty where there is nothing. */
  private static Optional<String> known(Path folder, String text, ImageNames images) {
    if (exists(folder, text, images)) {
      return Optional.of(text);
    }
    String stem = ImageNames.stem(text);
    return ImageNames.isImage(Path.of(text)) && exists(folder, stem, images)
        ? Optional.of(stem)
        : Optional.empty();
  }

  private static boolean exists(Path folder, String name, ImageNames images) {
    return Files.isRegularFile(folder.resolve("Annotations", name + ".xml"))
        || images.find(folder.resolve("JPEGImages"), name).isPresent();
  }

  /** What the image is called within the data. */
  String id(String name) {
    return prefix + name;
  }

  /** The file of annotations of an image. */
  Path annotation(String name) {
    return folder.resolve("Annotations", name + ".xml");
  }

  /** The image, whatever its extension; JPEGImages/NAME.jpg where there is none. */
  Path image(String name, ImageNames images) {
    Path place = folder.resolve("JPEGImages");
    return images.find(place, name).orElseGet(() -> place.resolve(name + ".jpg"));
  }
}
