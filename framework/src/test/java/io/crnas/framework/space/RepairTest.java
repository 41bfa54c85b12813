package io.crnas.framework.space;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RepairTest {

  @Test
  void aRepairKeepsAsManyChoicesAsAnyFeasibleCandidateDoes() {
    var random = new Random(1);
    int repaired = 0;
    for (int i = 0; i < 400; i++) {
      Sets.Instance instance = Sets.random(random);
      FeasibleSet set = instance.set();
      List<Choices> feasible = instance.feasible();
      if (feasible.isEmpty()) {
        continue;
      }
      for (Choices given : instance.all()) {
        int most = feasible.stream().mapToInt(c -> Sets.kept(given, c)).max().orElseThrow();
        Choices found = set.repair(given, random);
        assertTrue(set.contains(found));
        assertEquals(most, Sets.kept(given, found), () -> given + " in " + instance);
        repaired += found.equals(given) ? 0 : 1;
      }
    }
    assertTrue(repaired > 1000, repaired + " repaired");
  }

  @Test
  void everyNearestCandidateIsEquallyLikely() {
    FeasibleSet set = Sets.stages(33);
    Choices given = Choices.of(9, 9, 9, 9);
    List<Choices> feasible = set.stream().toList();
    int most = feasible.stream().mapToInt(c -> Sets.kept(given, c)).max().orElseThrow();
    List<Choices> nearest = feasible.stream().filter(c -> Sets.kept(given, c) == most).toList();
    assertTrue(nearest.size() > 3, nearest.toString());
    var random = new Random(2);
    double p = ChiSquare.uniform(nearest, () -> set.repair(given, random));
    assertTrue(p > 0.001, "p = " + p);
  }

  @Test
  void feasibleChoicesComeBackAsTheyAre() {
    FeasibleSet set = Sets.dilations(33);
    Choices given = set.sample(new Random(3));
    assertSame(given, set.repair(given, new Random(4)));
  }

  @Test
  void choicesThatAreNotOfferedAreRefused() {
    FeasibleSet set = Sets.stages(16);
    assertThrows(
        IllegalArgumentException.class, () -> set.repair(Choices.of(0, 0, 10, 0), new Random(5)));
  }
}
