package io.crnas.detection.layout;

import io.crnas.detection.data.Annotation;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problem;
import io.crnas.framework.problem.Problems;
import io.crnas.spaces.ImageSize;
import java.nio.file.Path;
import java.util.List;

/**
 * One split as its list has it, before any image was looked at.
 *
 * @param split its name
 * @param root where its data is, to look for images that are not where they should be
 * @param images each once
 * @param problems what was wrong with the list
 */
record Listing(String split, Path root, List<Entry> images, List<Problem> problems) {
  Listing {
    images = List.copyOf(images);
    problems = List.copyOf(problems);
  }

  /**
   * An image that is listed.
   *
   * @param id unique in its split
   * @param file where it should be
   * @param objects what is said to be in it
   */
  record Entry(String id, Path file, Objects objects) {}

  /** Reads what is in an image. */
  @FunctionalInterface
  interface Objects {
    /**
     * The usable objects.
     *
     * @param size the image's own
     * @param problems takes what is wrong with the others
     * @throws InvalidInputException when the image can not be used
     */
    List<Annotation> in(ImageSize size, Problems problems);
  }
}
