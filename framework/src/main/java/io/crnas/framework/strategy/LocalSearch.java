package io.crnas.framework.strategy;

import io.crnas.framework.problem.Problems;
import io.crnas.framework.random.Seeds;
import io.crnas.framework.search.Scores;
import io.crnas.framework.search.Strategy;
import io.crnas.framework.space.Choices;
import io.crnas.framework.space.FeasibleSet;
import io.crnas.framework.space.Level;
import io.crnas.framework.space.Remaining;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Climbs hills: some candidates are drawn uniformly, the best of them is perturbed, and the climb
 * goes on from whatever scores better, until no neighbour does; then the next climb begins with
 * others drawn uniformly. SMASH (Brock et al., ICLR 2018) chooses by one such climb.
 *
 * <p>Neighbours are the feasible candidates with another choice for one gene and, when none of
 * those is better, for two, the least that changes where a budget ties genes. None is scored twice;
 * the baseline is among the first that are drawn, where it is feasible.
 *
 * @param first how many are drawn before a climb, at least 1
 * @param evaluations how many are scored in all, at least {@code first}; a level that has fewer is
 *     scored whole
 * @param batch how many neighbours are asked for at a time, at least 1
 */
public record LocalSearch(int first, int evaluations, int batch) implements Strategy {

  public LocalSearch {
    var problems = new Problems();
    problems.addBelow(1, "first", first);
    if (evaluations < first) {
      problems.add("evaluations", String.valueOf(evaluations), "at least the first, " + first);
    }
    problems.addBelow(1, "batch", batch);
    problems.throwIfAny();
  }

  @Override
  public long evaluations(Level<?> level) {
    return level.feasible().countAtMost(evaluations);
  }

  @Override
  public void search(Level<?> level, long seed, Scores scores) throws InterruptedException {
    RandomGenerator random = Seeds.generator(seed, "level/" + level.name() + "/local-search");
    new Climbs(level, evaluations(level), random, scores).run();
  }

  /** One search. */
  private final class Climbs {
    private final FeasibleSet feasible;
    private final Remaining remaining;
    private final RandomGenerator random;
    private final Scores scores;
    private final Map<Choices, Double> known = new HashMap<>();
    private final List<Choices> drawn = new ArrayList<>();
    private long left;

    Climbs(Level<?> level, long evaluations, RandomGenerator random, Scores scores) {
      this.feasible = level.feasible();
      this.remaining = new Remaining(feasible);
      this.random = random;
      this.scores = scores;
      this.left = evaluations;
      level.baselineChoices().filter(remaining::take).ifPresent(drawn::add);
    }

    void run() throws InterruptedException {
      while (left > 0) {
        while (drawn.size() < Math.min(first, left)) {
          drawn.add(remaining.draw(random));
        }
        Choices here = ask(drawn);
        drawn.clear();
        Optional<Choices> next = better(here);
        while (next.isPresent()) {
          here = next.get();
          next = better(here);
        }
      }
    }

    /** A neighbour that scores better; one that is known costs nothing. */
    private Optional<Choices> better(Choices here) throws InterruptedException {
      List<Choices> neighbours = neighbours(here);
      Optional<Choices> seen =
          neighbours.stream().filter(one -> score(one) > score(here)).findFirst();
      if (seen.isPresent()) {
        return seen;
      }
      List<Choices> fresh = neighbours.stream().filter(remaining::contains).toList();
      for (int asked = 0; asked < fresh.size() && left > 0; asked += batch) {
        long size = Math.min(Math.min(batch, left), fresh.size() - asked);
        Choices best = ask(fresh.subList(asked, asked + (int) size));
        if (score(best) > score(here)) {
          return Optional.of(best);
        }
      }
      return Optional.empty();
    }

    /** Has candidates scored; the best of them, of equals the first. */
    private Choices ask(List<Choices> candidates) throws InterruptedException {
      candidates.forEach(remaining::take);
      double[] answers = scores.of(candidates);
      for (int i = 0; i < answers.length; i++) {
        known.put(candidates.get(i), answers[i]);
      }
      left -= answers.length;
      return candidates.stream()
          .sorted(Comparator.comparingDouble(this::score).reversed())
          .findFirst()
          .orElseThrow();
    }

    private double score(Choices candidate) {
      return known.getOrDefault(candidate, Double.NEGATIVE_INFINITY);
    }

    /** Those of one other choice, then those of two, each in an order of chance. */
    private List<Choices> neighbours(Choices here) {
      List<Choices> one = new ArrayList<>();
      List<Choices> two = new ArrayList<>();
      for (int gene = 0; gene < feasible.genes(); gene++) {
        for (Choices near : changed(here, gene)) {
          one.add(near);
          for (int other = gene + 1; other < feasible.genes(); other++) {
            two.addAll(changed(near, other));
          }
        }
      }
      Collections.shuffle(one, Random.from(random));
      Collections.shuffle(two, Random.from(random));
      one.addAll(two);
      one.removeIf(near -> !feasible.contains(near));
      return one;
    }

    /** With every other choice for one gene, feasible or not. */
    private List<Choices> changed(Choices here, int gene) {
      return IntStream.range(0, feasible.choices(gene))
          .filter(choice -> choice != here.get(gene))
          .mapToObj(choice -> here.with(gene, choice))
          .toList();
    }
  }
}
