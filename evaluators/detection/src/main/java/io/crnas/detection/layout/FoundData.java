package io.crnas.detection.layout;

import io.crnas.framework.problem.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Data whose layout and splits were found by looking at what is there. */
public sealed interface FoundData {

  /** The layouts there are. */
  enum Kind {
    /** {@link PascalVoc}. */
    VOC,
    /** {@link Coco}. */
    COCO,
    /** {@link Csv}. */
    CSV
  }

  /** Reads all splits. */
  List<FileDataset> read(Reading reading) throws IOException;

  /** One folder in the layout of PASCAL VOC, or one of several. */
  record Voc(Path root, List<String> splits) implements FoundData {
    @Override
    public List<FileDataset> read(Reading reading) {
      return new PascalVoc(root, List.of(), reading).read(splits);
    }
  }

  /** Files of COCO's annotations; segmentations are read too. */
  record Annotations(List<SplitFile> splits) implements FoundData {
    @Override
    public List<FileDataset> read(Reading reading) throws IOException {
      return new Coco(List.of(), true, reading).read(splits);
    }
  }

  /** Tables of boxes. */
  record Tables(List<SplitFile> splits) implements FoundData {
    @Override
    public List<FileDataset> read(Reading reading) {
      return new Csv(List.of(), reading).read(splits);
    }
  }

  /**
   * Looks at a folder, a file of COCO's annotations or a table.
   *
   * @param kind the layout to look for; any of them when empty
   * @param images the folder that names of images are relative to, for COCO and CSV; looked for
   *     when empty
   * @throws InvalidInputException when there is nothing of the kind
   */
  static FoundData at(Path path, Optional<Kind> kind, Optional<Path> images) throws IOException {
    if (!Files.exists(path)) {
      throw new InvalidInputException(path.toString(), "nothing", "a folder or file of data");
    }
    for (Kind any : kind.map(List::of).orElse(List.of(Kind.values()))) {
      Optional<FoundData> found =
          switch (any) {
            case VOC -> voc(path);
            case COCO ->
                annotations(path)
                    .map(files -> new Annotations(splits(files, "instances_", images)));
            case CSV -> files(path, ".csv").map(files -> new Tables(splits(files, "", images)));
          };
      if (found.isPresent()) {
        return found.get();
      }
    }
    throw new InvalidInputException(
        path.toString(),
        "no data" + kind.map(given -> " of kind " + given).orElse(""),
        "ImageSets/Main as in PASCAL VOC, annotations/instances_*.json as in COCO, or *.csv");
  }

  private static Optional<FoundData> voc(Path path) throws IOException {
    var splits = new ArrayList<String>(lists(path, ""));
    for (Path folder : children(path, Files::isDirectory)) {
      splits.addAll(lists(folder, folder.getFileName() + "/"));
    }
    return splits.isEmpty() ? Optional.empty() : Optional.of(new Voc(path, List.copyOf(splits)));
  }

  /** Lists of names alone: those of one class have a number beside each name. */
  private static List<String> lists(Path folder, String prefix) throws IOException {
    var names = new ArrayList<String>();
    Path lists = folder.resolve("ImageSets", "Main");
    for (Path file : children(lists, child -> child.toString().endsWith(".txt"))) {
      try (Stream<String> lines = Files.lines(file)) {
        if (lines.map(String::strip).noneMatch(line -> line.contains(" "))) {
          names.add(stem(file));
        }
      }
    }
    if (names.containsAll(List.of("train", "val"))) {
      names.remove("trainval");
    }
    return names.stream().map(name -> prefix + name).toList();
  }

  private static Optional<List<Path>> annotations(Path path) throws IOException {
    Optional<List<Path>> below = files(path.resolve("annotations"), ".json");
    return below.isPresent() ? below.map(FoundData::instances) : files(path, ".json");
  }

  /** COCO has captions and keypoints beside them. */
  private static List<Path> instances(List<Path> files) {
    List<Path> instances =
        files.stream()
            .filter(file -> file.getFileName().toString().startsWith("instances_"))
            .toList();
    return instances.isEmpty() ? files : instances;
  }

  private static Optional<List<Path>> files(Path path, String suffix) throws IOException {
    List<Path> files =
        Files.isRegularFile(path) && path.toString().endsWith(suffix)
            ? List.of(path)
            : children(path, child -> child.toString().endsWith(suffix));
    return files.isEmpty() ? Optional.empty() : Optional.of(files);
  }

  private static List<Path> children(Path folder, Predicate<Path> which) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(folder)) {
      return children.filter(which).sorted().toList();
    }
  }

  private static List<SplitFile> splits(List<Path> files, String prefix, Optional<Path> images) {
    return files.stream()
        .map(file -> {
          String stem = stem(file);
          String name = stem.startsWith(prefix) ? stem.substring(prefix.length()) : stem;
          return new SplitFile(name, file, images.orElseGet(() -> images(file, name)));
        })
        .toList();
  }

  /** Where a split's images usually are; those of {@code annotations/} are beside that folder. */
  private static Path images(Path file, String split) {
    Path folder = file.toAbsolutePath().resolveSibling("");
    Path top = folder.endsWith("annotations") ? folder.resolve("..").normalize() : folder;
    return Stream.of(top.resolve(split), top.resolve("images", split), top.resolve("images"))
        .filter(Files::isDirectory)
        .findFirst()
        .orElse(top);
  }

  private static String stem(Path file) {
    String name = file.getFileName().toString();
    return name.substring(0, name.lastIndexOf('.'));
  }
}
