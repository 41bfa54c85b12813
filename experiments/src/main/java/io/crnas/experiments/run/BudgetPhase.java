package io.crnas.experiments.run;

import io.crnas.detection.torch.Torch;
import io.crnas.experiments.descriptor.Level;
import io.crnas.experiments.descriptor.Race;
import io.crnas.experiments.descriptor.Retrain;
import io.crnas.experiments.results.Results;
import io.crnas.experiments.results.Retrained;
import io.crnas.spaces.Allocation;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The search within one budget, and what comes of it; skipped where it is at its end already. */
record BudgetPhase(Work work, Target target, RunFolder folder) {

  Results run() throws IOException, InterruptedException {
    if (Files.exists(folder.results()) && Files.exists(folder.report())) {
      return Results.read(folder.results());
    }
    List<Results.Level> levels = new ArrayList<>();
    Allocation baseline = Allocation.of(target.baseline());
    Allocation found = baseline;
    var phase = new LevelPhase(work, target, folder);
    for (Level described : work.experiment().levels()) {
      Results.Level level = phase.run(described, found);
      found = level.best();
      levels.add(level);
      work.progress().say(target.called(Summary.level(level)));
    }
    Optional<Retrained> retrained = Optional.empty();
    if (work.experiment().retrain().isPresent()) {
      Retrain retrain = work.experiment().retrain().get();
      List<Allocation> finalists =
          finalists(levels, found, retrain.race().map(Race::start).orElse(retrain.finalists()));
      retrained =
          Optional.of(new RetrainPhase(work, target, folder, retrain).run(baseline, finalists));
      found = retrained.get().found().allocation();
    }
    Results results = results(baseline, found, levels, retrained);
    results.write(folder.results());
    new ReportPhase(folder).write();
    return results;
  }

  /** What was found, and the candidates of the last level that come after it. */
  private static List<Allocation> finalists(
      List<Results.Level> levels, Allocation found, int most) {
    Stream<Allocation> scored =
        levels.stream()
            .skip(Math.max(0, levels.size() - 1))
            .flatMap(level -> level.candidates().stream())
            .filter(candidate -> candidate.rankedBy().isPresent())
            .sorted(
                Comparator.comparingDouble(
                    (Results.Candidate candidate) -> -candidate.rankedBy().orElseThrow()))
            .map(Results.Candidate::allocation);
    return Stream.concat(Stream.of(found), scored).distinct().limit(most).toList();
  }

  private Results results(
      Allocation baseline,
      Allocation found,
      List<Results.Level> levels,
      Optional<Retrained> retrained) {
    Setup setup = work.setup();
    return new Results(
        target.called(work.experiment().name()),
        work.experiment().seed(),
        setup.backbone.name(),
        work.experiment().space().kinds(),
        Versions.of(work.engine()),
        work.engine().device().toString(),
        work.engine().threads(),
        work.engine().loaded().map(Torch::precision),
        setup.dataFingerprints(),
        setup.images().map(images -> images.train().categories()).orElse(List.of()),
        target.budget(),
        baseline,
        found,
        levels,
        retrained);
  }
}
