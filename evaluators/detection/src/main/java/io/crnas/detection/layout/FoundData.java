package io.crnas.detection.layout;

import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problems;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Data whose layout and splits were found by looking at what is there. */
public sealed interface FoundData {

  /** The layouts there are, in the order in which they are looked for. */
  enum Kind {
    /** {@link PascalVoc}. */
    VOC,
    /** {@link Coco}. */
    COCO,
    /** Images and labels as YOLO has them. */
    YOLO,
    /** {@link Csv}. */
    CSV,
    /** Images with an annotation of PASCAL VOC beside each, without lists. */
    XML
  }

  /** Reads lists and annotations of all splits. */
  Listed list(Choice choice) throws IOException;

  /**
   * One folder in the layout of PASCAL VOC, or one of several.
   *
   * @param splits what {@link PascalVoc#list} takes, by the splits' names
   * @param notes about lists
   */
  record Voc(Path root, SequencedMap<String, String> splits, List<String> notes)
      implements FoundData {
    @Override
    public Listed list(Choice choice) {
      Listed listed =
          new PascalVoc(root, choice)
              .list(List.copyOf(splits.values()), List.copyOf(splits.keySet()));
      return listed.with(notes);
    }
  }

  /** Files of COCO's annotations. */
  record Annotations(List<SplitFile> splits) implements FoundData {
    @Override
    public Listed list(Choice choice) throws IOException {
      return new Coco(choice).list(splits);
    }
  }

  /** Tables of boxes. */
  record Tables(List<SplitFile> splits) implements FoundData {
    @Override
    public Listed list(Choice choice) {
      return new Csv(choice).list(splits);
    }
  }

  /**
   * YOLO's labels.
   *
   * @param path the folder, or its data.yaml
   */
  record Labels(Path path) implements FoundData {
    @Override
    public Listed list(Choice choice) throws IOException {
      return Yolo.at(path, choice).orElseThrow().list();
    }
  }

  /** Images with an XML for each. */
  record Pairs(Path root) implements FoundData {
    @Override
    public Listed list(Choice choice) throws IOException {
      return new XmlBeside(root, choice).list();
    }
  }

  /** What was found, and what else is there. */
  record Several(FoundData first, List<Kind> others) implements FoundData {
    @Override
    public Listed list(Choice choice) throws IOException {
      return first
          .list(choice)
          .with(
              List.of(
                  "there are also files of the layout "
                      + String.join(", ", others.stream().map(FoundData::word).toList())
                      + ", which are not read"));
    }
  }

  /**
   * Looks at a folder, a file of COCO's annotations, a table or YOLO's data.yaml.
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
    var all = new EnumMap<Kind, FoundData>(Kind.class);
    for (Kind any : kind.map(List::of).orElse(List.of(Kind.values()))) {
      found(path, any, kind.isPresent(), images).ifPresent(found -> all.put(any, found));
    }
    List<Kind> kinds = List.copyOf(all.keySet());
    if (kinds.isEmpty()) {
      throw nothing(path, kind);
    }
    FoundData first = Objects.requireNonNull(all.get(kinds.getFirst()));
    List<Kind> others =
        kinds.stream()
            .skip(1)
            // The annotations of PASCAL VOC's folders are such files themselves.
            .filter(other -> !(other == Kind.XML && kinds.contains(Kind.VOC)))
            .toList();
    return others.isEmpty() ? first : new Several(first, others);
  }

  private static InvalidInputException nothing(Path path, Optional<Kind> kind) throws IOException {
    var problems = new Problems();
    // Tables whose header is another are what somebody takes for data.
    if (kind.isEmpty()) {
      for (Path table : files(path, ".csv").orElse(List.of())) {
        String header = firstLine(table).orElse("");
        problems.add(
            table + " line 1",
            "the header " + header.substring(0, Math.min(LONGEST_HEADER, header.length())),
            CsvTable.EXPECTED);
      }
    }
    String layout = kind.map(given -> " of the layout " + word(given)).orElse("");
    problems.add(path.toString(), "no data" + layout, EXPECTED);
    return new InvalidInputException(problems.all());
  }

  private static String word(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  /** What is shown of a header. */
  int LONGEST_HEADER = 200;

  /** What is looked for. */
  String EXPECTED =
      "ImageSets/Main as in PASCAL VOC, annotations/instances_*.json as in COCO or"
          + " train/_annotations.coco.json as from Roboflow, data.yaml or images and labels as for"
          + " YOLO, tables *.csv of boxes, or images with an XML each";

  private static Optional<FoundData> found(
      Path path, Kind kind, boolean asked, Optional<Path> images) throws IOException {
    return switch (kind) {
      case VOC -> VocLists.at(path);
      case COCO ->
          annotations(path).map(files -> new Annotations(splits(files, "instances_", images)));
      case YOLO -> Yolo.at(path, Choice.all()).map(_ -> new Labels(path));
      case CSV -> tables(path, asked).map(files -> new Tables(splits(files, "", images)));
      case XML -> XmlBeside.isAt(path) ? Optional.of(new Pairs(path)) : Optional.empty();
    };
  }

  private static Optional<List<Path>> annotations(Path path) throws IOException {
    Optional<List<Path>> below = files(path.resolve("annotations"), ".json");
    if (below.isPresent()) {
      return below.map(FoundData::instances);
    }
    Optional<List<Path>> parts = inSplits(path, "_annotations.coco.json");
    return parts.isPresent() ? parts : files(path, ".json");
  }

  /** COCO has captions and keypoints beside them. */
  private static List<Path> instances(List<Path> files) {
    List<Path> instances =
        files.stream()
            .filter(file -> file.getFileName().toString().startsWith("instances_"))
            .toList();
    return instances.isEmpty() ? files : instances;
  }

  /** Those with the right header, or all that there are where a table was asked for. */
  private static Optional<List<Path>> tables(Path path, boolean asked) throws IOException {
    Optional<List<Path>> all = files(path, ".csv");
    List<Path> tables = all.orElse(List.of()).stream().filter(FoundData::isTable).toList();
    if (!tables.isEmpty()) {
      return Optional.of(tables);
    }
    Optional<List<Path>> parts = inSplits(path, "_annotations.csv");
    if (parts.isPresent()) {
      return parts;
    }
    return asked || Files.isRegularFile(path) ? all : Optional.empty();
  }

  private static boolean isTable(Path file) {
    return firstLine(file).filter(CsvTable::isHeader).isPresent();
  }

  private static Optional<String> firstLine(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      String begin = new String(in.readNBytes(2000), StandardCharsets.UTF_8);
      return begin.replace("\uFEFF", "").lines().findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The files of one name in folders of the path, as Roboflow exports them. */
  private static Optional<List<Path>> inSplits(Path path, String name) throws IOException {
    List<Path> files =
        children(path, Files::isDirectory).stream()
            .map(folder -> folder.resolve(name))
            .filter(Files::isRegularFile)
            .toList();
    return files.isEmpty() ? Optional.empty() : Optional.of(files);
  }

  private static Optional<List<Path>> files(Path path, String suffix) throws IOException {
    List<Path> files =
        Files.isRegularFile(path) && path.toString().endsWith(suffix)
            ? List.of(path)
            : children(path, child -> child.toString().endsWith(suffix));
    return files.isEmpty() ? Optional.empty() : Optional.of(files);
  }

  /** The files and folders of a folder, sorted. */
  static List<Path> children(Path folder, Predicate<Path> which) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(folder)) {
      return children.filter(which).sorted().toList();
    }
  }

  private static List<SplitFile> splits(List<Path> files, String prefix, Optional<Path> images) {
    return files.stream().map(file -> new SplitFile(name(file, prefix), file, images)).toList();
  }

  /** What a split is called after its file, or after its folder where all are called alike. */
  private static String name(Path file, String prefix) {
    String stem = ImageNames.stem(String.valueOf(file.getFileName()));
    if (stem.startsWith("_annotations")) {
      return String.valueOf(file.toAbsolutePath().resolveSibling("").getFileName());
    }
    return (stem.startsWith(prefix) ? stem.substring(prefix.length()) : stem)
        .replaceFirst("_(labels|annotations)$", "");
  }
}
