package io.crnas.framework.journal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers that follow each other and differ in candidate, evaluation and cost alone: one row of the
 * file.
 *
 * @param first the place of the first of them in the order of writing, from 1
 * @param time when they were written
 * @param answers at least one
 */
record Batch(long first, Instant time, List<Answer> answers) {
  Batch {
    answers = List.copyOf(answers);
    if (answers.isEmpty()) {
      throw new IllegalArgumentException("a batch of no answers");
    }
    for (Answer answer : answers) {
      if (!isAlike(answers.getFirst(), answer)) {
        throw new IllegalArgumentException(answer + " in one batch with " + answers.getFirst());
      }
    }
  }

  /** As few batches as will do, in order. */
  static List<Batch> of(long first, Instant time, List<Answer> answers) {
    var batches = new ArrayList<Batch>();
    int from = 0;
    for (int to = 1; to <= answers.size(); to++) {
      if (to == answers.size() || !isAlike(answers.get(from), answers.get(to))) {
        batches.add(new Batch(first + from, time, answers.subList(from, to)));
        from = to;
      }
    }
    return batches;
  }

  private static boolean isAlike(Answer one, Answer other) {
    return one.generation() == other.generation()
        && one.milliseconds() == other.milliseconds()
        && one.level().equals(other.level())
        && one.fingerprint().equals(other.fingerprint());
  }

  List<Entry> entries() {
    var entries = new ArrayList<Entry>();
    for (Answer answer : answers) {
      entries.add(new Entry(first + entries.size(), time, answer));
    }
    return entries;
  }
}
