package io.crnas.experiments.command;

import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problems;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.Backbone;
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
        if (allocation.stages().blocks().size() == stages) {
          allocations.add(allocation);
        } else {
          problems.add("ALLOCATION", text, stages + " stages, like " + backbone.baseline());
        }
      } catch (IllegalArgumentException e) {
        problems.add("ALLOCATION", text, "an allocation like 1-1-2-4/1.2.12.1123");
      }
    }
    problems.throwIfAny();
    return List.copyOf(allocations);
  }
}
