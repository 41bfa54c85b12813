package io.crnas.detection.layout;

import io.crnas.detection.data.Box;
import io.crnas.framework.problem.Problems;
import io.crnas.spaces.ImageSize;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/** What must stay within something: names within a folder, boxes within an image. */
final class Inside {
  /** A coordinate that is further out than this is no matter of rounding. */
  private static final double ROUNDING = 0.5;

  private Inside() {}

  /** Whether a relative name leaves the folder, or is no name; also with Windows' separators. */
  static boolean leaves(Path folder, String name) {
    return name.isBlank() || leavesAsItIs(folder, name) || leavesAsItIs(folder, slashes(name));
  }

  private static boolean leavesAsItIs(Path folder, String name) {
    try {
      Path inside = folder.resolve(name).normalize();
      return Path.of(name).isAbsolute() || !inside.startsWith(folder.normalize());
    } catch (InvalidPathException e) {
      return true;
    }
  }

  /** A file by its name in a folder; where there is none, the name may have backslashes in it. */
  static Path file(Path folder, String name) {
    Path literal = folder.resolve(name);
    return name.contains("\\") && !Files.exists(literal) ? folder.resolve(slashes(name)) : literal;
  }

  private static String slashes(String name) {
    return name.replace('\\', '/');
  }

  /**
   * The box of these corners, cut at the image's edges, which is a problem where it is no matter of
   * rounding; none, and a problem, when they are no box or none of it is inside.
   *
   * @param found the box as its file has it
   */
  static Optional<Box> box(
      String where, Supplier<String> found, double[] corners, ImageSize size, Problems problems) {
    if (!(corners[2] > corners[0] && corners[3] > corners[1])) {
      problems.add(where, "a box of zero size: " + found.get(), "a width and a height above 0");
      return Optional.empty();
    }
    // Cut before they are floats, which hold no such numbers as some files do.
    Box inside =
        new Box(
            (float) Math.clamp(corners[0], 0, size.width()),
            (float) Math.clamp(corners[1], 0, size.height()),
            (float) Math.clamp(corners[2], 0, size.width()),
            (float) Math.clamp(corners[3], 0, size.height()));
    if (!(inside.width() > 0 && inside.height() > 0)) {
      problems.add(
          where, "a box outside the image, left out: " + found.get(), "within " + size.inWords());
      return Optional.empty();
    }
    if (Math.min(corners[0], corners[1]) < -ROUNDING
        || corners[2] > size.width() + ROUNDING
        || corners[3] > size.height() + ROUNDING) {
      problems.add(
          where,
          "a box that reaches outside the image, cut at its edge: " + found.get(),
          "within " + size.inWords());
    }
    return Optional.of(inside);
  }
}
