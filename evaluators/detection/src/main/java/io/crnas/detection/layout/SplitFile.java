package io.crnas.detection.layout;

import io.crnas.framework.problem.Problems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A split whose annotations are in one file.
 *
 * @param name the name of the split, like {@code train}
 * @param annotations the file
 * @param images the folder that the names of images are relative to; looked for when empty
 */
public record SplitFile(String name, Path annotations, Optional<Path> images) {
  /** So many images are looked for in each folder where they may be. */
  private static final int TRIED = 20;

  /** With a known folder. */
  public SplitFile(String name, Path annotations, Path images) {
    this(name, annotations, Optional.of(images));
  }

  /** Says what is missing. */
  void require(Problems fatal, String expected) {
    if (!Files.isRegularFile(annotations)) {
      String found = Files.isDirectory(annotations) ? "a folder" : "no file";
      fatal.add(annotations.toString(), found, expected);
    }
    if (images.isPresent() && !Files.isDirectory(images.get())) {
      String found = Files.exists(images.get()) ? "a file" : "no folder";
      fatal.add(images.get().toString(), found, "the images of split " + name);
    }
  }

  /** The folder of the file. */
  Path folder() {
    return annotations.toAbsolutePath().normalize().resolveSibling("");
  }

  /**
   * The folder that was given, or that of the usual ones where most of some images are.
   *
   * @param names of images, relative to the folder
   */
  Path images(List<String> names) {
    return images.orElseGet(() -> {
      Path best = top();
      long most = -1;
      for (Path folder : usual().filter(Files::isDirectory).toList()) {
        long found =
            names.stream()
                .limit(TRIED)
                .filter(name -> !Inside.leaves(folder, name))
                .filter(name -> Files.isRegularFile(Inside.file(folder, name)))
                .count();
        if (found > most) {
          best = folder;
          most = found;
        }
      }
      return best;
    });
  }

  /** The images of {@code annotations/} are beside that folder. */
  private Path top() {
    Path folder = folder();
    return folder.endsWith("annotations") ? folder.resolveSibling("") : folder;
  }

  private Stream<Path> usual() {
    Path top = top();
    return Stream.of(
            top.resolve(name),
            top.resolve("images").resolve(name),
            top.resolve(name).resolve("images"),
            top.resolve("images"),
            top.resolve("JPEGImages"),
            top)
        .map(Path::normalize);
  }
}
