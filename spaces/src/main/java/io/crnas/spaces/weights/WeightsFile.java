package io.crnas.spaces.weights;

import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problems;
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
   * @throws InvalidInputException when it is neither, or damaged, or has infinite numbers or NaN,
   *     naming the file and the tensor
   */
  public static Weights read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException(
          file.toString(), "no file", "weights as safetensors or npz, in torchvision's names");
    }
    Weights weights = isZip(file) ? Npz.read(file) : Safetensors.read(file);
    var problems = new Problems();
    weights
        .tensors()
        .forEach((name, tensor) -> {
          if (!isFinite(tensor.data())) {
            problems.add(file + ", " + name, "numbers that are not finite", "finite ones");
          }
        });
    problems.throwIfAny();
    return weights;
  }

  private static boolean isZip(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.read() == 'P' && in.read() == 'K';
    }
  }

  private static boolean isFinite(float[] data) {
    for (float number : data) {
      if (!Float.isFinite(number)) {
        return false;
      }
    }
    return true;
  }
}
