package io.crnas.experiments.pipeline;

import io.crnas.framework.problem.InvalidInputException;
import io.crnas.runtime.Input;
import io.crnas.runtime.Part;
import io.crnas.runtime.Precision;

/**
 * What file is to be made of a trained net.
 *
 * @param part how much of it
 * @param precision in what numbers it computes
 * @param calibration what its integers are fitted to
 * @param input what it takes
 */
public record ExportForm(
    Part part, Precision precision, CalibrationImages calibration, Input input) {

  /**
   * @throws InvalidInputException for a part that takes pictures
   */
  public ExportForm {
    if (input == Input.PIXELS && part != Part.DETECTOR) {
      throw new InvalidInputException(
          "--resize",
          "--part " + part,
          "a whole detector, whose boxes are in pixels of the picture");
    }
  }

  /** What a run writes by itself: a whole detector in single precision. */
  public static ExportForm whole() {
    return new ExportForm(
        Part.DETECTOR, Precision.FP32, CalibrationImages.defaults(), Input.PREPARED);
  }

  /**
   * The name of a net's file without its suffix: {@code found}, {@code found-backbone-int8}, {@code
   * found-pixels}.
   */
  public String fileName(String net) {
    return net
        + (part == Part.DETECTOR ? "" : "-" + part)
        + (input == Input.PREPARED ? "" : "-" + input)
        + (precision == Precision.FP32 ? "" : "-" + precision);
  }
}
