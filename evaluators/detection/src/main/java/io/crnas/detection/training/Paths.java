package io.crnas.detection.training;

import io.crnas.framework.random.Seeds;
import io.crnas.framework.space.Choices;
import io.crnas.framework.space.Level;
import io.crnas.spaces.Allocation;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.random.RandomGenerator;

/**
 * Which allocation is trained at each step.
 *
 * @param path the one of a step, from 0: a function of the step alone
 * @param vary whether they differ, so that running statistics would belong to none of them
 * @param description what the paths depend on, for the fingerprint of the training
 */
public record Paths(LongFunction<Allocation> path, boolean vary, String description) {

  /** Always the same: a net by itself. */
  public static Paths of(Allocation allocation) {
    return new Paths(_ -> allocation, false, allocation.toString());
  }

  /**
   * One after the other, step by step: a supernet that serves several levels; at least one. One
   * alone is itself.
   */
  public static Paths inTurn(List<Paths> all) {
    List<Paths> turns = List.copyOf(all);
    return turns.size() == 1
        ? turns.getFirst()
        : new Paths(
            step -> turns.get((int) (step % turns.size())).at(step),
            true,
            "in turn " + turns.stream().map(Paths::description).toList());
  }

  /**
   * Single-path uniform sampling (the paper, section 3): uniform over all candidates whatever they
   * cost, so a path need not meet the budget and the supernet serves several.
   */
  public static Paths uniform(Level<Allocation> level, long seed) {
    return drawn("uniform", level, seed, level.feasible()::sampleWithoutBudget);
  }

  /** Uniform over the candidates that meet the budget, which are the ones that will be scored. */
  public static Paths feasible(Level<Allocation> level, long seed) {
    return drawn("feasible", level, seed, level.feasible()::sample);
  }

  private static Paths drawn(
      String how, Level<Allocation> level, long seed, Function<RandomGenerator, Choices> choices) {
    return new Paths(
        step -> level.decode(choices.apply(Seeds.generator(seed, level.name() + "/path", step))),
        true,
        how + " " + level.name() + " " + seed + " " + level.baseline());
  }

  /** The path of a step, from 0. */
  public Allocation at(long step) {
    return path.apply(step);
  }
}
