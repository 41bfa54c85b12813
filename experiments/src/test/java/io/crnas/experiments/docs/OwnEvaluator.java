package io.crnas.experiments.docs;

// docs/evaluator.md begins
import io.crnas.framework.Evaluation;
import io.crnas.framework.Evaluator;
import io.crnas.framework.evolution.Evolution;
import io.crnas.framework.evolution.EvolutionSettings;
import io.crnas.framework.file.Fingerprint;
import io.crnas.framework.journal.Journal;
import io.crnas.framework.progress.Progress;
import io.crnas.framework.search.Search;
import io.crnas.framework.space.Level;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.ResNet;
import io.crnas.spaces.cost.Budget;
import io.crnas.spaces.cost.Cost;
import io.crnas.spaces.cost.CostModel;
import io.crnas.spaces.level.Levels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Asks a program: its argument is the allocation, what it prints is the score. */
record OwnEvaluator(Path script) implements Evaluator<Allocation> {

  public static void main(String[] arguments) throws IOException, InterruptedException {
    System.out.println(search(Path.of(arguments[0]), Path.of(arguments[1])));
  }

  /** Searches the stages, then their dilations, at the cost of a ResNet18. */
  static Allocation search(Path script, Path journal) throws IOException, InterruptedException {
    Backbone backbone = ResNet.resnet18(64);
    var costs = CostModel.operations(backbone, new ImageSize(800, 1088), Cost.Convention.MAC);
    var budget = new Budget(costs.cost(Allocation.of(backbone.baseline())), 0.01);
    try (Journal answers = Journal.open(journal);
        var evaluator = new OwnEvaluator(script)) {
      var stage = Levels.stage(backbone.stageSets(), backbone.baseline(), costs, budget);
      Allocation stages = best(stage, evaluator, answers);
      var spatial = Levels.spatial(stages.stages(), List.of(1, 2, 3), costs, budget);
      return best(spatial, evaluator, answers);
    }
  }

  private static Allocation best(Level<Allocation> level, OwnEvaluator evaluator, Journal journal)
      throws InterruptedException {
    var strategy = new Evolution(EvolutionSettings.defaults().withSize(16, 4));
    long seed = 1;
    return new Search<>(level, strategy, evaluator, journal, seed, "AP", Progress.silent())
        .run()
        .best();
  }

  @Override
  public String fingerprint() {
    try {
      return Fingerprint.of(script);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public List<Evaluation> evaluate(List<Allocation> candidates) throws InterruptedException {
    List<Evaluation> evaluations = new ArrayList<>();
    for (Allocation candidate : candidates) {
      try {
        evaluations.add(evaluate(candidate));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return evaluations;
  }

  private Evaluation evaluate(Allocation candidate) throws IOException, InterruptedException {
    Path said = Files.createTempFile("score", ".txt");
    try {
      Process process =
          new ProcessBuilder("sh", script.toString(), candidate.toString())
              .redirectOutput(said.toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try {
        int status = process.waitFor();
        return status == 0
            ? Evaluation.of(Map.of("AP", Double.valueOf(Files.readString(said).strip())))
            : new Evaluation.Failed("exit status " + status);
      } catch (NumberFormatException e) {
        return new Evaluation.Failed("no score: " + e.getMessage());
      } finally {
        process.destroy();
      }
    } finally {
      Files.delete(said);
    }
  }

  @Override
  public void close() {}
}
// docs/evaluator.md ends
