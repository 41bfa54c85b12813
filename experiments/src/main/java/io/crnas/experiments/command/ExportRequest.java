package io.crnas.experiments.command;

import io.crnas.runtime.Part;
import io.crnas.runtime.Precision;

/**
 * A file to be made of a trained net.
 *
 * @param net which one
 * @param part how much of it
 * @param precision in what numbers it computes
 * @param calibration what its integers are fitted to
 */
public record ExportRequest(
    RetrainedNet net, Part part, Precision precision, CalibrationImages calibration) {

  /** What a run writes by itself of the net that it found. */
  public static ExportRequest found() {
    return new ExportRequest(
        RetrainedNet.FOUND, Part.DETECTOR, Precision.FP32, CalibrationImages.defaults());
  }

  /** The name of the file without its suffix: {@code found}, {@code found-backbone-int8}. */
  public String fileName() {
    return net
        + (part == Part.DETECTOR ? "" : "-" + part)
        + (precision == Precision.FP32 ? "" : "-" + precision);
  }
}
