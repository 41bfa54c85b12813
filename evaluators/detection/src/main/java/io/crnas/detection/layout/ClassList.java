package io.crnas.detection.layout;

import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A list of images with a class each: a line has the name of an image, with or without its
 * extension, and behind a comma, a tab or blanks that of its class; what comes after is left alone.
 * ImageNet's {@code LOC_val_solution.csv} is one, whose first line is a header.
 *
 * @param file where it is
 * @param classes by line, in order
 */
record ClassList(Path file, List<Line> classes) {
  private static final String EXPECTED = "a line for each image: its name, and its class";
  private static final String HEADER = "ImageId";

  /** So many wrong lines are named. */
  private static final int TOLD = 5;

  /** One line. */
  record Line(int number, String image, String name) {}

  /**
   * Reads a list.
   *
   * @throws InvalidInputException when there is none, or naming the first line that has no class
   */
  static ClassList read(Path file) {
    List<Line> lines = new ArrayList<>();
    int number = 0;
    for (String text : Text.read(file, EXPECTED).lines().toList()) {
      number++;
      List<String> words = List.of(text.strip().split("[,\\s]+", -1));
      if (text.isBlank() || words.getFirst().equals(HEADER)) {
        continue;
      }
      if (words.size() < 2) {
        throw new InvalidInputException(file + " line " + number, text.strip(), EXPECTED);
      }
      lines.add(new Line(number, words.get(0), words.get(1)));
    }
    if (lines.isEmpty()) {
      throw new InvalidInputException(file.toString(), "no lines", EXPECTED);
    }
    return new ClassList(file, List.copyOf(lines));
  }

  /** The images of a folder that it names. */
  Listing listing(String split, Path folder, List<String> known) {
    Map<String, Integer> places = new HashMap<>();
    known.forEach(name -> places.put(name, places.size()));
    var names = new ImageNames();
    var images = new ArrayList<Listing.Entry>();
    var problems = new ArrayList<Problem>();
    Set<Path> seen = new HashSet<>();
    for (Line line : classes) {
      String where = file + " line " + line.number();
      Integer category = places.get(line.name());
      if (category == null) {
        problems.add(new Problem(where, "class " + line.name(), "one of the folders of train"));
        continue;
      }
      Optional<Path> image = image(folder, line.image(), names);
      if (image.isEmpty()) {
        problems.add(new Problem(where, "no image " + line.image() + " in " + folder, "one"));
      } else if (!seen.add(image.get())) {
        problems.add(new Problem(where, line.image() + " again", "each image once"));
      } else {
        images.add(ImageFolder.entry(folder, image.get(), category));
      }
    }
    return new Listing(split, folder, images, first(problems));
  }

  /** A list of another data set is wrong in each of its lines. */
  private List<Problem> first(List<Problem> problems) {
    if (problems.size() <= TOLD) {
      return problems;
    }
    List<Problem> some = new ArrayList<>(problems.subList(0, TOLD));
    some.add(
        new Problem(file.toString(), (problems.size() - TOLD) + " more lines like these", "none"));
    return some;
  }

  private static Optional<Path> image(Path folder, String name, ImageNames names) {
    if (Inside.leaves(folder, name)) {
      return Optional.empty();
    }
    return names.find(folder, name).or(() -> names.find(folder, ImageNames.stem(name)));
  }
}
