package io.crnas.framework;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EvaluationTest {

  @Test
  void finiteMetricsAreScoredAndKeptInOrderOfName() {
    var scored = (Evaluation.Scored) Evaluation.of(Map.of("AP50", 0.5, "AP", 0.25));
    assertEquals("[AP, AP50]", scored.metrics().keySet().toString());
    assertEquals(0.25, scored.metric("AP"));
    assertThrows(IllegalArgumentException.class, () -> scored.metric("AP75"));
  }

  @Test
  void metricsThatAreNotFiniteAreAFailureThatNamesThem() {
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, -1 / 0.0}) {
      var failed = (Evaluation.Failed) Evaluation.of(Map.of("AP", bad, "AP50", 0.5));
      assertTrue(failed.reason().contains("AP=" + bad), failed.reason());
      assertTrue(!failed.reason().contains("AP50"), failed.reason());
    }
  }

  @Test
  void aScoreIsNeverNaNNorEmpty() {
    var bad = new TreeMap<>(Map.of("AP", Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> new Evaluation.Scored(bad));
    assertThrows(IllegalArgumentException.class, () -> new Evaluation.Scored(new TreeMap<>()));
    assertThrows(IllegalArgumentException.class, () -> new Evaluation.Failed(" "));
  }

  @Test
  void aScoreDoesNotChangeWithTheMapItWasMadeFrom() {
    var metrics = new TreeMap<>(Map.of("AP", 0.5));
    var scored = new Evaluation.Scored(metrics);
    metrics.put("AP", Double.NaN);
    assertEquals(0.5, scored.metric("AP"));
    assertThrows(UnsupportedOperationException.class, () -> scored.metrics().put("AP", 1.0));
  }

  @Test
  void aMeanIsOverTheMetricsThatAllHave() {
    Evaluation mean =
        Evaluation.mean(
            List.of(
                Evaluation.of(Map.of("AP", 0.25, "AP50", 0.5)), Evaluation.of(Map.of("AP", 0.75))));
    assertEquals(Evaluation.of(Map.of("AP", 0.5)), mean);
    Evaluation.Scored one = (Evaluation.Scored) Evaluation.of(Map.of("AP", 0.1, "AR", 0.7));
    assertEquals(one, Evaluation.mean(List.of(one, one)));
    assertEquals(one, Evaluation.mean(List.of(one)));
  }

  @Test
  void aMeanWithAFailureIsThatFailure() {
    var failed = new Evaluation.Failed("no memory");
    assertEquals(
        failed, Evaluation.mean(List.of(Evaluation.of(Map.of("AP", 0.25)), failed, failed)));
    Evaluation apart =
        Evaluation.mean(
            List.of(Evaluation.of(Map.of("AP", 0.25)), Evaluation.of(Map.of("AR", 0.25))));
    assertTrue(apart.toString().contains("in common"), apart::toString);
  }
}
