package io.crnas.detection.layout;

import io.crnas.framework.problem.Problems;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A split whose annotations are in one file.
 *
 * @param name the name of the split, like {@code train}
 * @param annotations the file
 * @param images the folder that the names of images are relative to
 */
public record SplitFile(String name, Path annotations, Path images) {

  /** Says what is missing. */
  void require(Problems fatal, String expected) {
    if (!Files.isRegularFile(annotations)) {
      fatal.add(annotations.toString(), "no file", expected);
    }
    if (!Files.isDirectory(images)) {
      fatal.add(images.toString(), "no folder", "the images of split " + name);
    }
  }
}
