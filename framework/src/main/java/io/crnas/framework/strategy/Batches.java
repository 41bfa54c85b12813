package io.crnas.framework.strategy;

import io.crnas.framework.search.Scores;
import io.crnas.framework.space.Choices;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Asks for candidates whose choice does not depend on the scores. */
final class Batches {
  /** So many share much work, and so few are lost when a run is killed. */
  static final int SIZE = 16;

  private Batches() {}

  static void ask(Iterator<Choices> candidates, Scores scores) throws InterruptedException {
    while (candidates.hasNext()) {
      List<Choices> batch = new ArrayList<>();
      while (batch.size() < SIZE && candidates.hasNext()) {
        batch.add(candidates.next());
      }
      scores.of(batch);
    }
  }
}
