package io.crnas.framework.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.framework.Evaluation;
import io.crnas.framework.Evaluator;
import io.crnas.framework.evolution.Breeding;
import io.crnas.framework.evolution.Crossover;
import io.crnas.framework.evolution.Evolution;
import io.crnas.framework.evolution.EvolutionSettings;
import io.crnas.framework.evolution.Pareto;
import io.crnas.framework.evolution.Selection;
import io.crnas.framework.journal.Answer;
import io.crnas.framework.journal.Entry;
import io.crnas.framework.journal.Journal;
import io.crnas.framework.progress.Progress;
import io.crnas.framework.space.Choices;
import io.crnas.framework.space.Level;
import io.crnas.framework.space.Levels;
import io.crnas.framework.strategy.Exhaustive;
import io.crnas.framework.strategy.Greedy;
import io.crnas.framework.strategy.LocalSearch;
import io.crnas.framework.strategy.RandomSearch;
import io.crnas.framework.strategy.Reinforce;
import io.crnas.framework.surrogate.SurrogateSearch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a search finds depends on the level, the strategy, the seed and the scores alone, whatever
 * the strategy.
 */
class EveryStrategyTest {
  private static final Level<Choices> LEVEL = Levels.stages(16, Choices.of(2, 3, 3, 1));

  @TempDir Path directory;
  private int files;

  static Stream<Strategy> strategies() {
    Breeding breeding = Breeding.defaults();
    return Stream.of(
        new Evolution(EvolutionSettings.defaults().withSize(12, 6)),
        new Evolution(
            new EvolutionSettings(
                10,
                6,
                0.8,
                1,
                new Selection.LinearRank(),
                new Breeding(Crossover.MULTI_POINT, 0.5, 0.2, 0.5),
                2)),
        new Evolution(
            new EvolutionSettings(
                10,
                6,
                0.5,
                3,
                new Selection.Truncation(5),
                new Breeding(Crossover.SINGLE_POINT, 0.5, 0.2, 0),
                9)),
        new Pareto(12, 5, 0.5, breeding, List.of(Goal.maximise("AP"), Goal.minimise("latency"))),
        new Greedy(3, 4),
        new Exhaustive(153),
        new RandomSearch(60),
        new LocalSearch(6, 60, 5),
        new Reinforce(90, 7, 0.2, 1e-3, 0.9),
        new Reinforce(90, 7, 0.01, 1e-3, 0.9, OptionalInt.of(12)),
        new SurrogateSearch(12, 36, 8));
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void theOutcomeDoesNotDependOnHowTheEvaluatorWorksOnABatch(Strategy strategy) throws Exception {
    Outcome<Choices> whole = search(strategy, new Whole(), 7, file());
    assertEquals(whole, search(strategy, new Shuffled(), 7, file()));
    assertEquals(whole, search(strategy, new Parallel(), 7, file()));
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void aSearchCutOffAfterAnyAnswerEndsTheSame(Strategy strategy) throws Exception {
    Path whole = file();
    Outcome<Choices> expected = search(strategy, new Whole(), 7, whole);
    List<Entry> entries = Journal.read(whole);
    var random = new Random(1);
    for (int cut : cuts(entries.size(), random)) {
      Path file = file();
      List<Answer> kept = entries.subList(0, cut).stream().map(Entry::answer).toList();
      try (Journal journal = Journal.open(file)) {
        journal.append(kept);
      }
      var rest = new Counting();
      assertEquals(expected, search(strategy, rest, 7, file), "cut after " + cut);
      assertEquals(entries.size() - cut, rest.asked);
      assertEquals(candidates(entries), candidates(Journal.read(file)));
    }
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void noQuestionIsAskedTwiceAndTheBaselineComesFirst(Strategy strategy) throws Exception {
    Path file = file();
    Outcome<Choices> outcome = search(strategy, new Whole(), 7, file);
    List<String> asked = candidates(Journal.read(file));
    assertEquals(asked.size(), new HashSet<>(asked).size());
    assertEquals(LEVEL.baseline().toString(), asked.getFirst());
    assertTrue(asked.size() <= strategy.evaluations(LEVEL), asked.size() + " asked");
    assertEquals(asked.size(), outcome.history().getLast().evaluated());
    assertEquals(strategy instanceof Pareto, !outcome.front().isEmpty());
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void anotherSeedIsAnotherSearch(Strategy strategy) throws Exception {
    Path one = file();
    Path other = file();
    search(strategy, new Whole(), 7, one);
    search(strategy, new Whole(), 8, other);
    if (strategy instanceof Exhaustive) {
      assertEquals(candidates(Journal.read(one)), candidates(Journal.read(other)));
    } else {
      assertNotEquals(candidates(Journal.read(one)), candidates(Journal.read(other)));
    }
  }

  /** Before the first, after the last, and four between. */
  private static List<Integer> cuts(int answers, Random random) {
    return IntStream.concat(IntStream.of(0, answers), random.ints(4, 1, answers)).boxed().toList();
  }

  private static List<String> candidates(List<Entry> entries) {
    return entries.stream().map(entry -> entry.answer().candidate()).toList();
  }

  private Path file() {
    return directory.resolve("journal " + files++);
  }

  private static Outcome<Choices> search(
      Strategy strategy, Evaluator<Choices> evaluator, long seed, Path file)
      throws IOException, InterruptedException {
    try (Journal journal = Journal.open(file)) {
      return new Search<>(LEVEL, strategy, evaluator, journal, seed, "AP", Progress.silent()).run();
    }
  }

  /** A rugged function and a latency; one candidate in eight can not be scored. */
  private static class Whole implements Evaluator<Choices> {
    @Override
    public String fingerprint() {
      return "one function";
    }

    @Override
    public List<Evaluation> evaluate(List<Choices> candidates) throws InterruptedException {
      return candidates.stream().map(Whole::evaluate).toList();
    }

    static Evaluation evaluate(Choices candidate) {
      var noise = new Random(candidate.hashCode());
      if (!candidate.equals(LEVEL.baseline()) && noise.nextInt(8) == 0) {
        return new Evaluation.Failed("no memory");
      }
      double ap = Landscape.rugged(Choices.of(4, 1, 3, 2), 3).applyAsDouble(candidate);
      return Evaluation.of(Map.of("AP", ap, "latency", candidate.get(3) + noise.nextDouble()));
    }

    @Override
    public void close() {}
  }

  private static final class Counting extends Whole {
    private int asked;

    @Override
    public List<Evaluation> evaluate(List<Choices> candidates) throws InterruptedException {
      asked += candidates.size();
      return super.evaluate(candidates);
    }

    @Override
    public List<Evaluation> evaluateTogether(List<List<Choices>> groups, Listener listener)
        throws InterruptedException {
      int before = asked;
      List<Evaluation> evaluations = super.evaluateTogether(groups, listener);
      asked = before + groups.size();
      return evaluations;
    }
  }

  /** One by one, in an order of its own. */
  private static final class Shuffled extends Whole {
    private final Random random = new Random(2);

    @Override
    public List<Evaluation> evaluate(List<Choices> candidates) throws InterruptedException {
      var order = new ArrayList<>(candidates);
      Collections.shuffle(order, random);
      var answers = new ConcurrentHashMap<Choices, Evaluation>();
      for (Choices candidate : order) {
        answers.putAll(Map.of(candidate, super.evaluate(List.of(candidate)).getFirst()));
      }
      return candidates.stream().map(answers::get).toList();
    }
  }

  /** By several threads, whichever is done first. */
  private static final class Parallel extends Whole {
    @Override
    public List<Evaluation> evaluate(List<Choices> candidates) {
      var answers = new ConcurrentHashMap<Choices, Evaluation>();
      candidates.parallelStream()
          .unordered()
          .forEach(candidate -> answers.put(candidate, evaluate(candidate)));
      return candidates.stream().map(answers::get).toList();
    }
  }
}
