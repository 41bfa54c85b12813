package io.crnas.detection.layout;

import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * YOLO's layout: a {@code data.yaml} that names folders or lists of images for each split and the
 * classes; or without it folders {@code images} and {@code labels}, with folders of splits in them
 * or in folders of splits; or images with a text beside each and {@code classes.txt}. The labels of
 * {@code .../images/x.jpg} are in {@code .../labels/x.txt}, or beside the image. An image without
 * labels has no object.
 *
 * @param root the folder
 * @param description data.yaml, where there is one
 * @param choice what is wanted
 */
record Yolo(Path root, Optional<Path> description, Choice choice) {
  private static final List<String> CLASSES =
      List.of("classes.txt", "labels/classes.txt", "obj.names", "labels.txt");

  /** What is at a path, if it is of this layout. */
  static Optional<Yolo> at(Path path, Choice choice) throws IOException {
    if (Files.isRegularFile(path)) {
      return isYaml(path)
          ? Optional.of(
              new Yolo(path.toAbsolutePath().resolveSibling(""), Optional.of(path), choice))
          : Optional.empty();
    }
    try (Stream<Path> files = Files.list(path)) {
      Optional<Path> yaml =
          files.filter(Yolo::isYaml).sorted().filter(YoloDescription::isOne).findFirst();
      if (yaml.isPresent()) {
        return Optional.of(new Yolo(path, yaml, choice));
      }
    }
    var found = new Yolo(path, Optional.empty(), choice);
    return found.folders().isEmpty() ? Optional.empty() : Optional.of(found);
  }

  private static boolean isYaml(Path file) {
    return file.toString().endsWith(".yaml") || file.toString().endsWith(".yml");
  }

  /**
   * Finds images and classes; labels are read when their image is looked at.
   *
   * @throws InvalidInputException when data.yaml is none, or names what is not there
   */
  Listed list() throws IOException {
    SequencedMap<String, List<Path>> splits;
    List<String> names;
    var notes = new ArrayList<String>();
    if (description.isPresent()) {
      var described = YoloDescription.read(description.get());
      splits = images(described, description.get());
      names = described.names();
    } else {
      splits = folders();
      names = names(splits, notes);
    }
    notes.addFirst(
        "layout: YOLO, %s, splits %s"
            .formatted(
                description.map(Path::toString).orElse("images and labels in " + root),
                String.join(", ", splits.keySet())));
    List<String> categories =
        choice.categories().isEmpty()
            ? List.copyOf(new LinkedHashSet<>(names))
            : choice.categories();
    var listings = new ArrayList<Listing>();
    splits.forEach((split, images) -> {
      List<Listing.Entry> entries = new ArrayList<>();
      for (Path image : images) {
        var labels = new YoloLabels(labels(image), choice.masks());
        entries.add(
            new Listing.Entry(
                ImageNames.stem(id(image)),
                image,
                (size, found) -> labels.annotations(size, names, categories, found)));
      }
      listings.add(new Listing(split, root, entries, List.of()));
    });
    return new Listed(description.orElse(root).toString(), notes, categories, listings);
  }

  private String id(Path image) {
    Path top = root.toAbsolutePath().normalize();
    Path full = image.toAbsolutePath().normalize();
    return (full.startsWith(top) ? top.relativize(full) : full).toString();
  }

  /** Where the labels of an image are: the last folder called images is then called labels. */
  private static Path labels(Path image) {
    Path full = image.toAbsolutePath().normalize();
    Path labels = full.resolveSibling(ImageNames.stem(String.valueOf(full.getFileName())) + ".txt");
    for (int i = full.getNameCount() - 2; i >= 0; i--) {
      if (full.getName(i).toString().equals("images")) {
        Path before = i == 0 ? full.getRoot() : full.getRoot().resolve(full.subpath(0, i));
        return before.resolve("labels").resolve(labels.subpath(i + 1, labels.getNameCount()));
      }
    }
    return labels;
  }

  private SequencedMap<String, List<Path>> images(YoloDescription described, Path file)
      throws IOException {
    var splits = new LinkedHashMap<String, List<Path>>();
    var problems = new Problems();
    Path folder = file.toAbsolutePath().normalize().resolveSibling("");
    for (var split : described.splits().entrySet()) {
      var images = new ArrayList<Path>();
      for (String place : split.getValue()) {
        Optional<Path> found = places(folder, described, place).filter(Files::exists).findFirst();
        if (found.isEmpty()) {
          problems.add(
              file + ", " + split.getKey(), place, "a folder or a list of images that is there");
        } else if (Files.isDirectory(found.get())) {
          images.addAll(below(found.get()));
        } else {
          images.addAll(listed(found.get(), folder));
        }
      }
      splits.put(split.getKey(), images);
    }
    problems.throwIfAny();
    return splits;
  }

  /** Where a place may be: exported files often are one folder too high or of another machine. */
  private static Stream<Path> places(Path folder, YoloDescription described, String place) {
    String inside = place.replace('\\', '/');
    List<String> texts = new ArrayList<>();
    described.path().ifPresent(path -> texts.add(path.replace('\\', '/') + "/" + inside));
    texts.add(inside);
    texts.add(inside.replaceFirst("^(\\.\\./)+", ""));
    return texts.stream()
        .flatMap(text -> {
          try {
            return Stream.of(folder.resolve(text).normalize());
          } catch (InvalidPathException e) {
            return Stream.empty();
          }
        });
  }

  private static List<Path> below(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(ImageNames::isImage).sorted().toList();
    }
  }

  private static List<Path> listed(Path list, Path folder) {
    var images = new ArrayList<Path>();
    for (String line : Text.lines(list, "paths of images, one a line")) {
      if (!line.isEmpty()) {
        String name = line.replace('\\', '/').replaceFirst("^\\./", "");
        Path beside = list.resolveSibling(name);
        images.add(Files.exists(beside) ? beside : folder.resolve(name));
      }
    }
    return images;
  }

  /** The splits by folders; empty when there are no labels. */
  private SequencedMap<String, List<Path>> folders() throws IOException {
    var splits = new LinkedHashMap<String, List<Path>>();
    Path images = root.resolve("images");
    Path labels = root.resolve("labels");
    if (Files.isDirectory(images) && holdsTexts(labels)) {
      List<Path> parts = subfolders(images);
      if (!parts.isEmpty() && parts.stream().allMatch(part -> Roles.of(name(part)).isPresent())) {
        for (Path part : parts) {
          splits.put(name(part), below(part));
        }
      } else {
        splits.put(XmlBeside.ALL, below(images));
      }
      return splits;
    }
    for (Path part : subfolders(root)) {
      if (Roles.of(name(part)).isPresent() && holdsTexts(part.resolve("labels"))) {
        splits.put(name(part), below(part.resolve("images")));
      }
    }
    if (splits.isEmpty() && Files.exists(root.resolve("classes.txt")) && holdsTexts(root)) {
      splits.put(XmlBeside.ALL, below(root));
    }
    return splits;
  }

  private static String name(Path folder) {
    return String.valueOf(folder.getFileName());
  }

  private static List<Path> subfolders(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(Files::isDirectory).sorted().toList();
    }
  }

  private static boolean holdsTexts(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> files = Files.walk(folder, 2)) {
      return files
          .filter(file -> !CLASSES.contains(name(file)))
          .anyMatch(file -> file.toString().endsWith(".txt"));
    }
  }

  /** Those of a list of classes, or numbers. */
  private List<String> names(SequencedMap<String, List<Path>> splits, List<String> notes) {
    for (String name : CLASSES) {
      Path file = root.resolve(name);
      if (Files.isRegularFile(file)) {
        notes.add("classes: those of " + file);
        return Text.lines(file, "names of classes, one a line").stream()
            .filter(line -> !line.isEmpty())
            .toList();
      }
    }
    int most =
        splits.values().stream()
            .flatMap(List::stream)
            .parallel()
            .flatMap(image -> {
              try {
                return new YoloLabels(labels(image), choice.masks()).classes();
              } catch (InvalidInputException e) {
                return Stream.empty(); // said again when the image is looked at
              }
            })
            .mapToInt(Integer::intValue)
            .max()
            .orElse(0);
    notes.add("classes: there is no list of their names, so they are called by their numbers");
    return IntStream.rangeClosed(0, most).mapToObj(Integer::toString).toList();
  }
}
