package io.crnas.detection.layout;

import io.crnas.detection.data.Annotation;
import io.crnas.detection.data.Box;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problem;
import io.crnas.framework.problem.Problems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Images with a class each, in a folder for every class, as torchvision's {@code ImageFolder} and
 * ImageNet have them: {@code train/n01440764/n01440764_10026.JPEG}. The classes are the names of
 * the folders of the first split, sorted. Images of another split may also lie in one folder, as
 * those of ImageNet's val split do, beside a list of their classes ({@link ClassList}).
 *
 * <p>Beside what {@link Reading} names, a class without images, a folder of no known class and an
 * image whose class is not known are problems.
 */
public final class ImageFolder {
  private static final String WANTED = "a folder with a folder of images for each class";

  private ImageFolder() {}

  /**
   * Reads the lists of two splits.
   *
   * @param train has a folder for each class
   * @param val likewise, or images alone where there is a list
   * @param classes of the images of val by their names
   * @throws InvalidInputException when a folder is missing or has no classes in it
   */
  public static Listed list(Path train, Path val, Optional<Path> classes) {
    var fatal = new Problems();
    for (Path folder : List.of(train, val)) {
      if (!Files.isDirectory(folder)) {
        fatal.add(folder.toString(), "no folder", WANTED);
      }
    }
    fatal.throwIfAny();
    List<String> names = entries(train).filter(Files::isDirectory).map(ImageFolder::name).toList();
    if (names.size() < 2) {
      throw new InvalidInputException(
          train.toString(), names.size() + " folders in it", WANTED + ", at least two");
    }
    Listing listing =
        classes
            .map(file -> ClassList.read(file).listing("val", val, names))
            .orElseGet(() -> byFolder("val", val, names));
    return new Listed(
        train.toString(),
        List.of("%,d classes, the folders of %s".formatted(names.size(), train)),
        names,
        List.of(byFolder("train", train, names), listing));
  }

  private static Listing byFolder(String split, Path root, List<String> classes) {
    var images = new ArrayList<Listing.Entry>();
    var problems = new ArrayList<Problem>();
    entries(root)
        .filter(Files::isDirectory)
        .filter(folder -> !classes.contains(name(folder)))
        .forEach(folder ->
            problems.add(
                new Problem(folder.toString(), "a class that train does not have", "its folders")));
    for (int category = 0; category < classes.size(); category++) {
      Path folder = root.resolve(classes.get(category));
      List<Path> files = Files.isDirectory(folder) ? images(folder) : List.of();
      if (files.isEmpty()) {
        problems.add(new Problem(folder.toString(), "no images", "some of the class"));
      }
      for (Path file : files) {
        images.add(entry(root, file, category));
      }
    }
    return new Listing(split, root, images, problems);
  }

  /** An image of a class, which fills it. */
  static Listing.Entry entry(Path root, Path file, int category) {
    return new Listing.Entry(
        root.relativize(file).toString(),
        file,
        (size, _) -> List.of(new Annotation(new Box(0, 0, size.width(), size.height()), category)));
  }

  /** All images below a folder, sorted. */
  private static List<Path> images(Path folder) {
    try (Stream<Path> files = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      return files.filter(ImageNames::isImage).filter(Files::isRegularFile).sorted().toList();
    } catch (IOException | UncheckedIOException e) {
      throw new InvalidInputException(folder.toString(), e.toString(), WANTED);
    }
  }

  /** What is in a folder and not hidden, sorted. */
  private static Stream<Path> entries(Path folder) {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(entry -> !name(entry).startsWith(".")).sorted().toList().stream();
    } catch (IOException | UncheckedIOException e) {
      throw new InvalidInputException(folder.toString(), e.toString(), WANTED);
    }
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }
}
