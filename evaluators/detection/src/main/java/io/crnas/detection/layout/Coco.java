package io.crnas.detection.layout;

import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problem;
import io.crnas.framework.problem.Problems;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * Folders of images with a file of COCO's annotations each ({@code instances_*.json}, or Roboflow's
 * {@code _annotations.coco.json}): {@code images} with {@code id, file_name, width, height}, {@code
 * categories} with {@code id, name}, and {@code annotations} with {@code image_id, category_id,
 * bbox} (x, y, width, height) and, where there are, {@code area, iscrowd, segmentation}. The
 * numbers of categories may have gaps. A file is read entry by entry, so it may be larger than the
 * memory.
 *
 * <p>Beside what {@link Reading} names, an entry with a value missing or of the wrong kind, an id
 * given twice, an object of an unknown image or category, an image's name that leaves the folder, a
 * segmentation that is none, two categories of one name and a category that one of several files
 * has not are problems.
 *
 * <p>Without given categories there are those of all files: first the first file's in the order of
 * their numbers, then what the others add; but for a category that is only the super-category of
 * others and has no object, which Roboflow puts first.
 *
 * @param choice what is wanted
 */
public record Coco(Choice choice) {

  /**
   * Reads annotations.
   *
   * @throws InvalidInputException when a file or folder is missing, when a file is not of this kind
   *     or when none has a category that was asked for
   */
  public Listed list(List<SplitFile> splits) throws IOException {
    var fatal = new Problems();
    splits.forEach(split -> split.require(fatal, "annotations of COCO, such as instances_*.json"));
    fatal.throwIfAny();
    var files = new ArrayList<CocoFile>();
    for (SplitFile split : splits) {
      try {
        files.add(CocoFile.read(split, choice.masks()));
      } catch (InvalidInputException e) {
        fatal.addAll(e.problems());
      }
    }
    fatal.throwIfAny();
    var notes = new ArrayList<String>();
    for (CocoFile file : files) {
      notes.add(
          "layout: COCO's annotations %s, split %s, images in %s"
              .formatted(file.split().annotations(), file.split().name(), file.folder()));
    }
    List<String> names = choice.categories().isEmpty() ? union(files, notes) : choice.categories();
    for (String name : names) {
      if (files.stream().noneMatch(file -> file.categories().containsValue(name))) {
        fatal.add(
            splits.getFirst().annotations() + ", categories",
            "no category \"" + name + "\"",
            "the categories to look for, or some of "
                + String.join(", ", union(files, new ArrayList<>())));
      }
    }
    fatal.throwIfAny();
    return new Listed(
        splits.getFirst().annotations().toString(),
        notes,
        names,
        files.stream().map(file -> file.listing(names, missing(file, names))).toList());
  }

  private static List<String> union(List<CocoFile> files, List<String> notes) {
    var names = new LinkedHashSet<String>();
    files.forEach(file -> names.addAll(file.categories().values()));
    List<String> groups =
        names.stream()
            .filter(name -> files.stream().anyMatch(file -> file.groups().contains(name)))
            .filter(name -> files.stream().noneMatch(file -> file.has(name)))
            .toList();
    if (groups.size() < names.size()) {
      groups.forEach(names::remove);
      groups.forEach(name ->
          notes.add("category " + name + " is left out: a group of others, without objects"));
    }
    return List.copyOf(names);
  }

  private static Optional<Problem> missing(CocoFile file, List<String> names) {
    List<String> missing =
        names.stream().filter(name -> !file.categories().containsValue(name)).toList();
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Problem(
                file.split().annotations() + ", categories",
                "no category " + String.join(", ", missing),
                "the categories of the other files, or of the descriptor"));
  }
}
