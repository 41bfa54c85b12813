package io.crnas.detection.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.framework.space.Choices;
import io.crnas.framework.space.Codec;
import io.crnas.framework.space.FeasibleSet;
import io.crnas.framework.space.Level;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.Mixture;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PathsTest {
  private static final long SEED = 7;

  /** Of each gene, in every round of three batches, each of the choices once. */
  @Test
  void aFairRoundHasEachChoiceOfEachGeneOnce() {
    Paths paths = Paths.fair(SmallTask.level(), SEED);
    for (long round = 0; round < 50; round++) {
      for (int gene = 0; gene < 4; gene++) {
        var depths = new TreeSet<Integer>();
        for (long batch = 3 * round; batch < 3 * round + 3; batch++) {
          depths.add(paths.at(batch).only().orElseThrow().stages().blocks().get(gene));
        }
        assertEquals(List.of(1, 2, 3), List.copyOf(depths), "round " + round);
      }
    }
    assertEquals(
        paths.at(17), Paths.fair(SmallTask.level(), SEED).at(17), "a function of its number");
    assertNotEquals(
        LongStream.range(0, 12).mapToObj(paths::at).toList(),
        LongStream.range(0, 12).mapToObj(Paths.fair(SmallTask.level(), SEED + 1)::at).toList());
  }

  /** Of two choices in a round of three: each at least once, and in the end equally often. */
  @Test
  void aGeneWithFewerChoicesThanTheRoundHasThemAlmostEquallyOften() {
    Paths paths = Paths.fair(level(List.of(2, 3)), SEED);
    for (long round = 0; round < 50; round++) {
      Map<Integer, Long> often = often(paths, 3 * round, 3 * round + 3);
      assertTrue(often.size() == 2 && Collections.max(often.values()) == 2, often::toString);
    }
    // Of 900 rounds the one that comes twice is a coin that falls 450 times, give or take 15.
    assertEquals(1350, often(paths, 0, 2700).get(1), 60);
  }

  /** Two genes are no more often together than chance has it: nine pairs, each in a ninth. */
  @Test
  void genesOfAFairRoundAreDrawnByThemselves() {
    Paths paths = Paths.fair(SmallTask.level(), SEED);
    Map<List<Integer>, Long> pairs =
        LongStream.range(0, 2700)
            .mapToObj(batch -> paths.at(batch).only().orElseThrow().stages().blocks().subList(0, 2))
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    assertEquals(9, pairs.size());
    pairs.forEach((pair, count) -> assertEquals(300, count, 70, pair.toString()));
  }

  @Test
  void aSandwichHasTheLargestTheSmallestAndOthersInEachStep() {
    Paths paths = Paths.sandwich(SmallTask.level(), 4, SEED);
    var others = new HashMap<List<Integer>, Long>();
    for (long step = 0; step < 800; step++) {
      assertEquals(List.of(3, 3, 3, 3), depths(paths, 4 * step));
      assertEquals(List.of(1, 1, 1, 1), depths(paths, 4 * step + 1));
      others.merge(depths(paths, 4 * step + 2).subList(0, 2), 1L, Long::sum);
      others.merge(depths(paths, 4 * step + 3).subList(0, 2), 1L, Long::sum);
    }
    // 1,600 draws of nine pairs: 178 each, give or take 13.
    assertEquals(9, others.size());
    others.forEach((pair, count) -> assertEquals(178, count, 55, pair.toString()));
    assertThrows(IllegalArgumentException.class, () -> Paths.sandwich(SmallTask.level(), 2, SEED));
  }

  private static List<Integer> depths(Paths paths, long batch) {
    return paths.at(batch).only().orElseThrow().stages().blocks();
  }

  /** With r = 0.216 each of three options is out with 0.6: all are with r, and then one stays. */
  @Test
  void pathDropoutLeavesOutAllOptionsAsOftenAsItsRateSaysAndKeepsOneThen() {
    double out = 0.6;
    long last = 20_000;
    Paths paths = Paths.pathDropout(SmallTask.level(), Math.pow(out, 3), last + 1, SEED);
    assertEquals(
        List.of(1, 2, 3),
        paths.at(0).stages().getFirst().depths().stream().map(Mixture.Option::value).toList(),
        "nothing is out at first");

    // So near the end the rate is its end's to three digits.
    var sizes = new TreeMap<Integer, Long>();
    for (long batch = last - 2000; batch < last; batch++) {
      for (Mixture.Stage stage : paths.at(batch).stages()) {
        int kept = stage.depths().size();
        stage.depths().forEach(option -> assertEquals(1.0 / kept, option.share()));
        sizes.merge(kept, 1L, Long::sum);
      }
    }
    double in = 1 - out;
    double draws = 8000;
    assertEquals(draws * in * in * in, sizes.get(3), 90);
    assertEquals(draws * 3 * in * in * out, sizes.get(2), 170);
    assertEquals(draws * (3 * in * out * out + out * out * out), sizes.get(1), 190);

    long middle = 0;
    for (long batch = last / 2 - 1000; batch < last / 2 + 1000; batch++) {
      middle += paths.at(batch).stages().getFirst().depths().size() == 3 ? 1 : 0;
    }
    double half = 1 - Math.pow(Math.pow(out, 3) / 2, 1.0 / 3);
    assertEquals(2000 * half * half * half, (double) middle, 90, "the rate rises linearly");
  }

  private static Map<Integer, Long> often(Paths paths, long from, long to) {
    return LongStream.range(from, to)
        .mapToObj(batch -> paths.at(batch).only().orElseThrow().stages().blocks().getFirst())
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
  }

  /** Stages of so many depths, from 1, that cost nothing. */
  private static Level<Allocation> level(List<Integer> depths) {
    List<List<Long>> genes = depths.stream().map(count -> Collections.nCopies(count, 0L)).toList();
    var codec =
        new Codec<Allocation>() {
          @Override
          public Allocation decode(Choices choices) {
            return Allocation.parse((choices.get(0) + 1) + "-" + (choices.get(1) + 1));
          }

          @Override
          public Optional<Choices> encode(Allocation candidate) {
            List<Integer> blocks = candidate.stages().blocks();
            return Optional.of(Choices.of(blocks.get(0) - 1, blocks.get(1) - 1));
          }
        };
    return new Level<>("stage", new FeasibleSet(genes, 0, 0, 0), codec, Allocation.parse("1-1"));
  }
}
