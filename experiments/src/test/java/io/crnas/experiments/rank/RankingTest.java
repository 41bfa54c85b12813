package io.crnas.experiments.rank;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.framework.random.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RankingTest {
  /** The paper's Figure 6: ImageNet top-1 and COCO AP of nets at ResNet50's cost. */
  private static final List<Pair> RESNET50 =
      pairs(
          76.498, 36.45, 76.454, 37.11, 75.858, 36.89, 76.05, 36.83, 75.874, 37.35, 75.888, 37.74,
          75.252, 36.94, 76.34, 37.8, 76.47, 38.3, 76.3, 38.0);

  /** The same at ResNet101's cost. */
  private static final List<Pair> RESNET101 =
      pairs(
          77.37, 38.6, 77.61, 39.03, 77.74, 39.5, 77.19, 40, 77.11, 39.2, 77.19, 39, 77.38, 39.4,
          77.26, 40.2);

  /** Of predicted and reference scores in turn. */
  private static List<Pair> pairs(double... scores) {
    return IntStream.range(0, scores.length / 2)
        .mapToObj(i -> new Pair("net " + i, scores[2 * i], scores[2 * i + 1]))
        .toList();
  }

  private static double value(Optional<Estimate> estimate) {
    return estimate.orElseThrow().value();
  }

  @Test
  void theCorrelationsOfFigure6AreThoseOfThePaper() {
    Ranking small = Ranking.of(RESNET50);
    Ranking large = Ranking.of(RESNET101);

    // Counted by hand: 26 of 45 pairs agree; of 28 pairs 14 agree, 13 do not, one is tied.
    assertEquals(7.0 / 45, value(small.kendall()), 1e-12);
    assertEquals(1 / Math.sqrt(27.0 * 28), value(large.kendall()), 1e-12);
    assertEquals(0.156, value(small.kendall()), 5e-4);
    assertEquals(0.036, value(large.kendall()), 5e-4);
    // By scipy.stats.spearmanr.
    assertEquals(0.16363636363636364, value(small.spearman()), 1e-12);
    assertEquals(0.011976262619126, value(large.spearman()), 1e-12);
    // So few nets tell nothing of the sign.
    assertTrue(small.kendall().orElseThrow().low() < -0.3, small::toString);
    assertTrue(small.kendall().orElseThrow().high() > 0.5, small::toString);
  }

  @Test
  void theRegretOfFigure6IsWhatTheBestByTopOneLose() {
    Ranking ranking = Ranking.of(RESNET50);

    assertEquals(List.of(1, 3, 5), ranking.regrets().stream().map(Ranking.Regret::top).toList());
    assertEquals(38.3 - 36.45, ranking.regrets().getFirst().lost().value(), 1e-12);
    assertEquals(0, ranking.regrets().get(1).lost().value(), 0);
    assertTrue(ranking.regrets().get(1).lost().high() > 0, ranking::toString);
  }

  @Test
  void theSameOrderIsAPerfectRankingWhateverTheScales() {
    Ranking ranking = Ranking.of(pairs(1, 10, 2, 1000, 3, 1001, 7, 5000));

    assertEquals(1, value(ranking.kendall()), 1e-12);
    assertEquals(1, ranking.kendall().orElseThrow().low(), 1e-12);
    assertEquals(1, value(ranking.spearman()), 1e-12);
    assertEquals(0, ranking.regrets().getFirst().lost().high(), 0);
    assertEquals(-1, value(Ranking.of(pairs(1, 3, 2, 2, 3, 1)).kendall()), 1e-12);
  }

  @Test
  void tiesCountAsInTauB() {
    // 4 pairs agree, none disagrees; one is tied in the first, one in the second score.
    assertEquals(
        4 / Math.sqrt(5.0 * 5), value(Ranking.of(pairs(1, 1, 1, 2, 2, 3, 3, 3)).kendall()), 1e-12);
  }

  @Test
  void whatIsNotDefinedIsEmpty() {
    Ranking alike = Ranking.of(pairs(0, 1, 0, 2, 0, 3, 0, 4));
    assertEquals(Optional.empty(), alike.kendall());
    assertEquals(Optional.empty(), alike.spearman());
    // Any of the four may be looked at first.
    assertEquals(1.5, alike.regrets().getFirst().lost().value(), 1e-12);

    Ranking two = Ranking.of(pairs(1, 1, 2, 2));
    assertEquals(Optional.empty(), two.kendall());
    assertEquals(1, two.regrets().size());

    Ranking none = Ranking.of(List.of());
    assertEquals(new Ranking(0, Optional.empty(), Optional.empty(), List.of()), none);
    assertThrows(IllegalArgumentException.class, () -> new Pair("a", Double.NaN, 1));
  }

  @Test
  void regretAtABorderOfTiesIsTheMeanOverAllChoices() {
    List<Pair> pairs = pairs(9, 4, 5, 1, 5, 6, 5, 8, 5, 2, 1, 10);
    // Looked at are the first and two of the four with 5; the best of all has 10.
    double sum = 0;
    int choices = 0;
    for (int i = 1; i <= 4; i++) {
      for (int j = i + 1; j <= 4; j++) {
        sum += Math.max(4, Math.max(pairs.get(i).reference(), pairs.get(j).reference()));
        choices++;
      }
    }
    assertEquals(10 - sum / choices, TopRegret.of(pairs, 3), 1e-12);
    assertEquals(6, TopRegret.of(pairs, 1), 0);
    assertEquals(2, TopRegret.of(pairs, 5), 0);
    assertEquals(0, TopRegret.of(pairs, 6), 0);
  }

  @Test
  void neitherTheOrderNorTheTimeChangesAnInterval() {
    var shuffled = new ArrayList<>(RESNET50.reversed());
    shuffled.addFirst(shuffled.removeLast());
    assertEquals(Ranking.of(RESNET50), Ranking.of(shuffled));
  }

  /** Normal scores with a correlation of 0.8, whose tau is known in closed form. */
  @Test
  void theIntervalCoversTheTruthAboutAsOftenAsItSays() {
    double correlation = 0.8;
    double truth = 2 / Math.PI * Math.asin(correlation);
    int covered = 0;
    int repetitions = 50;
    for (int repetition = 0; repetition < repetitions; repetition++) {
      RandomGenerator random = Seeds.generator(7, "coverage", repetition);
      var pairs = new ArrayList<Pair>();
      for (int i = 0; i < 40; i++) {
        double first = random.nextGaussian();
        double second =
            correlation * first + Math.sqrt(1 - correlation * correlation) * random.nextGaussian();
        pairs.add(new Pair("net " + i, first, second));
      }
      Estimate tau = new Bootstrap(pairs).estimate(Ranking::kendall).orElseThrow();
      if (tau.low() <= truth && truth <= tau.high()) {
        covered++;
      }
    }
    // Between 47 and 48 are expected; four standard deviations of a binomial are 6.
    assertTrue(covered >= 41, "covered " + covered);
  }
}
