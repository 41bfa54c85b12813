package io.crnas.export.parity;

/**
 * One output of one case, held against its reference.
 *
 * @param testCase the case's name
 * @param output the output's name
 * @param difference largest absolute difference where both sides are finite
 * @param scale largest absolute value of the reference where it is finite
 * @param notFiniteInReference how many numbers of the reference are NaN or infinite
 * @param notFiniteInExport how many numbers of the exported file's output are
 */
public record Comparison(
    String testCase,
    String output,
    double difference,
    double scale,
    long notFiniteInReference,
    long notFiniteInExport) {

  static Comparison of(String testCase, String output, float[] reference, float[] export) {
    double difference = 0;
    double scale = 0;
    long badReference = 0;
    long badExport = 0;
    for (int i = 0; i < reference.length; i++) {
      boolean goodReference = Float.isFinite(reference[i]);
      boolean goodExport = Float.isFinite(export[i]);
      badReference += goodReference ? 0 : 1;
      badExport += goodExport ? 0 : 1;
      scale = goodReference ? Math.max(scale, Math.abs(reference[i])) : scale;
      if (goodReference && goodExport) {
        difference = Math.max(difference, Math.abs((double) export[i] - reference[i]));
      }
    }
    return new Comparison(testCase, output, difference, scale, badReference, badExport);
  }

  /** The difference in units of the scale; infinite where something differs from all zeros. */
  public double relative() {
    return difference == 0 ? 0 : difference / scale;
  }

  /** Whether both sides are finite throughout. */
  public boolean isFinite() {
    return notFiniteInReference == 0 && notFiniteInExport == 0;
  }

  /** Whether both sides are finite and no further apart than the tolerance. */
  public boolean passes(double tolerance) {
    return isFinite() && relative() <= tolerance;
  }
}
