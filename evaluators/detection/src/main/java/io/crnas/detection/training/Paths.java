package io.crnas.detection.training;

import io.crnas.framework.random.Seeds;
import io.crnas.framework.space.Level;
import io.crnas.spaces.Allocation;
import java.util.List;

/** Which allocation is trained at each step: a function of the step alone. */
public interface Paths {

  /** The path of a step, from 0. */
  Allocation at(long step);

  /** Whether they differ, so that running statistics would belong to none of them. */
  boolean vary();

  /** What the paths depend on, for the fingerprint of the training. */
  String description();

  /** Always the same: a net by itself. */
  static Paths of(Allocation allocation) {
    return new Paths() {
      @Override
      public Allocation at(long step) {
        return allocation;
      }

      @Override
      public boolean vary() {
        return false;
      }

      @Override
      public String description() {
        return allocation.toString();
      }
    };
  }

  /**
   * One after the other, step by step: a supernet that serves several levels; at least one. One
   * alone is itself.
   */
  static Paths inTurn(List<Paths> all) {
    List<Paths> turns = List.copyOf(all);
    if (turns.size() == 1) {
      return turns.getFirst();
    }
    return new Paths() {
      @Override
      public Allocation at(long step) {
        return turns.get((int) (step % turns.size())).at(step);
      }

      @Override
      public boolean vary() {
        return true;
      }

      @Override
      public String description() {
        return "in turn " + turns.stream().map(Paths::description).toList();
      }
    };
  }

  /**
   * Single-path uniform sampling (the paper, section 3): uniform over all candidates whatever they
   * cost, so a path need not meet the budget and the supernet serves several.
   */
  static Paths uniform(Level<Allocation> level, long seed) {
    return new Paths() {
      @Override
      public Allocation at(long step) {
        var random = Seeds.generator(seed, level.name() + "/path", step);
        return level.decode(level.feasible().sampleWithoutBudget(random));
      }

      @Override
      public boolean vary() {
        return true;
      }

      @Override
      public String description() {
        return "uniform " + level.name() + " " + seed + " " + level.baseline();
      }
    };
  }

  /** Uniform over the candidates that meet the budget, which are the ones that will be scored. */
  static Paths feasible(Level<Allocation> level, long seed) {
    return new Paths() {
      @Override
      public Allocation at(long step) {
        var random = Seeds.generator(seed, level.name() + "/path", step);
        return level.decode(level.feasible().sample(random));
      }

      @Override
      public boolean vary() {
        return true;
      }

      @Override
      public String description() {
        return "feasible " + level.name() + " " + seed + " " + level.baseline();
      }
    };
  }
}
