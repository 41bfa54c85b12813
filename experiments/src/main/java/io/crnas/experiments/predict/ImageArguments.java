package io.crnas.experiments.predict;

import io.crnas.detection.layout.ImageFiles;
import io.crnas.framework.problem.Problems;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/**
 * The images that arguments mean: a file is itself, a folder the images directly in it, and a
 * pattern such as {@code photos/**.jpg} what it matches. Each comes once; folders and patterns in
 * the order of names.
 */
public final class ImageArguments {
  private static final String EXPECTED = "an image, a folder with images, or a pattern of them";

  private ImageArguments() {}

  /**
   * Finds them.
   *
   * @throws io.crnas.framework.problem.InvalidInputException naming every argument that means none
   */
  public static List<Path> find(List<String> arguments) throws IOException {
    SequencedSet<Path> found = new LinkedHashSet<>();
    var problems = new Problems();
    for (String argument : arguments) {
      List<Path> files = find(argument);
      if (files.isEmpty()) {
        problems.add(argument, found(argument), EXPECTED);
      }
      files.forEach(file -> found.add(file.normalize()));
    }
    problems.throwIfAny();
    return List.copyOf(found);
  }

  private static List<Path> find(String argument) throws IOException {
    Path path;
    try {
      path = Path.of(argument);
    } catch (InvalidPathException e) { // on Windows a pattern is none
      return matching(argument);
    }
    if (Files.isDirectory(path)) {
      try (Stream<Path> files = Files.list(path)) {
        return files.filter(ImageFiles::isImage).sorted().toList();
      }
    }
    // A file may be called as a pattern is written.
    return Files.exists(path) ? List.of(path) : matching(argument);
  }

  private static String found(String argument) {
    try {
      return Files.isDirectory(Path.of(argument)) ? "a folder without images" : "no file";
    } catch (InvalidPathException e) {
      return "no file";
    }
  }

  private static List<Path> matching(String pattern) throws IOException {
    int special = indexOfSpecial(pattern);
    if (special < 0) {
      return List.of();
    }
    int slash = pattern.lastIndexOf('/', special);
    Path root = Path.of(slash < 0 ? "" : pattern.substring(0, slash + 1));
    PathMatcher matcher;
    try {
      matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern.substring(slash + 1));
    } catch (PatternSyntaxException e) {
      return List.of();
    }
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    int depth = pattern.substring(slash + 1).contains("**") ? Integer.MAX_VALUE : depth(pattern);
    try (Stream<Path> files = Files.walk(root, depth)) {
      return files
          .filter(file -> ImageFiles.isImage(file) && Files.isRegularFile(file))
          .filter(file -> matcher.matches(root.relativize(file)))
          .sorted()
          .toList();
    }
  }

  private static int depth(String pattern) {
    return 1 + (int) pattern.chars().filter(c -> c == '/').count();
  }

  private static int indexOfSpecial(String pattern) {
    for (int i = 0; i < pattern.length(); i++) {
      if ("*?[{".indexOf(pattern.charAt(i)) >= 0) {
        return i;
      }
    }
    return -1;
  }
}
