package io.crnas.experiments.rank;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.framework.random.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReliabilityTest {

  /** A candidate's scores by its seeds; what was predicted of it does not matter. */
  private static Pair candidate(int number, double... scores) {
    return new Pair("net " + number, number, DoubleStream.of(scores).boxed().toList());
  }

  private static Reliability of(List<Pair> pairs) {
    return Reliability.of(pairs).orElseThrow();
  }

  private static double value(Optional<Estimate> estimate) {
    return estimate.orElseThrow().value();
  }

  @Test
  void theIntraclassCorrelationIsThatOfShroutAndFleiss() {
    // Their table 2: six targets, each rated four times.
    Reliability reliability =
        of(
            List.of(
                candidate(1, 9, 2, 5, 8),
                candidate(2, 6, 1, 3, 2),
                candidate(3, 8, 4, 6, 8),
                candidate(4, 7, 1, 2, 6),
                candidate(5, 10, 5, 6, 9),
                candidate(6, 6, 2, 4, 7)));

    assertEquals(4, reliability.seeds());
    // Their mean squares and ICC(1, 4), as printed there.
    assertEquals(6.26, Math.pow(value(reliability.within()), 2), 5e-3);
    assertEquals(11.24, 4 * Math.pow(value(reliability.between()), 2), 5e-3);
    assertEquals(0.44, value(reliability.share()), 5e-3);
    // By scipy.stats.kendalltau and spearmanr, the mean over the six pairs of columns.
    assertEquals(0.740571064124016, value(reliability.kendall()), 1e-12);
    assertEquals(0.8495875652521896, value(reliability.spearman()), 1e-12);
  }

  @Test
  void twoSeedsAreHeldAgainstEachOther() {
    Reliability reliability =
        of(List.of(candidate(1, 1, 2), candidate(2, 3, 2), candidate(3, 5, 8)));

    // Two pairs agree, the third is tied in the second; ranks 1, 2, 3 and 1.5, 1.5, 3.
    assertEquals(2 / Math.sqrt(3.0 * 2), value(reliability.kendall()), 1e-12);
    assertEquals(1.5 / Math.sqrt(2 * 1.5), value(reliability.spearman()), 1e-12);
    // Variances 1/2, 1/2 and 9/2; means 3/2, 5/2 and 13/2.
    assertEquals(Math.sqrt(11.0 / 6), value(reliability.within()), 1e-12);
    assertEquals(Math.sqrt(7), value(reliability.between()), 1e-12);
    assertEquals(1 - 11.0 / 6 / (2 * 7), value(reliability.share()), 1e-12);
    assertTrue(reliability.within().orElseThrow().low() >= Math.sqrt(0.5) - 1e-12);
    assertTrue(reliability.within().orElseThrow().high() <= Math.sqrt(4.5) + 1e-12);
  }

  /** Normal scores, of which everything is known in closed form. */
  @Test
  void noiseOfTheSeedsIsToldFromDifferencesOfTheCandidates() {
    RandomGenerator random = Seeds.generator(3, "reliability");
    int candidates = 150;
    double deviation = 2;
    var differing = new ArrayList<Pair>();
    var alike = new ArrayList<Pair>();
    for (int i = 0; i < candidates; i++) {
      double truth = deviation * random.nextGaussian();
      differing.add(
          new Pair(
              "net " + i,
              truth,
              List.of(truth + random.nextGaussian(), truth + random.nextGaussian())));
      alike.add(candidate(i, random.nextGaussian(), random.nextGaussian()));
    }

    // Each within four standard errors.
    Reliability some = of(differing);
    assertEquals(1, value(some.within()), 0.23);
    assertEquals(Math.sqrt(4 + 0.5), value(some.between()), 0.5);
    assertEquals(4 / 4.5, value(some.share()), 0.07);
    assertEquals(2 / Math.PI * Math.asin(4.0 / 5), value(some.kendall()), 0.15);
    // What the truth itself reaches.
    double reached = Ranking.kendall(differing).orElseThrow();
    assertEquals(2 / Math.PI * Math.asin(Math.sqrt(4 / 4.5)), value(some.ceiling()), 0.07);
    assertEquals(reached, value(some.ceiling()), 0.07);

    Reliability none = of(alike);
    assertEquals(1, value(none.within()), 0.23);
    assertEquals(Math.sqrt(0.5), value(none.between()), 0.16);
    assertEquals(0, value(none.share()), 0.65);
    assertEquals(0, value(none.kendall()), 0.22);
    assertTrue(none.share().orElseThrow().high() < some.share().orElseThrow().low());
  }

  @Test
  void aReferenceThatScoresEachCandidateAlikeIsWhollyReliable() {
    Reliability reliability =
        of(IntStream.range(0, 5).mapToObj(i -> candidate(i, i * i, i * i, i * i)).toList());

    assertEquals(1, value(reliability.kendall()), 1e-12);
    assertEquals(0, value(reliability.within()));
    assertEquals(1, value(reliability.share()));
    assertEquals(1, value(reliability.ceiling()), 1e-12);
  }

  @Test
  void whatIsNotDefinedIsEmpty() {
    assertEquals(Optional.empty(), Reliability.of(List.of()));
    assertEquals(Optional.empty(), Reliability.of(List.of(candidate(1, 2), candidate(2, 3))));

    Reliability two = of(List.of(candidate(1, 2, 3), candidate(2, 4, 5)));
    assertEquals(
        new Reliability(
            2,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()),
        two);

    // The second seed tells nothing of the order, and the means do not differ.
    Reliability alike =
        of(List.of(candidate(1, 1, 1, 1), candidate(2, 0, 1, 2), candidate(3, 2, 1, 0)));
    assertEquals(Optional.empty(), alike.kendall());
    assertEquals(Optional.empty(), alike.share());
    assertEquals(Math.sqrt(2.0 / 3), value(alike.within()), 1e-12);
    assertThrows(IllegalArgumentException.class, () -> new Pair("net", 1, List.of()));
  }
}
