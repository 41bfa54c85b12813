package io.crnas.framework.space;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LevelTest {
  private static final Codec<String> TEXT =
      new Codec<>() {
        @Override
        public String decode(Choices choices) {
          return choices.toString();
        }

        @Override
        public Optional<Choices> encode(String candidate) {
          if (candidate.equals("elsewhere")) {
            return Optional.empty();
          }
          return Optional.of(
              new Choices(List.of(candidate.split("-")).stream().map(Integer::valueOf).toList()));
        }
      };

  @Test
  void theBaselineIsThereWhereItIsFeasible() {
    // ResNet-50 has [3, 4, 6, 3] blocks.
    var level = level(Sets.stages(16), List.of(1, 1, 1, 1), "2-3-3-1");
    assertEquals(Optional.of(Choices.of(2, 3, 3, 1)), level.baselineChoices());
    var smaller = level(Sets.stages(15), List.of(1, 1, 1, 1), "2-3-3-1");
    assertEquals(Optional.empty(), smaller.baselineChoices());
    var elsewhere = level(Sets.stages(15), List.of(1, 1, 1, 1), "elsewhere");
    assertEquals(Optional.empty(), elsewhere.baselineChoices());
  }

  @Test
  void chromosomesHoldEveryGeneOnce() {
    for (List<Integer> wrong :
        List.of(List.of(1, 1, 1), List.of(4, 1), List.of(4, 0), List.<Integer>of())) {
      assertRefused("chromosomes", Sets.stages(16), wrong);
    }
  }

  @Test
  void genesOfOneChromosomeHaveEquallyManyChoices() {
    var genes = List.of(List.of(1L, 2L), List.of(1L, 2L, 3L));
    assertRefused("number of choices", new FeasibleSet(genes, 0, 0, 9), List.of(2));
  }

  @Test
  void aLevelHasACandidate() {
    assertRefused("no candidate", Sets.stages(5), List.of(4));
  }

  @Test
  void aCodecThatDoesNotComeBackIsRefused() {
    assertRefused("encodes", Sets.stages(16), List.of(4), "02-3-3-1");
  }

  private static void assertRefused(String why, FeasibleSet set, List<Integer> chromosomes) {
    assertRefused(why, set, chromosomes, "2-3-3-1");
  }

  private static void assertRefused(
      String why, FeasibleSet set, List<Integer> chromosomes, String baseline) {
    var refused =
        assertThrows(IllegalArgumentException.class, () -> level(set, chromosomes, baseline));
    assertTrue(String.valueOf(refused.getMessage()).contains(why), refused.getMessage());
  }

  private static Level<String> level(FeasibleSet set, List<Integer> chromosomes, String baseline) {
    return new Level<>("stage", set, chromosomes, TEXT, baseline);
  }
}
