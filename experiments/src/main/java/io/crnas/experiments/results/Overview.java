package io.crnas.experiments.results;

import io.crnas.experiments.json.Json;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.cost.Budget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What came out of a run on several budgets, without any time in it; each has all its results in a
 * folder of its own.
 *
 * @param name the run's
 * @param seed what all randomness came from
 * @param backbone the family
 * @param blocks what the digits of an allocation stand for, where they are no dilations
 * @param budgets in the descriptor's order
 */
public record Overview(
    String name, long seed, String backbone, Optional<List<String>> blocks, List<Entry> budgets) {
  /** The folder of a run that has those of its budgets. */
  public static final String FOLDER = "budgets";

  /**
   * One budget.
   *
   * @param folder below the run's
   * @param retrained where the descriptor says how
   */
  public record Entry(
      String name,
      String folder,
      Budget budget,
      Allocation baseline,
      Allocation found,
      Optional<Retrained> retrained) {}

  /** The folders with results of a run: those of its budgets where it has several, else its own. */
  public static List<Path> parts(Path run) throws IOException {
    if (!Files.isDirectory(run.resolve(FOLDER))) {
      return List.of(run);
    }
    return read(run.resolve(Results.FILE)).budgets().stream()
        .map(entry -> run.resolve(entry.folder()))
        .toList();
  }

  public void write(Path file) throws IOException {
    Json.write(file, this);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws InvalidInputException if it is something else
   */
  public static Overview read(Path file) throws IOException {
    return Json.read(file, Overview.class, "results of a run on several budgets", Results.FILE);
  }
}
