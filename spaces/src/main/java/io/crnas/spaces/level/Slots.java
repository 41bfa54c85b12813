package io.crnas.spaces.level;

import io.crnas.framework.space.Choices;
import io.crnas.framework.space.Codec;
import io.crnas.framework.space.Pattern;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.SpatialAllocation;
import io.crnas.spaces.StageAllocation;
import io.crnas.spaces.cost.CostModel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Places for blocks, as many in a stage as it may have at most: each holds a block of some dilation
 * or none. The choices of a place are the dilations in order, and behind them its being empty.
 */
final class Slots implements Codec<Allocation>, Pattern {
  /** The state before and behind each stage. */
  private static final int OUTSIDE = 0;

  private static final int FORBIDDEN = -1;

  private final List<List<Integer>> sets;
  private final List<Integer> dilations;
  private final StageStates stage;

  /** The stage has its blocks; every state below it is that of the blocks so far. */
  private final int closed;

  private final List<Place> places = new ArrayList<>();

  /**
   * @param stage from 0
   * @param block its number within the stage, from 0
   * @param last whether it is the stage's last place
   */
  private record Place(int stage, int block, boolean last) {}

  Slots(List<List<Integer>> sets, List<Integer> dilations, DilationRule rule) {
    this.sets = sets.stream().map(List::copyOf).toList();
    this.dilations = List.copyOf(dilations);
    this.stage = new StageStates(rule, dilations);
    this.closed = stage.count();
    for (int stage = 0; stage < sets.size(); stage++) {
      int most = most(stage);
      for (int block = 0; block < most; block++) {
        places.add(new Place(stage, block, block == most - 1));
      }
    }
  }

  /** The cost of one undilated block a stage, in which each stage's first place is no more. */
  long least(CostModel costs) {
    return cost(costs, 0, List.of(first()));
  }

  /** What each place adds with each of its choices. */
  List<List<Long>> costs(CostModel costs) {
    return places.stream().map(place -> costs(place, costs)).toList();
  }

  /** Costs are sums over stages and blocks, so a stage that grows block by block tells them. */
  private List<Long> costs(Place place, CostModel costs) {
    long without =
        cost(costs, place.stage(), Collections.nCopies(Math.max(1, place.block()), first()));
    List<Long> added = new ArrayList<>();
    for (int dilation : dilations) {
      List<Integer> blocks = new ArrayList<>(Collections.nCopies(place.block(), first()));
      blocks.add(dilation);
      added.add(cost(costs, place.stage(), blocks) - without);
    }
    added.add(0L);
    return added;
  }

  /** Of one stage with these blocks, where the others have one each. */
  private long cost(CostModel costs, int stage, List<Integer> blocks) {
    List<List<Integer>> all = new ArrayList<>(Collections.nCopies(sets.size(), List.of(first())));
    all.set(stage, blocks);
    return costs.cost(allocation(all)).value();
  }

  private int first() {
    return dilations.getFirst();
  }

  @Override
  public int states() {
    return closed + 1;
  }

  @Override
  public int next(int gene, int state, int choice) {
    Place place = places.get(gene);
    if (choice == dilations.size()) {
      boolean ends =
          state == closed || (sets.get(place.stage()).contains(place.block()) && stage.ends(state));
      int after = place.last() ? OUTSIDE : closed;
      return ends ? after : FORBIDDEN;
    }
    if (state == closed) {
      return FORBIDDEN;
    }
    int after = stage.next(state, choice);
    if (!place.last()) {
      return after;
    }
    return stage.ends(after) ? OUTSIDE : FORBIDDEN;
  }

  @Override
  public Allocation decode(Choices choices) {
    List<List<Integer>> blocks = new ArrayList<>();
    sets.forEach(_ -> blocks.add(new ArrayList<>()));
    for (int gene = 0; gene < places.size(); gene++) {
      if (choices.get(gene) < dilations.size()) {
        blocks.get(places.get(gene).stage()).add(dilations.get(choices.get(gene)));
      }
    }
    return allocation(blocks);
  }

  @Override
  public Optional<Choices> encode(Allocation candidate) {
    List<List<Integer>> stages = candidate.dilations().dilations();
    if (stages.size() != sets.size()) {
      return Optional.empty();
    }
    List<Integer> choices = new ArrayList<>();
    for (int stage = 0; stage < sets.size(); stage++) {
      List<Integer> blocks = stages.get(stage);
      if (!sets.get(stage).contains(blocks.size())) {
        return Optional.empty();
      }
      blocks.forEach(dilation -> choices.add(dilations.indexOf(dilation)));
      choices.addAll(Collections.nCopies(most(stage) - blocks.size(), dilations.size()));
    }
    return choices.contains(-1) ? Optional.empty() : Optional.of(Choices.of(choices));
  }

  private int most(int stage) {
    return Collections.max(sets.get(stage));
  }

  private static Allocation allocation(List<List<Integer>> blocks) {
    return new Allocation(
        new StageAllocation(blocks.stream().map(List::size).toList()),
        new SpatialAllocation(blocks));
  }
}
