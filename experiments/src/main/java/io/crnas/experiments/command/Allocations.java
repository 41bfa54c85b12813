package io.crnas.experiments.command;

import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problems;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.SpatialAllocation;
import io.crnas.spaces.StageAllocation;
import java.util.ArrayList;
import java.util.List;

/** Allocations as they are written on the command line. */
final class Allocations {
  private Allocations() {}

  /**
   * Reads allocations of a family.
   *
   * @throws InvalidInputException with every text that is none
   */
  static List<Allocation> parse(List<String> texts, Backbone backbone) {
    List<Allocation> allocations = new ArrayList<>();
    var problems = new Problems();
    for (String text : texts) {
      try {
        Allocation allocation = Allocation.parse(text);
        int stages = backbone.stageSets().size();
        if (allocation.stages().blocks().size() != stages) {
          problems.add("ALLOCATION", text, stages + " stages, like " + backbone.baseline());
        } else if (!areVariants(allocation, backbone)) {
          problems.add(
              "ALLOCATION",
              text,
              "numbers of the kinds of blocks as digits, as --set space.blocks lists them from 1 on");
        } else {
          allocations.add(allocation);
        }
      } catch (IllegalArgumentException e) {
        problems.add("ALLOCATION", text, expected(text));
      }
    }
    problems.throwIfAny();
    return List.copyOf(allocations);
  }

  private static boolean areVariants(Allocation allocation, Backbone backbone) {
    try {
      allocation.dilations().dilations().stream().flatMap(List::stream).forEach(backbone::variant);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * Reads one allocation of any family.
   *
   * @param where what a problem with it is told of
   * @throws InvalidInputException if the text is none
   */
  static Allocation parse(String where, String text) {
    try {
      return Allocation.parse(text);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(where, text, expected(text));
    }
  }

  /** Where each part can be read, what the dilations lack. */
  private static String expected(String text) {
    int slash = text.indexOf('/');
    try {
      List<Integer> blocks = StageAllocation.parse(text.substring(0, Math.max(slash, 0))).blocks();
      List<List<Integer>> dilations =
          SpatialAllocation.parse(text.substring(slash + 1)).dilations();
      for (int stage = 0; stage < Math.max(blocks.size(), dilations.size()); stage++) {
        int wanted = stage < blocks.size() ? blocks.get(stage) : 0;
        int given = stage < dilations.size() ? dilations.get(stage).size() : 0;
        if (wanted != given) {
          return "%s in stage %d, not %d".formatted(dilations(wanted), stage + 1, given);
        }
      }
    } catch (IllegalArgumentException e) {
      // One of them is none: what an allocation looks like says more.
    }
    return "an allocation like 1-1-2-4/1.2.12.1123";
  }

  private static String dilations(int count) {
    return count == 1 ? "1 dilation" : count + " dilations";
  }
}
