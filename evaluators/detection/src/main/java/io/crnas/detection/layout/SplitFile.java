package io.crnas.detection.layout;

import io.crnas.framework.problem.Problems;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A split whose annotations are in one file.
 *
 * @param name the name of the split, like {@code train}
 * @param annotations the file
 * @param pictures the folder that the names of pictures are relative to
 */
public record SplitFile(String name, Path annotations, Path pictures) {

  /** Says what is missing. */
  void require(Problems fatal, String expected) {
    if (!Files.isRegularFile(annotations)) {
      fatal.add(annotations.toString(), "no file", expected);
    }
    if (!Files.isDirectory(pictures)) {
      fatal.add(pictures.toString(), "no folder", "the pictures of split " + name);
    }
  }
}
