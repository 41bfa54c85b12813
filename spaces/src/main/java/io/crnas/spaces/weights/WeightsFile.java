package io.crnas.spaces.weights;

import io.crnas.framework.problem.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Weights that somebody else made. */
public final class WeightsFile {
  private WeightsFile() {}

  /**
   * Reads safetensors or numpy's npz, whichever it is. Numbers of another type (half, double,
   * bfloat16, integers) become the nearest single precision ones.
   *
   * @throws InvalidInputException when it is neither, or damaged, naming the file and the tensor
   */
  public static Weights read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException(
          file.toString(), "no file", "weights as safetensors or npz, in torchvision's names");
    }
    return isZip(file) ? Npz.read(file) : Safetensors.read(file);
  }

  private static boolean isZip(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.read() == 'P' && in.read() == 'K';
    }
  }
}
