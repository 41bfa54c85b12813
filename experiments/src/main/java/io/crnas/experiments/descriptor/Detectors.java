package io.crnas.experiments.descriptor;

import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problems;
import io.crnas.spaces.detector.DetectorSettings;
import java.util.List;
import org.snakeyaml.engine.v2.nodes.Node;

/** The kinds of detectors as descriptors name them. */
public final class Detectors {
  private static final Shapes SHAPES = new Shapes(List.of());

  private Detectors() {}

  /** Their names. */
  public static List<String> kinds() {
    return SHAPES.own(DetectorSettings.class).map(Shape.Kind::name).toList();
  }

  /**
   * What the key {@code detector} of a descriptor would be.
   *
   * @param kind one of {@link #kinds}
   * @param assignments of keys that the kind has; the others have their defaults
   * @throws InvalidInputException with what is wrong with them
   */
  public static DetectorSettings read(String kind, List<Assignment> assignments) {
    var problems = new Problems();
    Node document = Nodes.compose(kind, "kind: " + kind);
    for (Assignment assignment : assignments) {
      try {
        document = assignment.in(document);
      } catch (InvalidInputException e) {
        problems.addAll(e.problems());
      }
    }
    Shape.Key key =
        SHAPES.mapping(Experiment.class).keys().stream()
            .filter(one ->
                one.shape() instanceof Shape.OneOf oneOf && oneOf.type() == DetectorSettings.class)
            .findFirst()
            .orElseThrow();
    Object settings = new Binder(kind, problems, SHAPES).bind(key, document);
    problems.throwIfAny();
    return (DetectorSettings) settings;
  }
}
