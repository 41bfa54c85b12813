package io.crnas.experiments.journal;

import io.crnas.experiments.descriptor.Experiment;
import io.crnas.experiments.descriptor.Level;
import java.util.List;
import java.util.stream.Stream;

/**
 * A level that a run searches.
 *
 * @param name what the run's journal calls it: {@code stage}, or {@code resnet18/stage} where the
 *     run has several budgets and searches the level within each
 * @param level how it is searched
 */
public record SearchedLevel(String name, Level level) {

  /** In the order in which the run searches them. */
  public static List<SearchedLevel> of(Experiment experiment) {
    return experiment
        .budgets()
        .map(budgets -> budgets.stream().flatMap(budget -> levels(experiment, budget + "/")))
        .orElseGet(() -> levels(experiment, ""))
        .toList();
  }

  private static Stream<SearchedLevel> levels(Experiment experiment, String budget) {
    return experiment.levels().stream()
        .map(level -> new SearchedLevel(budget + level.name(), level));
  }
}
