package io.crnas.framework.journal;

import io.crnas.framework.Evaluation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Opens a journal, appends single answers and says so; stays at work until it is killed. */
final class JournalWriter {
  private JournalWriter() {}

  static Answer answer(String candidate, double score) {
    var metrics = new TreeMap<String, Double>();
    metrics.put("AP", score);
    return new Answer(
        "stage", candidate, 3, 0, new Evaluation.Scored(metrics), 1234567890123L, 42, "f1");
  }

  /** Answers numbered from the given one. */
  static List<Answer> batch(int first, int size) {
    return IntStream.range(first, first + size)
        .mapToObj(i -> answer("candidate " + i + " of a rather long name", i / 7.0))
        .toList();
  }

  /** Arguments: the journal, how many answers to write, and how many at once, 1 if not given. */
  public static void main(String[] arguments) throws IOException {
    Journal journal = Journal.open(Path.of(arguments[0]));
    int answers = Integer.parseInt(arguments[1]);
    int size = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1;
    for (int i = 0; i < answers; i += size) {
      try {
        journal.append(batch(i, size));
      } catch (UncheckedIOException e) {
        System.out.println("after " + i + ": " + e.getMessage());
        return;
      }
    }
    System.out.println("written");
    System.in.read();
  }
}
