package io.crnas.framework.evolution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.framework.space.Choices;
import io.crnas.framework.space.Level;
import io.crnas.framework.space.Levels;
import io.crnas.framework.space.Sets;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MoveTest {

  @Test
  void blocksGoFromOneStageToAnotherWithinTheBudget() {
    Level<Choices> level = Levels.stages(16);
    Choices from = Choices.of(2, 3, 3, 1);
    Set<Choices> reached = new HashSet<>();
    for (Choices to : moved(level, from, 500)) {
      assertTrue(level.feasible().contains(to), to::toString);
      assertEquals(2, Sets.kept(from, to));
      reached.add(to);
    }
    // Every feasible candidate that differs in two stages can be reached.
    Set<Choices> neighbours =
        level.feasible().stream()
            .filter(candidate -> Sets.kept(from, candidate) == 2)
            .collect(Collectors.toSet());
    assertEquals(neighbours, reached);
  }

  @Test
  void whereEveryChoiceCostsTheSameNothingMoves() {
    Level<Choices> level = Levels.dilations(9);
    Choices from = level.feasible().sample(new Random(1));
    assertEquals(Set.of(from), Set.copyOf(moved(level, from, 20)));
  }

  private static List<Choices> moved(Level<Choices> level, Choices from, int times) {
    var move = new Move(level.feasible());
    var random = new Random(2);
    return Stream.generate(() -> move.move(from, random).orElse(from)).limit(times).toList();
  }
}
