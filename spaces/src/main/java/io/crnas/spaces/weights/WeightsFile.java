package io.crnas.spaces.weights;

import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problem;
import io.crnas.framework.problem.Problems;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Weights that somebody else made. */
public final class WeightsFile {
  private static final byte PICKLE = (byte) 0x80;
  private static final byte NEWEST_PICKLE = 5;
  private static final String EXPECTED = "weights as safetensors, npz or pth";

  /** A safetensors file has the length of its header before that. */
  private static final int HEADER = 8;

  private WeightsFile() {}

  /**
   * Reads safetensors, numpy's npz or what torch saves, whichever it is. Numbers of another type
   * (half, double, bfloat16, integers) become the nearest single precision ones.
   *
   * @throws InvalidInputException when it is none of them, or damaged, or has infinite numbers or
   *     NaN, naming the file and the tensor
   */
  public static Weights read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException(List.of(missing(file)));
    }
    Weights weights = readAny(file);
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

  /** What is said of a file that is not there. */
  public static Problem missing(Path file) {
    return new Problem(file.toString(), "no file", EXPECTED);
  }

  private static Weights readAny(Path file) throws IOException {
    byte[] begin;
    try (InputStream in = Files.newInputStream(file)) {
      begin = in.readNBytes(HEADER + 1);
    }
    if (begin.length > 1 && begin[0] == 'P' && begin[1] == 'K') {
      return readZip(file);
    }
    if (begin.length > 1 && begin[0] == PICKLE && begin[1] > 0 && begin[1] <= NEWEST_PICKLE) {
      throw new InvalidInputException(
          file.toString(),
          "a bare pickle, as torch wrote it before 1.6",
          "torch's zip; in Python: torch.save(torch.load(FILE, map_location=\"cpu\"), NEW)");
    }
    if (begin.length <= HEADER || begin[HEADER] != '{') {
      throw new InvalidInputException(
          file.toString(),
          begin.length == 0 ? "an empty file" : "a file that is none of weights",
          EXPECTED);
    }
    return Safetensors.read(file);
  }

  private static Weights readZip(Path file) throws IOException {
    try (var zip = new ZipFile(file.toFile())) {
      Optional<String> torch = Pth.root(zip);
      return torch.isPresent() ? Pth.read(file, zip, torch.get()) : Npz.read(file, zip);
    } catch (ZipException | EOFException e) {
      throw new InvalidInputException(
          file.toString(),
          Optional.ofNullable(e.getMessage())
              .map(message -> "no whole zip file: " + message)
              .orElse("no whole zip file"),
          "an npz file of numpy, or torch's");
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
