package io.crnas.spaces.weights;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * What a net gets of weights that were there before, and what became of the rest.
 *
 * @param values the parameters that begin with the source's values
 * @param fresh the parameters that the source does not have, which begin anew
 * @param mismatches the parameters that the source has in another shape, which begin anew
 * @param unused what of the source the net has no use for
 */
public record Transfer(
    SequencedMap<String, Tensor> values,
    List<String> fresh,
    List<Mismatch> mismatches,
    List<String> unused) {

  /**
   * A parameter of another shape.
   *
   * @param name in the net
   * @param shape in the net
   * @param sourceName in the source
   * @param sourceShape in the source
   */
  public record Mismatch(
      String name, List<Integer> shape, String sourceName, List<Integer> sourceShape) {
    public Mismatch {
      shape = List.copyOf(shape);
      sourceShape = List.copyOf(sourceShape);
    }
  }

  public Transfer {
    values = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(values));
    fresh = List.copyOf(fresh);
    mismatches = List.copyOf(mismatches);
    unused = List.copyOf(unused);
  }
}
