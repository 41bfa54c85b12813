package io.crnas.framework.space;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FeasibleSetTest {
  private static final int INSTANCES = 400;

  @ParameterizedTest
  @CsvSource({"8, 9", "16, 153", "33, 374"})
  void thePapersStageSetsHaveThePapersCounts(long blocks, long count) {
    assertEquals(BigInteger.valueOf(count), Sets.stages(blocks).count());
    assertEquals(count, Sets.stages(blocks).stream().count());
  }

  @Test
  void countOrderRankAndCostAreThoseOfBruteForce() {
    var random = new Random(1);
    int empty = 0;
    for (int i = 0; i < INSTANCES; i++) {
      Sets.Instance instance = Sets.random(random);
      FeasibleSet set = instance.set();
      List<Choices> expected = instance.feasible();
      assertEquals(BigInteger.valueOf(expected.size()), set.count(), instance::toString);
      assertEquals(expected, set.stream().toList(), instance::toString);
      for (int rank = 0; rank < expected.size(); rank++) {
        assertEquals(BigInteger.valueOf(rank), set.rank(expected.get(rank)));
        assertEquals(expected.get(rank), set.get(BigInteger.valueOf(rank)));
      }
      for (Choices choices : instance.all()) {
        assertEquals(expected.contains(choices), set.contains(choices));
        assertEquals(instance.cost(choices), set.cost(choices));
      }
      empty += set.isEmpty() ? 1 : 0;
    }
    assertTrue(empty > INSTANCES / 10 && empty < INSTANCES * 9 / 10, empty + " empty sets");
  }

  @Test
  void aSetTooLargeToListIsCountedSampledAndWalkedLazily() {
    FeasibleSet set = Sets.dilations(40);
    assertEquals(BigInteger.valueOf(3).pow(40), set.count());
    assertEquals(BigInteger.valueOf(3).pow(33), Sets.dilations(33).count());
    List<Choices> first = set.stream().limit(4).toList();
    assertEquals(List.of(0, 1, 2, 0), first.stream().map(c -> c.get(39)).toList());
    assertEquals(1, first.get(3).get(38));
    var random = new Random(2);
    for (int i = 0; i < 1000; i++) {
      Choices sample = set.sample(random);
      assertTrue(set.contains(sample));
      assertEquals(sample, set.get(set.rank(sample)));
    }
  }

  @Test
  void stagesAndDilationsTogetherAreTheProductOfTheirCounts() {
    List<List<Long>> genes = new ArrayList<>(Sets.PAPER);
    for (int block = 0; block < 33; block++) {
      genes.add(List.of(1000L, 1000L, 1000L));
    }
    var set = new FeasibleSet(genes, 0, 33_000 + 16, 33_000 + 16);
    assertEquals(BigInteger.valueOf(3).pow(33).multiply(BigInteger.valueOf(153)), set.count());
  }

  @Test
  void fourGenesOfTenArbitraryCostsAreCountedAsBruteForceDoes() {
    var random = new Random(3);
    List<List<Long>> genes = new ArrayList<>();
    for (int gene = 0; gene < 4; gene++) {
      LongStream costs = random.longs(10, 1_000_000, 4_000_000_000L);
      genes.add(costs.boxed().toList());
    }
    var instance = new Sets.Instance(genes, Pattern.ANY, 5_000_000, 7_000_000_000L, 9_000_000_000L);
    assertEquals(instance.feasible(), instance.set().stream().toList());
    assertTrue(instance.feasible().size() > 1000);
  }

  @ParameterizedTest
  @ValueSource(longs = {8, 16, 33})
  void samplesAreUniform(long blocks) {
    FeasibleSet set = Sets.stages(blocks);
    var random = new Random(blocks);
    double p = ChiSquare.uniform(set.stream().toList(), () -> set.sample(random));
    assertTrue(p > 0.001, "p = " + p);
  }

  @Test
  void samplesOfManyEqualGenesAreUniform() {
    FeasibleSet set = Sets.dilations(6);
    var random = new Random(4);
    double p = ChiSquare.uniform(set.stream().toList(), () -> set.sample(random));
    assertTrue(p > 0.001, "p = " + p);
  }

  @Test
  void numbersTooLargeForALongAreUniformToo() {
    FeasibleSet set = Sets.dilations(45);
    var random = new Random(5);
    List<Choices> ends = Sets.dilations(3).stream().toList();
    double p =
        ChiSquare.uniform(
            ends,
            () -> {
              Choices sample = set.sample(random);
              return Choices.of(sample.get(0), sample.get(1), sample.get(44));
            });
    assertTrue(p > 0.001, "p = " + p);
  }

  @Test
  void theTestOfUniformityRejectsASamplerThatDrawsGenesAndRepairs() {
    FeasibleSet set = Sets.stages(16);
    var random = new Random(6);
    double p =
        ChiSquare.uniform(
            set.stream().toList(),
            () -> {
              var drawn = Choices.of(random.ints(4, 0, 10).toArray());
              return set.repair(drawn, random);
            });
    assertTrue(p < 1e-6, "p = " + p);
  }

  @Test
  void prefixesHaveAsManyCompletionsAsBruteForceFinds() {
    var random = new Random(10);
    for (int i = 0; i < INSTANCES; i++) {
      Sets.Instance instance = Sets.random(random);
      FeasibleSet set = instance.set();
      List<Choices> feasible = instance.feasible();
      for (Choices choices : instance.all()) {
        Choices prefix = choices.prefix(random.nextInt(choices.size() + 1));
        long count = feasible.stream().filter(candidate -> begins(candidate, prefix)).count();
        assertEquals(BigInteger.valueOf(count), set.completions(prefix));
        if (count > 0) {
          Choices sample = set.sample(prefix, random);
          assertTrue(feasible.contains(sample) && begins(sample, prefix), sample::toString);
        } else {
          assertThrows(IllegalStateException.class, () -> set.sample(prefix, random));
        }
      }
    }
  }

  @Test
  void samplesWithoutBudgetAreUniformOverWhatThePatternAllows() {
    var random = new Random(12);
    int patterns = 0;
    for (int i = 0; i < 60; i++) {
      Sets.Instance instance = Sets.random(random);
      FeasibleSet set = instance.set();
      if (instance.allowed().isEmpty()) {
        assertThrows(IllegalStateException.class, () -> set.sampleWithoutBudget(random));
      } else if (instance.allowed().size() > 1) {
        double p = ChiSquare.uniform(instance.allowed(), () -> set.sampleWithoutBudget(random));
        assertTrue(p > 1e-5, "p = " + p);
        patterns += instance.allowed().size() < instance.all().size() ? 1 : 0;
      }
    }
    assertTrue(patterns > 10, patterns + " patterns");
  }

  @Test
  void completionsOfAPrefixAreUniform() {
    FeasibleSet set = Sets.stages(33);
    Choices prefix = Choices.of(3);
    var random = new Random(11);
    List<Choices> all = set.stream().filter(candidate -> begins(candidate, prefix)).toList();
    double p = ChiSquare.uniform(all, () -> set.sample(prefix, random));
    assertTrue(all.size() > 20 && p > 0.001, "p = " + p);
  }

  @Test
  void aPrefixThatIsNotOfferedIsRefused() {
    FeasibleSet set = Sets.stages(16);
    for (Choices wrong : List.of(Choices.of(10), Choices.of(1, 1, 1, 1, 1))) {
      assertThrows(IllegalArgumentException.class, () -> set.completions(wrong));
    }
  }

  private static boolean begins(Choices candidate, Choices prefix) {
    return candidate.prefix(prefix.size()).equals(prefix);
  }

  @Test
  void anEmptySetNamesTheNearestCostsThatHaveCandidates() {
    var random = new Random(7);
    for (int i = 0; i < INSTANCES; i++) {
      Sets.Instance instance = Sets.random(random);
      var counts = new TreeMap<Long, Long>();
      instance.allowed().forEach(choices -> counts.merge(instance.cost(choices), 1L, Long::sum));
      var below = Optional.ofNullable(counts.lowerEntry(instance.minimum()));
      var above = Optional.ofNullable(counts.higherEntry(instance.maximum()));
      FeasibleSet set = instance.set();
      assertEquals(
          below.map(e -> new CostCount(e.getKey(), BigInteger.valueOf(e.getValue()))),
          set.nearestBelow());
      assertEquals(
          above.map(e -> new CostCount(e.getKey(), BigInteger.valueOf(e.getValue()))),
          set.nearestAbove());
    }
  }

  @Test
  void anEmptySetIsCountedAndNotSampled() {
    FeasibleSet set = Sets.stages(5);
    assertEquals(BigInteger.ZERO, set.count());
    assertTrue(set.isEmpty());
    assertEquals(0, set.stream().count());
    assertEquals(Optional.empty(), set.nearestBelow());
    assertEquals(Optional.of(new CostCount(6, BigInteger.ONE)), set.nearestAbove());
    assertThrows(IllegalStateException.class, () -> set.sample(new Random(8)));
    assertThrows(
        IllegalStateException.class, () -> set.repair(Choices.of(0, 0, 0, 0), new Random(8)));
  }

  @Test
  void choicesThatAreNotOfferedAreNotContained() {
    FeasibleSet set = Sets.stages(16);
    assertFalse(set.contains(Choices.of(0, 0, 0)));
    assertFalse(set.contains(Choices.of(0, 0, 0, 10)));
    assertThrows(IllegalArgumentException.class, () -> set.cost(Choices.of(0, 0, 0, 10)));
    assertThrows(IllegalArgumentException.class, () -> set.rank(Choices.of(0, 0, 0, 0)));
    assertThrows(IllegalArgumentException.class, () -> Choices.of(0, -1));
  }

  @Test
  void costsOfTooManyDifferentSumsAreRefused() {
    var random = new Random(9);
    List<List<Long>> genes = new ArrayList<>();
    for (int gene = 0; gene < 30; gene++) {
      LongStream costs = random.longs(3, 0, 1L << 40);
      genes.add(costs.boxed().toList());
    }
    var refused =
        assertThrows(
            IllegalArgumentException.class, () -> new FeasibleSet(genes, 0, 0, Long.MAX_VALUE / 2));
    assertTrue(refused.toString().contains("coarser unit"), refused::toString);
  }
}
