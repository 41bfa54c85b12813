package io.crnas.framework.space;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RemainingTest {

  @Test
  void everyCandidateIsDrawnOnce() {
    FeasibleSet set = Sets.stages(16);
    var remaining = new Remaining(set);
    var random = new Random(1);
    Set<Choices> drawn = new HashSet<>();
    while (!remaining.isEmpty()) {
      assertTrue(drawn.add(remaining.draw(random)));
      assertEquals(set.count().subtract(BigInteger.valueOf(drawn.size())), remaining.count());
    }
    assertEquals(Set.copyOf(set.stream().toList()), drawn);
    assertThrows(IllegalStateException.class, () -> remaining.draw(random));
  }

  /** Of few that are left and of many: these are drawn in two ways. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatIsLeftIsDrawnUniformly(boolean few) {
    FeasibleSet set = Sets.stages(16);
    List<Choices> all = set.stream().toList();
    List<Choices> left =
        all.stream().filter(c -> (set.rank(c).intValue() % 3 == 1) == few).toList();
    var random = new Random(2);
    double p =
        ChiSquare.uniform(
            left,
            () -> {
              var remaining = new Remaining(set);
              all.stream().filter(c -> !left.contains(c)).forEach(remaining::take);
              return remaining.draw(random);
            });
    assertTrue(p > 0.001, "p = " + p);
  }

  @Test
  void aCandidateIsTakenOnce() {
    FeasibleSet set = Sets.dilations(50);
    var remaining = new Remaining(set);
    Choices choices = set.sample(new Random(3));
    assertTrue(remaining.take(choices));
    assertFalse(remaining.take(choices));
    assertEquals(set.count().subtract(BigInteger.ONE), remaining.count());
  }
}
