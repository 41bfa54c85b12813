package io.crnas.experiments.run;

import io.crnas.experiments.descriptor.LatencyFile;
import io.crnas.experiments.descriptor.Level;
import io.crnas.experiments.descriptor.Strategy;
import io.crnas.experiments.pipeline.LatencyRequest;
import io.crnas.export.latency.NewNet;
import io.crnas.framework.file.AtomicFile;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.progress.Progress;
import io.crnas.framework.random.Seeds;
import io.crnas.framework.space.Choices;
import io.crnas.framework.space.FeasibleSet;
import io.crnas.spaces.Allocation;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** Untrained files of candidates, and a table in which to fill in how long each takes. */
record CandidateFiles(Setup setup, LatencyRequest request) {

  /**
   * Writes them.
   *
   * @throws InvalidInputException for a level that the descriptor does not have, or a table that is
   *     there already
   */
  void write(Progress progress) throws IOException {
    Path table = request.folder().resolve(LatencyRequest.FILE);
    if (Files.exists(table)) {
      throw new InvalidInputException(
          "--out", table + ", which may hold measurements", "a folder without it");
    }
    Files.createDirectories(request.folder());
    NewNet nets = setup.timed();
    List<Allocation> candidates = candidates(progress);
    var csv = new StringBuilder(LatencyFile.CANDIDATE + ",file," + LatencyFile.MILLISECONDS + "\n");
    try (var task = progress.start("writing candidates", candidates.size(), "files")) {
      for (Allocation candidate : candidates) {
        String name = candidate.toString().replace('/', '_') + ".onnx";
        nets.write(request.folder().resolve(name), candidate);
        csv.append(candidate).append(',').append(name).append(",\n");
        task.advance(1);
      }
    }
    // Last, because it is what says that all files are there.
    AtomicFile.writeString(table, csv.toString());
    progress.say("wrote " + table);
  }

  /** The baseline first, where it is one. */
  private List<Allocation> candidates(Progress progress) {
    // A run on several budgets has a level for each.
    var all = new LinkedHashSet<Allocation>();
    Level described = level();
    for (Target target : setup.targets) {
      var level =
          setup.level(described, target, Allocation.of(request.blocks().orElse(target.baseline())));
      List<Choices> choices = choices(level.feasible(), level.baselineChoices().stream().toList());
      if (BigInteger.valueOf(choices.size()).compareTo(level.feasible().count()) < 0) {
        progress.say(
            "%s: %,d of %,d candidates, drawn"
                .formatted(level.name(), choices.size(), level.feasible().count()));
      }
      choices.stream().map(level::decode).forEach(all::add);
    }
    return List.copyOf(all);
  }

  private List<Choices> choices(FeasibleSet feasible, List<Choices> first) {
    var chosen = new LinkedHashSet<>(first);
    if (feasible.count().compareTo(BigInteger.valueOf(request.most())) <= 0) {
      feasible.stream().forEach(chosen::add);
      return List.copyOf(chosen);
    }
    RandomGenerator random = Seeds.generator(setup.experiment.seed(), "latency");
    while (chosen.size() < request.most()) {
      chosen.add(feasible.sample(random));
    }
    return List.copyOf(chosen);
  }

  private Level level() {
    List<Level> levels = setup.experiment.levels();
    if (request.level().isEmpty()) {
      return levels.stream()
          .filter(CandidateFiles::weighsLatency)
          .findFirst()
          .or(() -> levels.stream().findFirst())
          .orElseThrow(() ->
              new InvalidInputException(
                  "levels", "none", "a level, whose candidates are to be measured"));
    }
    String name = request.level().get();
    return levels.stream()
        .filter(level -> level.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new InvalidInputException(
                "--level",
                name,
                "one that the descriptor has: "
                    + levels.stream().map(Level::name).collect(Collectors.joining(", "))));
  }

  private static boolean weighsLatency(Level level) {
    return level.strategy() instanceof Strategy.Pareto pareto
        && pareto.cost() == Strategy.Pareto.Expense.LATENCY;
  }
}
