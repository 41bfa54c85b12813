package io.crnas.export.parity;

import io.crnas.export.onnx.OnnxProperties;
import io.crnas.framework.problem.Problems;
import io.crnas.runtime.Backbone;
import io.crnas.runtime.Tensor;
import io.crnas.runtime.Values;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** Holds an exported file, run in ONNX Runtime, against outputs computed elsewhere. */
public final class Parity {
  /** The metadata property that {@link #record} sets. */
  public static final String PROPERTY = "parity";

  private Parity() {}

  /**
   * Runs every case.
   *
   * @param cases asked for one after the other, so that they need not be in memory together
   * @param tolerance largest difference allowed, in units of each output's largest reference value
   * @throws io.crnas.framework.problem.InvalidInputException naming the outputs of a case that the
   *     file does not have, or has in another shape
   */
  public static ParityReport check(
      Backbone backbone, Iterable<ParityCase> cases, double tolerance) {
    List<Comparison> comparisons = new ArrayList<>();
    for (ParityCase test : cases) {
      List<Integer> shape = test.input().shape();
      var outputs = backbone.run(test.input().data(), shape.get(0), shape.get(2), shape.get(3));
      comparisons.addAll(compare(test, outputs));
    }
    return new ParityReport(tolerance, backbone.device().toString(), comparisons);
  }

  /** Writes the report into the file's metadata in one step; the graph stays as it is. */
  public static void record(Path file, ParityReport report) throws IOException {
    OnnxProperties.put(file, Map.of(PROPERTY, report.toJson()));
  }

  /**
   * Holds what a file made of a case against what it should have made.
   *
   * @throws io.crnas.framework.problem.InvalidInputException as {@link #check}
   */
  public static List<Comparison> compare(
      ParityCase test, SequencedMap<String, ? extends Values> outputs) {
    List<Comparison> comparisons = new ArrayList<>();
    var problems = new Problems();
    test.reference()
        .forEach((name, reference) -> {
          if (!(outputs.get(name) instanceof Tensor output)) {
            problems.add(test.name() + ", " + name, "outputs " + outputs.keySet(), name);
          } else if (!output.shape().equals(reference.shape())) {
            problems.add(
                test.name() + ", " + name,
                "shape " + output.shape(),
                "the reference's " + reference.shape());
          } else {
            comparisons.add(Comparison.of(test.name(), name, reference.data(), output.data()));
          }
        });
    problems.throwIfAny();
    return comparisons;
  }
}
