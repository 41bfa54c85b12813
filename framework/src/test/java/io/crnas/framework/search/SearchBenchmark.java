package io.crnas.framework.search;

import io.crnas.framework.Evaluation;
import io.crnas.framework.Evaluator;
import io.crnas.framework.evolution.Breeding;
import io.crnas.framework.evolution.Evolution;
import io.crnas.framework.evolution.EvolutionSettings;
import io.crnas.framework.evolution.Selection;
import io.crnas.framework.journal.Journal;
import io.crnas.framework.progress.Progress;
import io.crnas.framework.space.Choices;
import io.crnas.framework.space.Level;
import io.crnas.framework.space.Levels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Evaluations per second of an evolution whose evaluator does next to nothing: 20 genes of three
 * choices, 100 individuals of which all but one are new in each generation.
 */
final class SearchBenchmark {
  private static final Level<Choices> LEVEL = Levels.dilations(20);
  private static final int POPULATION = 100;

  private SearchBenchmark() {}

  /** Arguments: generations, and for how many seconds to search with a journal and without. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int generations = Integer.parseInt(arguments[0]);
    double seconds = Double.parseDouble(arguments[1]);
    var settings =
        new EvolutionSettings(
            POPULATION,
            generations,
            1 - 1.0 / POPULATION,
            1,
            new Selection.Tournament(3),
            Breeding.defaults(),
            1_000_000);
    var strategy = new Evolution(settings);
    System.out.printf(
        Locale.ROOT,
        "crnas evaluations per second: %.0f without a journal, %.0f with it%n",
        best(seconds, seed -> plain(strategy, seed)),
        best(seconds, seed -> journaled(strategy, seed)));
  }

  /** A search with a seed; its evaluations per second. */
  private interface Measured {
    double search(int seed) throws IOException, InterruptedException;
  }

  private static double best(double seconds, Measured measured)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    double best = 0;
    for (int seed = 0; System.nanoTime() < end; seed++) {
      best = Math.max(best, measured.search(seed));
    }
    return best;
  }

  private static double plain(Strategy strategy, int seed) throws InterruptedException {
    var evaluator = new Trivial();
    long start = System.nanoTime();
    strategy.search(LEVEL, seed, new PlainScores(evaluator));
    return evaluator.evaluated * 1e9 / (System.nanoTime() - start);
  }

  private static double journaled(Strategy strategy, int seed)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("crnas-benchmark");
    try {
      var evaluator = new Trivial();
      long start = System.nanoTime();
      try (Journal journal = Journal.open(folder.resolve("journal.sqlite"))) {
        new Search<>(LEVEL, strategy, evaluator, journal, seed, "AP", Progress.silent()).run();
      }
      return evaluator.evaluated * 1e9 / (System.nanoTime() - start);
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  /** The sum of the choices. */
  private static final class Trivial implements Evaluator<Choices> {
    private long evaluated;

    @Override
    public String fingerprint() {
      return "trivial";
    }

    @Override
    public List<Evaluation> evaluate(List<Choices> candidates) {
      evaluated += candidates.size();
      return candidates.stream().map(Trivial::sum).toList();
    }

    private static Evaluation sum(Choices candidate) {
      double sum = 0;
      for (int gene = 0; gene < candidate.size(); gene++) {
        sum += candidate.get(gene);
      }
      var metrics = new TreeMap<String, Double>();
      metrics.put("AP", sum);
      return new Evaluation.Scored(metrics);
    }

    @Override
    public void close() {}
  }
}
