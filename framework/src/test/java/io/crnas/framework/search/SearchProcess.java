package io.crnas.framework.search;

import io.crnas.framework.Evaluation;
import io.crnas.framework.Evaluator;
import io.crnas.framework.evolution.Evolution;
import io.crnas.framework.evolution.EvolutionSettings;
import io.crnas.framework.journal.Journal;
import io.crnas.framework.progress.Progress;
import io.crnas.framework.space.Choices;
import io.crnas.framework.space.Level;
import io.crnas.framework.space.Levels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A search in a process of its own that says what it is asked and halts in one of its batches. */
final class SearchProcess {
  static final long SEED = 17;
  private static final Level<Choices> LEVEL = Levels.dilations(12);

  private SearchProcess() {}

  static Landscape landscape() {
    return new Landscape(Landscape.paired(12, 5));
  }

  static Outcome<Choices> search(Evaluator<Choices> evaluator, Path file)
      throws IOException, InterruptedException {
    try (Journal journal = Journal.open(file)) {
      var strategy = new Evolution(EvolutionSettings.defaults());
      return new Search<>(LEVEL, strategy, evaluator, journal, SEED, "AP", Progress.silent()).run();
    }
  }

  /** Arguments: the journal and the number of the batch to halt in, or -1 for none. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Landscape landscape = landscape();
    int last = Integer.parseInt(arguments[1]);
    search(new Halting(landscape, last), Path.of(arguments[0]));
    System.out.println("done");
  }

  private record Halting(Landscape landscape, int last) implements Evaluator<Choices> {
    @Override
    public String fingerprint() {
      return landscape.fingerprint();
    }

    @Override
    public List<Evaluation> evaluate(List<Choices> candidates) {
      int batch = landscape.batches().size();
      System.out.println("batch " + batch);
      if (batch == last) {
        try {
          System.in.read();
        } catch (IOException e) {
          throw new AssertionError(e);
        }
      }
      return landscape.evaluate(candidates);
    }

    @Override
    public void close() {}
  }
}
