package io.crnas.detection.layout;

import io.crnas.detection.data.Image;
import java.nio.file.Path;

/** Image files by themselves, outside any layout; read as those of a dataset are. */
public final class ImageFiles {
  private ImageFiles() {}

  /** Whether a file is called like an image. */
  public static boolean isImage(Path file) {
    return ImageNames.isImage(file);
  }

  /**
   * Reads an image, upright and as red, green and blue.
   *
   * @throws io.crnas.framework.problem.InvalidInputException naming the file, when it is not there,
   *     no image, damaged, or too large to be held
   */
  public static Image read(Path file) {
    return ImageFile.read(file).decode();
  }
}
