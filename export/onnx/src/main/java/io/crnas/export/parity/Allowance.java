package io.crnas.export.parity;

import io.crnas.runtime.Precision;
import io.crnas.spaces.detector.Yields;

/**
 * How far a file may be from the engine.
 *
 * @param features in units of each output's largest value
 * @param detections when two are the same
 * @param points how much AP may be apart, or for numbers of less precision lost, in points of 100
 */
public record Allowance(double features, DetectionRules detections, double points) {

  /**
   * What numbers of a precision lose.
   *
   * @param exact what features may differ by in single precision
   * @param chosen how the detector chooses
   */
  public static Allowance of(Precision precision, double exact, Yields.Detections chosen) {
    return switch (precision) {
      case FP32 -> new Allowance(exact, DetectionRules.of(chosen), 0.05);
      case FP16 ->
          new Allowance(100 * exact, new DetectionRules(0.5, 0.01, 0.01, 0.05, 0.02, chosen), 0.2);
      case INT8 ->
          new Allowance(2000 * exact, new DetectionRules(4, 0.1, 0.1, 0.5, 0.5, chosen), 1);
    };
  }
}
