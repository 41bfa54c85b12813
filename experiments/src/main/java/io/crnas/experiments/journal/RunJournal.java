package io.crnas.experiments.journal;

import io.crnas.framework.journal.Answer;
import io.crnas.framework.journal.Entry;
import io.crnas.framework.journal.Journal;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.spaces.Allocation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** Where a run keeps its journal. */
public final class RunJournal {
  /** The file, in the folder of a run or of a ranking. */
  public static final String NAME = "journal.sqlite";

  private RunJournal() {}

  /** The journal of the run in a folder. */
  public static Path in(Path folder) {
    return folder.resolve(NAME);
  }

  /**
   * The answers of a run's journal, those of each level in the order that its search asked in,
   * whenever they came.
   *
   * @param place as in {@link #read}
   */
  public static List<Answer> answers(Path place) {
    return inOrder(read(place));
  }

  /** The answers of entries, those of each level in the order that its search asked in. */
  public static List<Answer> inOrder(List<Entry> entries) {
    return entries.stream()
        .map(Entry::answer)
        .sorted(Comparator.comparingInt(Answer::generation).thenComparingInt(Answer::place))
        .toList();
  }

  /** Of which an answer is that is about one candidate alone. */
  public static Allocation candidate(Answer answer) {
    return Allocation.parse(answer.candidate());
  }

  /**
   * Every entry of a run's journal in the order of writing, also while the run goes on.
   *
   * @param place the run's folder, or the journal itself
   * @throws InvalidInputException if there is none, or if it is damaged
   */
  public static List<Entry> read(Path place) {
    if (!Files.isDirectory(place)) {
      return Journal.read(place);
    }
    if (!Files.exists(in(place))) {
      throw new InvalidInputException(
          place.toString(), "no " + NAME, "the folder of a run that has begun");
    }
    return Journal.read(in(place));
  }
}
