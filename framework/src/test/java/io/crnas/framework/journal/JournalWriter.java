package io.crnas.framework.journal;

import io.crnas.framework.Evaluation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;

/** Opens a journal, appends single answers and says so; stays at work until it is killed. */
final class JournalWriter {
  private JournalWriter() {}

  static Answer answer(String candidate, double score) {
    var metrics = new TreeMap<String, Double>();
    metrics.put("AP", score);
    return new Answer(
        "stage", candidate, 3, new Evaluation.Scored(metrics), 1234567890123L, 42, "f1");
  }

  /** Arguments: the journal and how many answers to write. */
  public static void main(String[] arguments) throws IOException {
    Journal journal = Journal.open(Path.of(arguments[0]));
    int answers = Integer.parseInt(arguments[1]);
    for (int i = 0; i < answers; i++) {
      try {
        journal.append(List.of(answer("candidate " + i + " of a rather long name", i / 7.0)));
      } catch (UncheckedIOException e) {
        System.out.println("after " + i + ": " + e.getMessage());
        return;
      }
    }
    System.out.println("written");
    System.in.read();
  }
}
