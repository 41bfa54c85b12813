package io.crnas.export.onnx;

import io.crnas.runtime.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** In what numbers the networks of a file compute. */
public sealed interface Computation {

  /** Its name in the metadata. */
  Precision precision();

  /** In single precision, as in the training. */
  record Single() implements Computation {
    @Override
    public Precision precision() {
      return Precision.FP32;
    }
  }

  /**
   * In half precision, with parameters of half the size. Batch and group normalisations, which sum
   * over a whole image, stay in single precision.
   */
  record Half() implements Computation {
    @Override
    public Precision precision() {
      return Precision.FP16;
    }
  }

  /**
   * In integers of eight bits: convolutions and matrix products, but for the last of each head, and
   * what lies between them.
   *
   * @param calibration tells of every value between which numbers it lies
   */
  record Quantised(Calibration calibration) implements Computation {
    @Override
    public Precision precision() {
      return Precision.INT8;
    }
  }

  /** Runs a network in single precision on images and looks at its values. */
  @FunctionalInterface
  interface Calibration {
    /**
     * Gives the range of each output.
     *
     * @param file which is gone afterwards
     */
    Map<String, Range> ranges(Path file) throws IOException;
  }
}
