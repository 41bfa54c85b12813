package io.crnas.spaces.level;

import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.space.Choices;
import io.crnas.framework.space.Codec;
import io.crnas.framework.space.CostCount;
import io.crnas.framework.space.FeasibleSet;
import io.crnas.framework.space.Level;
import io.crnas.framework.space.Pattern;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.Mixture;
import io.crnas.spaces.SpatialAllocation;
import io.crnas.spaces.StageAllocation;
import io.crnas.spaces.cost.Budget;
import io.crnas.spaces.cost.CostModel;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The levels of the hierarchy: first how many blocks each stage gets, then their dilations; or both
 * at once, to see what the hierarchy is worth.
 */
public final class Levels {
  private Levels() {}

  /**
   * The stage level: one gene a stage.
   *
   * @param sets the numbers of blocks that each stage may get
   * @param baseline the allocation to be beaten
   * @throws InvalidInputException when no allocation meets the budget, naming the nearest ones
   */
  public static Level<Allocation> stage(
      List<List<Integer>> sets, StageAllocation baseline, CostModel costs, Budget budget) {
    Codec<Allocation> codec =
        new MixingCodec() {
          @Override
          public Mixture mix(List<List<Share>> shares) {
            return new Mixture(
                IntStream.range(0, sets.size())
                    .mapToObj(gene -> MixingCodec.options(sets.get(gene), shares.get(gene)))
                    .map(depths ->
                        new Mixture.Stage(
                            depths,
                            Collections.nCopies(
                                depths.getLast().value(), List.of(Mixture.Option.alone(1)))))
                    .toList());
          }

          @Override
          public Allocation decode(Choices choices) {
            return Allocation.of(new StageAllocation(pick(sets, choices)));
          }

          @Override
          public Optional<Choices> encode(Allocation candidate) {
            return find(sets, candidate.stages().blocks())
                .filter(choices -> decode(choices).equals(candidate));
          }
        };
    FeasibleSet feasible = feasible(sets, Pattern.ANY, codec, costs, budget);
    requireCandidates(feasible, sets, budget);
    return new Level<>("stage", feasible, codec, Allocation.of(baseline));
  }

  /** The spatial level, where each block may have any of the dilations. */
  public static Level<Allocation> spatial(
      StageAllocation stages, List<Integer> dilations, CostModel costs, Budget budget) {
    return spatial(stages, dilations, DilationRule.ANY, costs, budget);
  }

  /**
   * The spatial level: one gene a block.
   *
   * @param stages the blocks, found before
   * @param dilations what each block may have
   * @param rule what those of a stage may have together
   * @throws InvalidInputException when the stages do not meet the budget, or the rule allows no
   *     dilations
   */
  public static Level<Allocation> spatial(
      StageAllocation stages,
      List<Integer> dilations,
      DilationRule rule,
      CostModel costs,
      Budget budget) {
    List<List<Integer>> genes = Collections.nCopies(stages.depth(), List.copyOf(dilations));
    Codec<Allocation> codec =
        new MixingCodec() {
          @Override
          public Mixture mix(List<List<Share>> shares) {
            List<List<Mixture.Option>> blocks =
                shares.stream().map(taken -> MixingCodec.options(dilations, taken)).toList();
            return new Mixture(
                split(stages, blocks).stream()
                    .map(own -> new Mixture.Stage(List.of(Mixture.Option.alone(own.size())), own))
                    .toList());
          }

          @Override
          public Allocation decode(Choices choices) {
            return new Allocation(
                stages, new SpatialAllocation(split(stages, pick(genes, choices))));
          }

          @Override
          public Optional<Choices> encode(Allocation candidate) {
            return candidate.stages().equals(stages)
                ? find(
                    genes,
                    candidate.dilations().dilations().stream().flatMap(List::stream).toList())
                : Optional.empty();
          }
        };
    Pattern pattern =
        switch (rule) {
          case ANY -> Pattern.ANY;
          case HDC -> new StagePattern(new StageStates(rule, dilations), stages);
        };
    FeasibleSet feasible = feasible(genes, pattern, codec, costs, budget);
    requireCandidates(feasible, genes, budget);
    return new Level<>("spatial", feasible, codec, Allocation.of(stages));
  }

  /** Both levels in one, where each block may have any of the dilations. */
  public static Level<Allocation> joint(
      List<List<Integer>> sets,
      List<Integer> dilations,
      StageAllocation baseline,
      CostModel costs,
      Budget budget) {
    return joint(sets, dilations, DilationRule.ANY, baseline, costs, budget);
  }

  /**
   * Both levels in one: how many blocks each stage gets and the dilation of each, decided together.
   * Each stage has a gene for every block that it may have; a gene takes one of the dilations or no
   * block, and blocks come before the absent ones. So different choices are different candidates.
   *
   * @param sets the numbers of blocks that each stage may get
   * @param dilations what each block may have
   * @param rule what those of a stage may have together
   * @param baseline the allocation to be beaten, undilated
   * @throws InvalidInputException when no allocation meets the budget, naming the nearest ones
   */
  public static Level<Allocation> joint(
      List<List<Integer>> sets,
      List<Integer> dilations,
      DilationRule rule,
      StageAllocation baseline,
      CostModel costs,
      Budget budget) {
    var slots = new Slots(sets, dilations, rule);
    FeasibleSet feasible =
        new FeasibleSet(
            slots.costs(costs), slots, slots.least(costs), budget.minimum(), budget.maximum());
    requireCandidates(feasible, sets, budget);
    return new Level<>("joint", feasible, slots, Allocation.of(baseline));
  }

  private static List<Integer> pick(List<List<Integer>> sets, Choices choices) {
    return IntStream.range(0, sets.size())
        .mapToObj(gene -> sets.get(gene).get(choices.get(gene)))
        .toList();
  }

  private static Optional<Choices> find(List<List<Integer>> sets, List<Integer> values) {
    if (values.size() != sets.size()) {
      return Optional.empty();
    }
    List<Integer> indices =
        IntStream.range(0, sets.size())
            .mapToObj(gene -> sets.get(gene).indexOf(values.get(gene)))
            .toList();
    return indices.contains(-1) ? Optional.empty() : Optional.of(Choices.of(indices));
  }

  private static <T> List<List<T>> split(StageAllocation stages, List<T> ofBlocks) {
    List<List<T>> split = new ArrayList<>();
    int begin = 0;
    for (int blocks : stages.blocks()) {
      split.add(ofBlocks.subList(begin, begin + blocks));
      begin += blocks;
    }
    return split;
  }

  /** Costs are additive, so one candidate a choice tells what the choice adds. */
  private static FeasibleSet feasible(
      List<List<Integer>> sets,
      Pattern pattern,
      Codec<Allocation> codec,
      CostModel costs,
      Budget budget) {
    Choices first = Choices.of(new int[sets.size()]);
    long constant = costs.cost(codec.decode(first)).value();
    List<List<Long>> genes = new ArrayList<>();
    for (int gene = 0; gene < sets.size(); gene++) {
      List<Long> added = new ArrayList<>();
      for (int choice = 0; choice < sets.get(gene).size(); choice++) {
        Allocation allocation = codec.decode(first.with(gene, choice));
        added.add(costs.cost(allocation).value() - constant);
      }
      genes.add(added);
    }
    return new FeasibleSet(genes, pattern, constant, budget.minimum(), budget.maximum());
  }

  private static void requireCandidates(
      FeasibleSet feasible, List<List<Integer>> sets, Budget budget) {
    if (!feasible.isEmpty()) {
      return;
    }
    List<String> nearest =
        Stream.of(feasible.nearestBelow(), feasible.nearestAbove())
            .flatMap(Optional::stream)
            .map(Levels::describe)
            .toList();
    if (nearest.isEmpty()) {
      throw new InvalidInputException(
          "space.dilations",
          "no candidate of " + sets + " that the rule allows, whatever it costs",
          "dilations that go together, or another space.dilation-rule");
    }
    throw new InvalidInputException(
        "budget",
        "no candidate of %s within %s %% of %s"
            .formatted(sets, 100 * budget.tolerance(), budget.target()),
        "a budget that has candidates; the nearest are " + String.join(" and ", nearest));
  }

  private static String describe(CostCount nearest) {
    boolean one = nearest.count().equals(BigInteger.ONE);
    return String.format(
        Locale.ROOT,
        "%,d (%,d %s)",
        nearest.cost(),
        nearest.count(),
        one ? "candidate" : "candidates");
  }
}
