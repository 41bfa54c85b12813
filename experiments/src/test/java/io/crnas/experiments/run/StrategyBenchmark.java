package io.crnas.experiments.run;

import io.crnas.experiments.descriptor.Descriptor;
import io.crnas.experiments.descriptor.Evaluator;
import io.crnas.experiments.descriptor.Evaluators;
import io.crnas.experiments.descriptor.Experiment;
import io.crnas.experiments.yaml.Assignment;
import io.crnas.framework.Evaluation;
import io.crnas.framework.device.Device;
import io.crnas.framework.progress.Progress;
import io.crnas.framework.search.Scores;
import io.crnas.framework.space.Choices;
import io.crnas.framework.space.Level;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.evaluator.EvaluatorContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What strategies find in a level whose evaluator is a table, over seeds: how many evaluations they
 * took to the best candidate, and how far from it they were after some. A group of candidates that
 * were scored together counts as one evaluation and is none of its members.
 */
final class StrategyBenchmark {

  private StrategyBenchmark() {}

  /** Arguments: descriptor, evaluations of each search, seeds, and strategies as YAML. */
  public static void main(String[] arguments) throws Exception {
    Path file = Path.of(arguments[0]);
    int budget = Integer.parseInt(arguments[1]);
    int seeds = Integer.parseInt(arguments[2]);
    System.out.println(
        "| strategy | found the best | evaluations to it, median | regret after "
            + budget / 4
            + " | after "
            + budget / 2
            + " | after "
            + budget
            + " |");
    System.out.println("|---|---|---|---|---|---|");
    for (String strategy : List.of(arguments).subList(3, arguments.length)) {
      System.out.println(row(file, strategy, budget, seeds));
    }
  }

  private static String row(Path file, String strategy, int budget, int seeds)
      throws IOException, InterruptedException {
    Experiment experiment =
        Descriptor.read(
            file,
            Evaluators.onClassPath(),
            List.of(Assignment.parse("levels[0].strategy=" + strategy)),
            _ -> {});
    Setup setup = Setup.of(experiment, Progress.silent());
    var described = experiment.levels().getFirst();
    Level<Allocation> level = setup.level(described, setup.targets.getFirst());
    Map<Choices, Double> truth =
        truth(described, level, setup.backbone, file.toAbsolutePath().getParent());
    double best = truth.values().stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    List<Integer> to = new ArrayList<>();
    double[] regret = new double[3];
    for (int seed = 1; seed <= seeds; seed++) {
      var asked = new Asked(truth);
      Strategies.of(described).search(level, seed, asked);
      asked.first(best).ifPresent(to::add);
      for (int part = 0; part < regret.length; part++) {
        regret[part] += (best - asked.best(budget >> (2 - part))) / seeds;
      }
    }
    int[] sorted = to.stream().mapToInt(Integer::intValue).sorted().toArray();
    return String.format(
        Locale.ROOT,
        "| `%s` | %d of %d | %s | %.4f | %.4f | %.4f |",
        strategy,
        to.size(),
        seeds,
        sorted.length == 0 ? "" : Integer.toString(sorted[sorted.length / 2]),
        regret[0],
        regret[1],
        regret[2]);
  }

  /** What the table has of every candidate. */
  private static Map<Choices, Double> truth(
      io.crnas.experiments.descriptor.Level described,
      Level<Allocation> level,
      Backbone backbone,
      Path base)
      throws IOException, InterruptedException {
    if (!(described.evaluator() instanceof Evaluator.Provided<?> provided)) {
      throw new IllegalArgumentException(described.evaluator().kind() + " is no table");
    }
    var context =
        new EvaluatorContext(
            level, backbone, base, base, 1, new Device.Auto(), 1, Progress.silent());
    var truth = new HashMap<Choices, Double>();
    try (var evaluator = provided.open(context)) {
      List<Choices> all = level.feasible().stream().toList();
      List<Evaluation> scores = evaluator.evaluate(all.stream().map(level::decode).toList());
      for (int i = 0; i < all.size(); i++) {
        if (scores.get(i) instanceof Evaluation.Scored scored) {
          truth.put(all.get(i), scored.metric(described.objective()));
        }
      }
    }
    return truth;
  }

  /** Answers from the table, and remembers what was asked. */
  private static final class Asked implements Scores {
    private final Map<Choices, Double> truth;
    private final Set<List<Choices>> seen = new HashSet<>();

    /** The best score after each evaluation. */
    private final List<Double> best = new ArrayList<>();

    Asked(Map<Choices, Double> truth) {
      this.truth = truth;
    }

    OptionalInt first(double score) {
      int at = best.indexOf(score);
      return at < 0 ? OptionalInt.empty() : OptionalInt.of(at + 1);
    }

    double best(int evaluations) {
      return best.get(Math.min(evaluations, best.size()) - 1);
    }

    @Override
    public double[] of(List<Choices> batch) {
      return together(batch.stream().map(List::of).toList());
    }

    @Override
    public List<Evaluation> evaluations(List<Choices> batch) {
      throw new UnsupportedOperationException("the table has one metric");
    }

    @Override
    public double[] together(List<List<Choices>> groups) {
      return groups.stream().mapToDouble(this::score).toArray();
    }

    private double score(List<Choices> group) {
      double mean =
          group.stream()
              .mapToDouble(one -> truth.getOrDefault(one, Double.NEGATIVE_INFINITY))
              .average()
              .orElseThrow();
      if (seen.add(group)) {
        double before = best.isEmpty() ? Double.NEGATIVE_INFINITY : best.getLast();
        best.add(group.size() == 1 ? Math.max(before, mean) : before);
      }
      return mean;
    }
  }
}
