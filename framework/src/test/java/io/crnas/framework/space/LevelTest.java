package io.crnas.framework.space;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.stream.Stream;
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
              Choices.of(Stream.of(candidate.split("-")).mapToInt(Integer::parseInt).toArray()));
        }
      };

  @Test
  void theBaselineIsThereWhereItIsFeasible() {
    // ResNet-50 has [3, 4, 6, 3] blocks.
    var level = level(Sets.stages(16), "2-3-3-1");
    assertEquals(Optional.of(Choices.of(2, 3, 3, 1)), level.baselineChoices());
    var smaller = level(Sets.stages(15), "2-3-3-1");
    assertEquals(Optional.empty(), smaller.baselineChoices());
    var elsewhere = level(Sets.stages(15), "elsewhere");
    assertEquals(Optional.empty(), elsewhere.baselineChoices());
  }

  @Test
  void aLevelHasACandidate() {
    assertRefused("no candidate", Sets.stages(5), "2-3-3-1");
  }

  @Test
  void aCodecThatDoesNotComeBackIsRefused() {
    assertRefused("encodes", Sets.stages(16), "02-3-3-1");
  }

  private static void assertRefused(String why, FeasibleSet set, String baseline) {
    var refused = assertThrows(IllegalArgumentException.class, () -> level(set, baseline));
    assertTrue(String.valueOf(refused.getMessage()).contains(why), refused.getMessage());
  }

  private static Level<String> level(FeasibleSet set, String baseline) {
    return new Level<>("stage", set, TEXT, baseline);
  }
}
