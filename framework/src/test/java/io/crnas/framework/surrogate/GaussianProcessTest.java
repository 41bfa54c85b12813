package io.crnas.framework.surrogate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.framework.random.Seeds;
import io.crnas.framework.space.Choices;
import io.crnas.framework.space.FeasibleSet;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.junit.jupiter.api.Test;

class GaussianProcessTest {
  /** Four genes whose choices add up to four: 35 candidates. */
  private static final List<Choices> ALL =
      new FeasibleSet(Collections.nCopies(4, List.of(0L, 1L, 2L, 3L, 4L)), 0, 4, 4)
          .stream().toList();

  private static double truth(Choices one) {
    return 0.55 + 0.015 * one.get(0) + 0.01 * one.get(1) - 0.008 * one.get(3);
  }

  private static List<Double> noisy(double deviation, long seed) {
    RandomGenerator random = Seeds.generator(seed, "noise", 0);
    return ALL.stream().map(one -> truth(one) + deviation * random.nextGaussian()).toList();
  }

  private static double distance(List<Double> scores) {
    return Math.sqrt(
        IntStream.range(0, ALL.size())
            .mapToDouble(i -> Math.pow(scores.get(i) - truth(ALL.get(i)), 2))
            .average()
            .orElseThrow());
  }

  @Test
  void whatItExpectsIsNearerToTheTruthThanAScore() {
    for (long seed = 1; seed <= 5; seed++) {
      List<Double> scores = noisy(0.015, seed);
      GaussianProcess process = GaussianProcess.of(ALL, scores);
      List<Double> expected = ALL.stream().map(one -> process.expect(one).mean()).toList();
      assertTrue(
          distance(expected) < 0.7 * distance(scores),
          distance(expected) + " for " + distance(scores));
    }
  }

  /** In about 95 of 100 cases within two deviations; the weights are chosen, not known. */
  @Test
  void howSureItIsHolds() {
    int within = 0;
    for (long seed = 1; seed <= 20; seed++) {
      GaussianProcess process = GaussianProcess.of(ALL, noisy(0.01, seed));
      for (Choices one : ALL) {
        GaussianProcess.Expectation expectation = process.expect(one);
        within += Math.abs(expectation.mean() - truth(one)) < 2 * expectation.deviation() ? 1 : 0;
      }
    }
    double share = within / (20.0 * ALL.size());
    assertTrue(share > 0.85, "within two deviations: " + share);
  }

  @Test
  void ofACandidateWithoutAScoreItIsLessSure() {
    List<Choices> some = ALL.subList(0, 20);
    GaussianProcess process = GaussianProcess.of(some, noisy(0.005, 3).subList(0, 20));
    double seen =
        some.stream().mapToDouble(one -> process.expect(one).deviation()).max().orElseThrow();
    double unseen = process.expect(ALL.getLast()).deviation();
    assertTrue(unseen > seen, unseen + " of an unseen one, at most " + seen + " of a seen one");
  }

  @Test
  void theCrossValidatedErrorIsAboutTheNoise() {
    double error = GaussianProcess.of(ALL, noisy(0.01, 4)).crossValidatedError();
    assertTrue(error > 0.007 && error < 0.016, "error " + error + " of a noise of 0.01");
  }

  /** Scores that fall with the squared distance from two, which is no merit. */
  @Test
  void whatIsNoMeritOfACandidateIsLeftOutOfWhatIsExpected() {
    List<Double> advantages =
        ALL.stream()
            .map(one ->
                -IntStream.range(0, one.size())
                    .mapToDouble(gene -> Math.pow(one.get(gene) - 1, 2))
                    .sum())
            .toList();
    List<Double> noise = noisy(0.005, 6);
    List<Double> scores =
        IntStream.range(0, ALL.size())
            .mapToObj(i -> noise.get(i) + 0.008 * advantages.get(i))
            .toList();
    GaussianProcess knowing = GaussianProcess.of(ALL, scores, advantages);
    GaussianProcess ignorant = GaussianProcess.of(ALL, scores);
    double deceived = agreement(ignorant);
    assertTrue(agreement(knowing) > 0.9, agreement(knowing) + " for " + deceived);
    assertTrue(deceived < 0.8, "it was deceived: " + deceived);
    // Where it explains nothing, it changes little.
    GaussianProcess needless = GaussianProcess.of(ALL, noisy(0.005, 6), advantages);
    assertTrue(agreement(needless) > 0.9, "needless: " + agreement(needless));
  }

  /** The correlation of what is expected with the truth. */
  private static double agreement(GaussianProcess process) {
    return new PearsonsCorrelation()
        .correlation(
            ALL.stream().mapToDouble(one -> process.expect(one).mean()).toArray(),
            ALL.stream().mapToDouble(GaussianProcessTest::truth).toArray());
  }

  @Test
  void whereAllScoresAreOneThatIsExpected() {
    GaussianProcess process = GaussianProcess.of(ALL, Collections.nCopies(ALL.size(), 0.5));
    assertEquals(new GaussianProcess.Expectation(0.5, 0), process.expect(ALL.get(7)));
    assertEquals(0, process.crossValidatedError());
    GaussianProcess one = GaussianProcess.of(ALL.subList(0, 1), List.of(0.3));
    assertEquals(0.3, one.expect(ALL.getLast()).mean());
  }

  @Test
  void scoresAreFiniteAndAsManyAsCandidates() {
    assertThrows(IllegalArgumentException.class, () -> GaussianProcess.of(List.of(), List.of()));
    assertThrows(IllegalArgumentException.class, () -> GaussianProcess.of(ALL, List.of(1.0, 2.0)));
    assertThrows(
        IllegalArgumentException.class,
        () -> GaussianProcess.of(ALL.subList(0, 1), List.of(Double.NaN)));
  }

  /**
   * By hand: of two candidates that differ in one gene and have the scores 1 and -1, each expects
   * the same of itself as of the other with its sign turned.
   */
  @Test
  void oppositesAreExpectedToBeOpposite() {
    List<Choices> two = List.of(Choices.of(0, 1), Choices.of(1, 1));
    GaussianProcess process = GaussianProcess.of(two, List.of(-1.0, 1.0));
    double first = process.expect(two.getFirst()).mean();
    assertEquals(-first, process.expect(two.getLast()).mean(), 1e-12);
    assertTrue(first < 0 && first > -1, "drawn to the mean: " + first);
  }
}
