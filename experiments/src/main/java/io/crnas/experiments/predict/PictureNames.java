package io.crnas.experiments.predict;

import io.crnas.framework.problem.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Which picture each image becomes: {@code NAME.png}, a further one of the name NAME-2.png. */
final class PictureNames {
  private PictureNames() {}

  /**
   * Names them, in the order of the images.
   *
   * @throws io.crnas.framework.problem.InvalidInputException where a picture would replace one of
   *     the images
   */
  static List<Path> of(List<Path> images, Path folder) throws IOException {
    Set<String> used = new HashSet<>();
    List<Path> pictures = new ArrayList<>();
    var problems = new Problems();
    for (Path image : images) {
      String name = String.valueOf(image.getFileName());
      int dot = name.lastIndexOf('.');
      String stem = dot > 0 ? name.substring(0, dot) : name;
      String unique = stem;
      // Some file systems take two names that differ in case alone for one.
      for (int number = 2; !used.add(unique.toLowerCase(Locale.ROOT)); number++) {
        unique = stem + "-" + number;
      }
      Path picture = folder.resolve(unique + ".png");
      pictures.add(picture);
      if (Files.exists(picture)) {
        for (Path other : images) {
          if (Files.exists(other) && Files.isSameFile(other, picture)) {
            problems.add(
                "--out", folder + ", where a picture would replace " + other, "another folder");
          }
        }
      }
    }
    problems.throwIfAny();
    return List.copyOf(pictures);
  }
}
