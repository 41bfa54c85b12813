package io.crnas.experiments.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crnas.framework.Evaluation;
import io.crnas.framework.journal.Answer;
import io.crnas.framework.journal.Entry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RunJournalTest {

  @Test
  void answersAreInTheOrderInWhichTheyWereAskedForWheneverTheyCame() {
    List<Answer> asked = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      var evaluation = Evaluation.of(Map.of("AP", i / 12.0));
      asked.add(new Answer("stage", "2-2-2-" + (12 - i), i / 5, i % 5, evaluation, 1, i, "ab"));
    }
    List<Answer> come = new ArrayList<>(asked);
    Collections.shuffle(come, new Random(3));
    List<Entry> entries = new ArrayList<>();
    for (Answer answer : come) {
      entries.add(new Entry(entries.size() + 1, Instant.EPOCH, answer));
    }
    assertEquals(asked, RunJournal.inOrder(entries));
  }
}
