package io.crnas.detection.layout;

import io.crnas.detection.data.Annotation;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problem;
import io.crnas.framework.problem.Problems;
import java.nio.file.Path;
import java.util.List;

/**
 * One split as its list has it, before any picture was looked at.
 *
 * @param split its name
 * @param pictures each once
 * @param problems what was wrong with the list
 */
record Listing(String split, List<Entry> pictures, List<Problem> problems) {
  Listing {
    pictures = List.copyOf(pictures);
    problems = List.copyOf(problems);
  }

  /**
   * A picture that is listed.
   *
   * @param id unique in its split
   * @param file where it should be
   * @param objects what is said to be in it
   */
  record Entry(String id, Path file, Objects objects) {}

  /** Reads what is in a picture. */
  @FunctionalInterface
  interface Objects {
    /**
     * The usable objects.
     *
     * @param size the picture's own
     * @param problems takes what is wrong with the others
     * @throws InvalidInputException when the picture can not be used
     */
    List<Annotation> in(Picture.Size size, Problems problems);
  }
}
