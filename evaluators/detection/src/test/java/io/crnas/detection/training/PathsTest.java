package io.crnas.detection.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.framework.space.Choices;
import io.crnas.framework.space.Codec;
import io.crnas.framework.space.FeasibleSet;
import io.crnas.framework.space.Level;
import io.crnas.spaces.Allocation;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
          depths.add(paths.at(batch).stages().blocks().get(gene));
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
            .mapToObj(batch -> paths.at(batch).stages().blocks().subList(0, 2))
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    assertEquals(9, pairs.size());
    pairs.forEach((pair, count) -> assertEquals(300, count, 70, pair.toString()));
  }

  private static Map<Integer, Long> often(Paths paths, long from, long to) {
    return LongStream.range(from, to)
        .mapToObj(batch -> paths.at(batch).stages().blocks().getFirst())
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
