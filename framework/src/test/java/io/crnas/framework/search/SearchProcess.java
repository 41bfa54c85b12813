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
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

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

  /**
   * Arguments: the journal, the number of the batch to halt in, or -1 for none, and how many of its
   * answers to tell before, or -1 where batches are answered whole.
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Landscape landscape = landscape();
    int last = Integer.parseInt(arguments[1]);
    int told = Integer.parseInt(arguments[2]);
    search(
        new Telling(landscape, last, told, SearchProcess::say, SearchProcess::halt),
        Path.of(arguments[0]));
    System.out.println("done");
  }

  private static void say(int batch) {
    System.out.println("batch " + batch);
  }

  private static void halt() {
    System.out.println("halted");
    try {
      System.in.read();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Ends within a batch. Batches are answered whole, or each answer is told by itself, the last of
   * a batch first.
   *
   * @param last the batch, or -1 for none
   * @param told how many answers it tells of that batch before; -1 where batches are answered whole
   * @param begin is told of each batch
   */
  record Telling(Landscape landscape, int last, int told, IntConsumer begin, Runnable end)
      implements Evaluator<Choices> {
    @Override
    public String fingerprint() {
      return landscape.fingerprint();
    }

    @Override
    public List<Evaluation> evaluate(List<Choices> candidates) {
      return evaluate(candidates, Listener.none());
    }

    @Override
    public List<Evaluation> evaluate(List<Choices> candidates, Listener listener) {
      int batch = landscape.batches().size();
      begin.accept(batch);
      List<Evaluation> answers = landscape.evaluate(candidates);
      int early = told < 0 ? 0 : batch == last ? told : candidates.size();
      for (int place :
          IntStream.range(0, candidates.size()).boxed().toList().reversed().subList(0, early)) {
        listener.answered(place, answers.get(place));
      }
      if (batch == last) {
        end.run();
      }
      return answers;
    }

    @Override
    public void close() {}
  }
}
