package io.crnas.spaces.level;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.framework.Evaluation;
import io.crnas.framework.evolution.Breeding;
import io.crnas.framework.evolution.Crossover;
import io.crnas.framework.evolution.Evolution;
import io.crnas.framework.evolution.EvolutionSettings;
import io.crnas.framework.evolution.Pareto;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.search.Goal;
import io.crnas.framework.search.Scores;
import io.crnas.framework.search.Strategy;
import io.crnas.framework.space.Choices;
import io.crnas.framework.space.Level;
import io.crnas.framework.strategy.Exhaustive;
import io.crnas.framework.strategy.Greedy;
import io.crnas.framework.strategy.LocalSearch;
import io.crnas.framework.strategy.RandomSearch;
import io.crnas.framework.strategy.Reinforce;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.SpatialAllocation;
import io.crnas.spaces.StageAllocation;
import io.crnas.spaces.cost.Budget;
import io.crnas.spaces.cost.Cost;
import io.crnas.spaces.cost.CostModel;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Levels of random sets, costs and budgets, tight and empty ones among them, held to brute force.
 */
class RandomLevelsTest {
  private static final int LEVELS = 10_000;

  @Test
  void noStrategyAsksForAnInfeasibleCandidateAndAnEmptyLevelIsRefusedWithTheNearestBudgets()
      throws InterruptedException {
    var random = new Random(1);
    int empty = 0;
    Map<String, Integer> searched = new HashMap<>();
    for (int i = 0; i < LEVELS; i++) {
      Instance instance = Instance.random(random);
      Set<Allocation> feasible = new HashSet<>(instance.all());
      feasible.removeIf(candidate -> !instance.budget().allows(instance.cost(candidate)));
      Optional<Level<Allocation>> level = instance.level(feasible.isEmpty());
      if (level.isEmpty()) {
        empty++;
      } else {
        assertEquals(
            BigInteger.valueOf(feasible.size()),
            level.get().feasible().count(),
            instance::toString);
        Strategy strategy = strategy(random);
        var asked = new Asked(level.get(), random.nextLong());
        strategy.search(level.get(), i, asked);
        assertFalse(asked.candidates.isEmpty());
        assertTrue(feasible.containsAll(asked.candidates), instance::toString);
        searched.merge(
            instance.kind() + " " + strategy.getClass().getSimpleName(), 1, Integer::sum);
      }
    }
    assertTrue(empty > LEVELS / 20 && empty < LEVELS / 2, empty + " were empty");
    assertEquals(3 * 7, searched.size());
    assertTrue(Collections.min(searched.values()) > 100, searched::toString);
  }

  private static Strategy strategy(Random random) {
    int population = random.nextInt(4, 9);
    int generations = random.nextInt(4);
    var breeding =
        new Breeding(
            List.of(Crossover.values()).get(random.nextInt(3)),
            random.nextDouble(),
            random.nextDouble(),
            random.nextDouble());
    return switch (random.nextInt(7)) {
      case 0 -> {
        EvolutionSettings usual = EvolutionSettings.defaults().withSize(population, generations);
        yield new Evolution(
            new EvolutionSettings(
                population,
                generations,
                usual.offspring(),
                usual.elites(),
                usual.selection(),
                breeding,
                1 + random.nextInt(3)));
      }
      case 1 ->
          new Pareto(
              population,
              generations,
              0.5,
              breeding,
              List.of(Goal.maximise("AP"), Goal.minimise(Goal.COST)));
      case 2 -> new Greedy(1 + random.nextInt(4), 1 + random.nextInt(3));
      case 3 ->
          new LocalSearch(1 + random.nextInt(4), 4 + random.nextInt(20), 1 + random.nextInt(4));
      case 4 -> {
        var units = random.nextBoolean() ? OptionalInt.of(4) : OptionalInt.empty();
        int batch = 1 + random.nextInt(5);
        yield new Reinforce(1 + random.nextInt(20), batch, 0.3, 0.01, 0.9, units);
      }
      case 5 -> new RandomSearch(1 + random.nextInt(20));
      default -> new Exhaustive(1_000_000);
    };
  }

  /** Remembers what it was asked and answers with noise; one candidate in five has no score. */
  private static final class Asked implements Scores {
    private final Level<Allocation> level;
    private final long seed;
    private final List<Allocation> candidates = new ArrayList<>();

    Asked(Level<Allocation> level, long seed) {
      this.level = level;
      this.seed = seed;
    }

    @Override
    public double[] of(List<Choices> batch) {
      return batch.stream().mapToDouble(this::score).toArray();
    }

    @Override
    public List<Evaluation> evaluations(List<Choices> batch) {
      return batch.stream().map(choices -> Evaluation.of(Map.of("AP", score(choices)))).toList();
    }

    @Override
    public double[] together(List<List<Choices>> groups) {
      return groups.stream()
          .mapToDouble(group -> group.stream().mapToDouble(this::score).average().orElseThrow())
          .toArray();
    }

    private double score(Choices choices) {
      candidates.add(level.decode(choices));
      var noise = new Random(31L * choices.hashCode() + seed);
      return noise.nextInt(5) == 0 ? Double.NEGATIVE_INFINITY : noise.nextDouble();
    }
  }

  private enum Kind {
    STAGE,
    SPATIAL,
    JOINT
  }

  /**
   * A level and the slow way to its candidates. What a stage costs is any function of its blocks'
   * number, and each block adds something for its dilation.
   */
  private record Instance(
      Kind kind,
      List<List<Integer>> sets,
      List<Integer> dilations,
      DilationRule rule,
      StageAllocation stages,
      List<List<Integer>> ofBlocks,
      List<List<Integer>> ofDilation,
      Budget budget) {

    static Instance random(Random random) {
      Kind kind = List.of(Kind.values()).get(random.nextInt(3));
      int count = 1 + random.nextInt(kind == Kind.STAGE ? 3 : 2);
      int most = kind == Kind.STAGE ? 5 : 3;
      List<List<Integer>> sets = new ArrayList<>();
      for (int stage = 0; stage < count; stage++) {
        sets.add(some(most, random));
      }
      List<Integer> dilations = some(3, random).stream().limit(2).toList();
      // No dilation at all is always allowed.
      DilationRule rule =
          dilations.contains(1) && random.nextBoolean() ? DilationRule.HDC : DilationRule.ANY;
      var stages =
          new StageAllocation(
              sets.stream().map(set -> set.get(random.nextInt(set.size()))).toList());
      List<List<Integer>> ofBlocks = costs(count, most + 1, 1 + random.nextInt(30), random);
      List<List<Integer>> ofDilation = costs(count, 4, 1 + random.nextInt(3), random);
      long target = 1 + random.nextLong(20L * count);
      double tolerance = List.of(0.0, 0.05, 0.3).get(random.nextInt(3));
      var anywhere = new Budget(parameters(target), tolerance);
      var instance =
          new Instance(kind, sets, dilations, rule, stages, ofBlocks, ofDilation, anywhere);
      return random.nextInt(4) == 0 ? instance : instance.aroundACandidate(random);
    }

    private Instance aroundACandidate(Random random) {
      List<Allocation> all = all();
      Cost target = cost(all.get(random.nextInt(all.size())));
      var around = new Budget(target, budget.tolerance());
      return new Instance(kind, sets, dilations, rule, stages, ofBlocks, ofDilation, around);
    }

    /** Some of the numbers up to the greatest, in any order. */
    private static List<Integer> some(int most, Random random) {
      var numbers = new ArrayList<>(IntStream.rangeClosed(1, most).boxed().toList());
      Collections.shuffle(numbers, random);
      return List.copyOf(numbers.subList(0, 1 + random.nextInt(most)));
    }

    private static List<List<Integer>> costs(int rows, int columns, int bound, Random random) {
      return IntStream.range(0, rows)
          .mapToObj(_ -> random.ints(columns, 0, bound).boxed().toList())
          .toList();
    }

    private static Cost parameters(long value) {
      return Cost.parameters(value, Cost.Scope.BACKBONE, new ImageSize(64, 64));
    }

    Cost cost(Allocation allocation) {
      long cost = 1;
      List<List<Integer>> blocks = allocation.dilations().dilations();
      for (int stage = 0; stage < blocks.size(); stage++) {
        cost += ofBlocks.get(stage).get(blocks.get(stage).size());
        for (int dilation : blocks.get(stage)) {
          cost += ofDilation.get(stage).get(dilation);
        }
      }
      return parameters(cost);
    }

    /** The level; empty where it is refused, with the nearest budgets, as it must be if empty. */
    Optional<Level<Allocation>> level(boolean empty) {
      CostModel costs = this::cost;
      try {
        return Optional.of(
            switch (kind) {
              case STAGE -> Levels.stage(sets, stages, costs, budget);
              case SPATIAL -> Levels.spatial(stages, dilations, rule, costs, budget);
              case JOINT -> Levels.joint(sets, dilations, rule, stages, costs, budget);
            });
      } catch (InvalidInputException refused) {
        assertTrue(empty, () -> refused + " but there are candidates in " + this);
        String message = refused.toString();
        NavigableMap<Long, Long> counts = new TreeMap<>();
        all().forEach(candidate -> counts.merge(cost(candidate).value(), 1L, Long::sum));
        var nearest = new ArrayList<Map.Entry<Long, Long>>();
        Optional.ofNullable(counts.lowerEntry(budget.minimum())).ifPresent(nearest::add);
        Optional.ofNullable(counts.higherEntry(budget.maximum())).ifPresent(nearest::add);
        assertFalse(nearest.isEmpty());
        for (var entry : nearest) {
          String expected =
              String.format(Locale.ROOT, "%,d (%,d candidate", entry.getKey(), entry.getValue());
          assertTrue(message.contains(expected), () -> expected + " is not in " + message);
        }
        return Optional.empty();
      }
    }

    /** Every candidate whatever it costs. */
    List<Allocation> all() {
      return switch (kind) {
        case STAGE -> stageAllocations().stream().map(Allocation::of).toList();
        case SPATIAL -> dilated(stages);
        case JOINT -> stageAllocations().stream().flatMap(s -> dilated(s).stream()).toList();
      };
    }

    private List<StageAllocation> stageAllocations() {
      return product(sets).stream().map(StageAllocation::new).toList();
    }

    private List<Allocation> dilated(StageAllocation blocks) {
      return product(Collections.nCopies(blocks.depth(), dilations)).stream()
          .map(flat -> {
            var split = new ArrayList<List<Integer>>();
            int begin = 0;
            for (int length : blocks.blocks()) {
              split.add(flat.subList(begin, begin + length));
              begin += length;
            }
            return new Allocation(blocks, new SpatialAllocation(split));
          })
          .filter(candidate -> candidate.dilations().dilations().stream().allMatch(rule::allows))
          .toList();
    }

    private static List<List<Integer>> product(List<List<Integer>> factors) {
      List<List<Integer>> products = List.of(List.of());
      for (List<Integer> factor : factors) {
        List<List<Integer>> longer = new ArrayList<>();
        for (List<Integer> product : products) {
          for (int value : factor) {
            var next = new ArrayList<>(product);
            next.add(value);
            longer.add(next);
          }
        }
        products = longer;
      }
      return products;
    }
  }
}
