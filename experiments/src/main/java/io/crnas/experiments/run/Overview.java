package io.crnas.experiments.run;

import io.crnas.experiments.report.BudgetsReport;
import io.crnas.experiments.report.Metric;
import io.crnas.framework.file.AtomicFile;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.cost.Budget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import tools.jackson.core.JacksonException;

/**
 * What came out of a run on several budgets, without any time in it; each has all its results in a
 * folder of its own.
 *
 * @param name the run's
 * @param seed what all randomness came from
 * @param backbone the family
 * @param budgets in the descriptor's order
 */
record Overview(String name, long seed, String backbone, List<Entry> budgets) {
  private static final Metric ACCURACY = new Metric("AP");

  /**
   * One budget.
   *
   * @param folder below the run's
   * @param retrained where the descriptor says how
   */
  record Entry(
      String name,
      String folder,
      Budget budget,
      String baseline,
      String found,
      Optional<Results.Retrained> retrained) {

    private BudgetsReport.Row row() {
      return new BudgetsReport.Row(
          name,
          folder + "/report.html",
          budget,
          Allocation.parse(baseline),
          Allocation.parse(found),
          accuracy(retrained.map(Results.Retrained::baseline)),
          accuracy(retrained.map(Results.Retrained::found)));
    }

    private static OptionalDouble accuracy(Optional<Results.Net> net) {
      return net.map(one -> one.score(ACCURACY)).orElse(OptionalDouble.empty());
    }
  }

  void write(RunFolder folder) throws IOException {
    Json.write(folder.results(), this);
    writeReport(folder);
  }

  void writeReport(RunFolder folder) throws IOException {
    AtomicFile.writeString(
        folder.report(),
        BudgetsReport.html(name, backbone, ACCURACY, budgets.stream().map(Entry::row).toList()));
  }

  static Overview read(Path file) throws IOException {
    try {
      return Json.MAPPER.readValue(Files.readString(file), Overview.class);
    } catch (JacksonException e) {
      throw new InvalidInputException(
          file.toString(),
          "what is no results of a run on several budgets: " + e.getOriginalMessage(),
          "results.json");
    }
  }
}
