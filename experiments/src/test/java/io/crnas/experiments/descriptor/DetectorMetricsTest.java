package io.crnas.experiments.descriptor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.framework.problem.InvalidInputException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DetectorMetricsTest {

  private static Experiment parse(String evaluator, String objective) {
    return parse("faster-rcnn", evaluator, objective);
  }

  private static Experiment parse(String detector, String evaluator, String objective) {
    return Descriptor.parse(
        "a.yaml",
        """
        name: small
        data: {kind: scenes, categories: [wheel, key]}
        detector: {kind: %s}
        space: {backbone: resnet18}
        budget: {input: 128x128}
        levels:
          - level: stage
            evaluator: {kind: %s, steps: 200}
            objective: %s
            strategy: {kind: pareto}
        """
            .formatted(detector, evaluator, objective));
  }

  @ParameterizedTest
  @ValueSource(strings = {"mAP", "ap", "macs", "AP/die", "AP50/", "AR/key", "mask-AP"})
  void anObjectiveThatDetectorsAreNotScoredByIsRefusedWithItsLine(String objective) {
    String refused =
        "a.yaml:9: levels[0].objective: found "
            + objective
            + ", expected one of AP, AP50, AP75, APs, APm, APl, AR1, AR10, AR100, ARs, ARm, ARl, or"
            + " AP/CATEGORY or AP50/CATEGORY of wheel, key";
    for (String evaluator : List.of("supernet", "standalone")) {
      assertEquals(
          refused,
          assertThrows(InvalidInputException.class, () -> parse(evaluator, objective))
              .getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"AP", "AP50", "ARl", "AP/key", "AP50/wheel"})
  void anyMetricOfDetectorsIsAnObjective(String objective) {
    assertEquals(objective, parse("supernet", objective).levels().getFirst().objective());
  }

  @ParameterizedTest
  @ValueSource(strings = {"AP", "mask-AP", "mask-ARl", "mask-AP/key", "mask-AP50/wheel"})
  void aDetectorThatFindsMasksIsScoredByThem(String objective) {
    assertEquals(
        objective, parse("mask-rcnn", "supernet", objective).levels().getFirst().objective());
  }

  @Test
  void masksOfUnknownCategoriesAreNoMetric() {
    String refused =
        assertThrows(
                InvalidInputException.class, () -> parse("mask-rcnn", "supernet", "mask-AP/die"))
            .getMessage();
    assertTrue(refused.endsWith(" of wheel, key, each also for masks, as mask-AP"), refused);
  }

  @ParameterizedTest
  @ValueSource(strings = {"supernett", "table"})
  void whatAnotherEvaluatorIsScoredByIsNotSaid(String evaluator) {
    InvalidInputException refused =
        assertThrows(InvalidInputException.class, () -> parse(evaluator, "score"));
    refused
        .problems()
        .forEach(problem -> assertFalse(problem.where().endsWith("objective"), problem::toString));
  }
}
