package io.crnas.experiments.report;

import io.crnas.spaces.ImageSize;
import java.util.Base64;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A test image.
 *
 * @param name the file's or the scene's
 * @param source what an {@code img} may have as {@code src}: a data URI
 * @param truth what is in it
 * @param detections what was seen in it, with scores; where none is {@link #SURE}, the best few
 */
public record Picture(
    String name, String source, ImageSize size, List<Box> truth, List<Box> detections) {
  /** From this score on a detection is shown. */
  public static final double SURE = 0.5;

  /**
   * A box in pixels of its image.
   *
   * @param score empty for what really is there
   */
  public record Box(
      String category,
      double left,
      double top,
      double right,
      double bottom,
      OptionalDouble score) {}

  public Picture {
    truth = List.copyOf(truth);
    detections = List.copyOf(detections);
    if (!source.startsWith("data:image/")) {
      throw new IllegalArgumentException("a report holds its images itself");
    }
  }

  /** A data URI of an encoded image, {@code png} or {@code jpeg}. */
  public static String source(String format, byte[] encoded) {
    return "data:image/" + format + ";base64," + Base64.getEncoder().encodeToString(encoded);
  }
}
