package io.crnas.detection.layout;

import io.crnas.framework.problem.InvalidInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Images with an annotation of PASCAL VOC beside each, or in a folder beside the images', without
 * lists: the folders of the root that have both are the splits, or all is one. An image without an
 * annotation was not annotated, and is left out.
 *
 * @param root the folder
 * @param choice what is wanted
 */
record XmlBeside(Path root, Choice choice) {
  private static final int DEPTH = 4;

  /** The name of the split where there is but one. */
  static final String ALL = "all";

  /** Whether there is such an annotation. */
  static boolean isAt(Path root) throws IOException {
    return Files.isDirectory(root) && files(root).stream().anyMatch(XmlBeside::looksLikeOne);
  }

  private static boolean looksLikeOne(Path file) {
    try (var in = Files.newInputStream(file)) {
      return new String(in.readNBytes(1000), StandardCharsets.ISO_8859_1).contains("<annotation");
    } catch (IOException e) {
      return false;
    }
  }

  private static List<Path> files(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root, DEPTH)) {
      return files.filter(file -> file.toString().endsWith(".xml")).sorted().toList();
    }
  }

  /**
   * Reads the annotations.
   *
   * @throws InvalidInputException when there is none
   */
  Listed list() throws IOException {
    List<Path> files = files(root);
    if (files.isEmpty()) {
      throw new InvalidInputException(root.toString(), "no file *.xml", "one beside each image");
    }
    Map<Path, VocXml.Read> read = VocXml.all(files);
    List<String> categories =
        choice.categories().isEmpty() ? VocXml.categories(read) : choice.categories();
    var edges = new Edges();
    VocXml.whole(read).forEach(file -> file.addTo(edges));
    Pixels pixels = edges.pixels(choice.pixels(), Pixels.FROM_1);
    Map<String, List<Path>> splits = new LinkedHashMap<>();
    boolean folders = files.stream().allMatch(file -> Roles.of(top(file)).isPresent());
    for (Path file : files) {
      splits.computeIfAbsent(folders ? top(file) : ALL, _ -> new ArrayList<>()).add(file);
    }
    var images = new ImageNames();
    Set<Path> annotated = new HashSet<>();
    List<Listing> listings = new ArrayList<>();
    splits.forEach((split, some) -> {
      List<Listing.Entry> entries = new ArrayList<>();
      for (Path file : some) {
        VocXml.Read one = Objects.requireNonNull(read.get(file));
        Path image = image(file, one, images);
        annotated.add(image.toAbsolutePath().normalize());
        entries.add(
            new Listing.Entry(
                ImageNames.stem(root.relativize(file).toString()),
                image,
                (size, found) -> one.annotation().annotations(size, categories, pixels, found)));
      }
      listings.add(new Listing(split, root, entries, List.of()));
    });
    List<String> notes = new ArrayList<>();
    notes.add(
        "layout: an XML for each image in %s, %s"
            .formatted(
                root, folders ? "splits " + String.join(", ", splits.keySet()) : "without splits"));
    notes.add(edges.note(choice.pixels(), pixels));
    long others = others(annotated);
    if (others > 0) {
      notes.add(others + " images without an XML are left out");
    }
    return new Listed(root.toString(), notes, categories, listings);
  }

  /** The first folder of a file below the root. */
  private String top(Path file) {
    Path relative = root.relativize(file);
    return relative.getNameCount() > 1 ? relative.getName(0).toString() : "";
  }

  private static Path image(Path file, VocXml.Read read, ImageNames images) {
    Path beside = file.resolveSibling("");
    String stem = ImageNames.stem(String.valueOf(file.getFileName()));
    List<String> names = new ArrayList<>(List.of(stem));
    if (read instanceof VocXml.Read.Whole whole) {
      whole.annotation().image().map(ImageNames::stem).ifPresent(names::add);
    }
    for (String name : names) {
      for (Path folder :
          List.of(
              beside,
              beside.resolve("../images").normalize(),
              beside.resolve("../JPEGImages").normalize(),
              beside.resolve("..").normalize())) {
        Optional<Path> found =
            Inside.leaves(folder, name) ? Optional.empty() : images.find(folder, name);
        if (found.isPresent()) {
          return found.get();
        }
      }
    }
    return beside.resolve(stem + ".jpg");
  }

  private long others(Set<Path> annotated) throws IOException {
    try (Stream<Path> files = Files.walk(root, DEPTH)) {
      return files
          .filter(ImageNames::isImage)
          .filter(file -> !annotated.contains(file.toAbsolutePath().normalize()))
          .count();
    }
  }
}
