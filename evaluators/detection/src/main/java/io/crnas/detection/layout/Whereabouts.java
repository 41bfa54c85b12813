package io.crnas.detection.layout;

import io.crnas.framework.problem.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Sums up images that are not where they should be, and tells where such images are. */
final class Whereabouts {
  /** What a missing image is said to be. */
  static final Problem MISSING = new Problem("", "no file", "an image");

  /** So many are named one by one. */
  private static final int FEW = 3;

  private static final int DEPTH = 5;
  private static final int MOST_FILES = 1_000_000;

  private Whereabouts() {}

  /** The same problems, with one in place of many missing images. */
  static List<Problem> summary(Listing listing, List<Problem> problems) {
    List<String> missing =
        problems.stream().filter(Whereabouts::isMissing).map(Problem::where).toList();
    if (missing.size() <= FEW) {
      return problems;
    }
    var summed = new ArrayList<Problem>();
    summed.add(
        new Problem(
            "split " + listing.split(),
            "no file for %d of %d images, the first ones %s"
                .formatted(
                    missing.size(),
                    listing.images().size(),
                    String.join(", ", missing.subList(0, FEW))),
            "images there" + hint(listing.root(), missing)));
    problems.stream().filter(problem -> !isMissing(problem)).forEach(summed::add);
    return List.copyOf(summed);
  }

  private static boolean isMissing(Problem problem) {
    return problem.found().equals(MISSING.found()) && problem.expected().equals(MISSING.expected());
  }

  /** In which folder below the data most files of these names are. */
  private static String hint(Path root, List<String> missing) {
    Set<String> names = missing.stream().map(Whereabouts::name).collect(Collectors.toSet());
    Set<String> stems = names.stream().map(ImageNames::stem).collect(Collectors.toSet());
    Map<Path, Set<String>> found = new HashMap<>();
    Map<Path, Set<String>> alike = new HashMap<>();
    try (Stream<Path> files = Files.walk(root, DEPTH)) {
      files
          .limit(MOST_FILES)
          .filter(ImageNames::isImage)
          .forEach(file -> {
            String name = name(file.toString());
            Path folder = file.resolveSibling("").normalize();
            if (names.contains(name)) {
              found.computeIfAbsent(folder, _ -> new HashSet<>()).add(name);
            } else if (stems.contains(ImageNames.stem(name))) {
              alike.computeIfAbsent(folder, _ -> new HashSet<>()).add(name);
            }
          });
    } catch (IOException | UncheckedIOException e) {
      return "";
    }
    return most(found)
        .map(most -> "; %s has %d of these names".formatted(most.folder(), most.names()))
        .or(() ->
            most(alike)
                .map(most ->
                    "; %s has %d of these names with other extensions"
                        .formatted(most.folder(), most.names())))
        .orElse("; none of these names is below " + root);
  }

  private record Place(Path folder, int names) {}

  private static Optional<Place> most(Map<Path, Set<String>> found) {
    return found.entrySet().stream()
        .map(entry -> new Place(entry.getKey(), entry.getValue().size()))
        .max(
            Comparator.comparingInt(Place::names)
                .thenComparing(Place::folder, Comparator.reverseOrder()));
  }

  /** The last name of a path. */
  private static String name(String path) {
    return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  }
}
