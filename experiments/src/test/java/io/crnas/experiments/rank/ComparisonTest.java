package io.crnas.experiments.rank;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.framework.problem.InvalidInputException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ComparisonTest {

  private static SequencedMap<String, Double> scores(double... scores) {
    var map = new LinkedHashMap<String, Double>();
    for (int i = 0; i < scores.length; i++) {
      map.put("net " + i, scores[i]);
    }
    return map;
  }

  private static ScoreTable table(String evaluator, String level, double... scores) {
    var levels = new LinkedHashMap<String, SequencedMap<String, Double>>();
    levels.put(level, scores(scores));
    return new ScoreTable("AP", evaluator, levels);
  }

  @Test
  void candidatesOfALevelArePairedByTheirText() {
    List<Comparison> comparisons =
        Comparison.of(
            table("one", "stage", 0.1, 0.2, 0.3, 0.4),
            table("two", ScoreTable.ANY, 0.5, 0.75, 0.7));

    assertEquals(1, comparisons.size());
    assertEquals(
        List.of(
            new Pair("net 0", 0.1, 0.5), new Pair("net 1", 0.2, 0.75), new Pair("net 2", 0.3, 0.7)),
        comparisons.getFirst().pairs());
    assertEquals("stage", comparisons.getFirst().name());
    assertEquals("AP, one", comparisons.getFirst().predictor());
  }

  @Test
  void withoutACommonCandidateThereIsNothingToJudge() {
    ScoreTable stage = table("one", "stage", 0.1);
    ScoreTable spatial = table("two", "spatial", 0.1);
    assertThrows(InvalidInputException.class, () -> Comparison.of(stage, spatial));
  }

  @Test
  void levelsWithoutACommonCandidateAreNamed() {
    var levels = new LinkedHashMap<String, SequencedMap<String, Double>>();
    levels.put("stage", scores(0.1, 0.2, 0.3));
    levels.put("spatial", new LinkedHashMap<>());
    levels.put("joint", scores(0.4));
    var one = new ScoreTable("AP", "one", levels);
    ScoreTable two = table("two", "stage", 0.5, 0.75, 0.7);

    List<Comparison> comparisons = Comparison.of(one, two);

    assertEquals(List.of("stage"), comparisons.stream().map(Comparison::name).toList());
    assertEquals(List.of("spatial", "joint"), Comparison.missing(comparisons, one, two));
    assertEquals(List.of("spatial", "joint"), Comparison.missing(comparisons, two, one));

    ScoreTable every = table("every", ScoreTable.ANY, 0.5);
    assertEquals(List.of("spatial"), Comparison.missing(Comparison.of(one, every), one, every));
  }

  @Test
  void tableJsonAndPlotTellTheSameNumbers() {
    Comparison comparison =
        Comparison.of(
                table("one", "stage", 0.1, 0.2, 0.3, 0.4),
                table("two", "stage", 0.5, 0.7, 0.6, 0.8))
            .getFirst();

    List<String> lines = Comparison.table(List.of(comparison));
    assertEquals(2, lines.size());
    // 5 of 6 pairs agree; the best of one is the best of the other; there is no fifth.
    assertTrue(
        lines.getLast().matches("stage +4  0\\.667 .* 0\\.800 .* 0\\.0000 .* -"), lines::toString);

    JsonNode json = JsonMapper.shared().readTree(comparison.json());
    assertEquals(2.0 / 3, json.get("tau-b").get("value").doubleValue(), 1e-12);
    assertEquals(0, json.get("regret").get("1").get("value").doubleValue());
    assertTrue(json.get("regret").get("5").isNull());
    assertTrue(json.get("reliability").isNull());

    String svg = comparison.svg();
    assertEquals(4, svg.split("<circle", -1).length - 1);
    assertTrue(svg.contains("tau-b 0.667 ["), svg);
    assertTrue(svg.contains("<title>net 3: 0.4000, 0.8000</title>"), svg);
  }

  @Test
  void whatEverySeedScoredIsComparedByItsMeanAndWithItself() {
    Comparison comparison =
        Comparison.of(
                table("one", "stage", 0.1, 0.2, 0.3, 0.4),
                List.of(
                    table("two", "stage", 0.25, 0.5, 0.75, 1),
                    table("two", "stage", 0.75, 0.25, 1)))
            .getFirst();

    // The fourth has no second score.
    assertEquals(new Pair("net 2", 0.3, List.of(0.75, 1.0)), comparison.pairs().getLast());
    assertEquals(
        List.of(0.5, 0.375, 0.875), comparison.pairs().stream().map(Pair::reference).toList());
    // Of three pairs, two agree with the means, and one with the other seed.
    List<String> lines = Comparison.table(List.of(comparison));
    assertEquals(6, lines.size());
    assertTrue(lines.get(1).matches("stage +3  0\\.333 .*"), lines::toString);
    assertTrue(
        lines.getLast().matches("stage +2  0\\.333 .*  0\\.500 .*  0\\.2500 .*  0\\.2602 .*"),
        lines::toString);

    JsonNode reliability = JsonMapper.shared().readTree(comparison.json()).get("reliability");
    assertEquals(2, reliability.get("seeds").intValue());
    assertEquals(0.25, reliability.get("withinDeviation").get("value").doubleValue(), 1e-12);

    String svg = comparison.svg();
    assertEquals(3, svg.split("<circle", -1).length - 1);
    assertTrue(svg.contains("bars: from the lowest to the highest"), svg);
    assertTrue(
        svg.contains(
            "deviation of one training 0.2500, between candidates 0.2602; reliability 0.538 ["),
        svg);
  }

  @Test
  void aSpreadReachesFromTheBestToTheWorst() {
    ScoreTable table = table("one", "stage", 0.3, 0.9, 0.1, 0.5, 0.7);

    assertEquals(List.of("net 1", "net 3", "net 2"), table.spread("stage", 3));
    assertEquals(List.of("net 1", "net 4", "net 3", "net 0", "net 2"), table.spread("stage", 7));
    assertEquals(List.of(), table.spread("spatial", 3));
  }
}
