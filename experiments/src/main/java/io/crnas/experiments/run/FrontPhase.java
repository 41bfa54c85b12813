package io.crnas.experiments.run;

import io.crnas.detection.head.DivergenceException;
import io.crnas.experiments.console.Table;
import io.crnas.experiments.console.Table.Column;
import io.crnas.experiments.console.Table.Side;
import io.crnas.experiments.descriptor.Retrain;
import io.crnas.experiments.pipeline.ExportForm;
import io.crnas.experiments.results.FrontNet;
import io.crnas.experiments.results.Metric;
import io.crnas.experiments.results.Results;
import io.crnas.experiments.results.Retrained;
import io.crnas.experiments.results.RetrainedNet;
import io.crnas.framework.file.AtomicFile;
import io.crnas.framework.file.Fingerprint;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.spaces.Allocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Exports every net of the Pareto front of a search, with trained weights: those of the run where
 * it trained the net, else those of a training like the run's.
 *
 * @param folder of the run, or of one of its budgets
 */
record FrontPhase(Work work, Target target, RunFolder folder, ExportForm form) {

  /**
   * @param train whether nets without weights are trained first
   * @throws InvalidInputException where the search has no front, or nets of it have no weights and
   *     are not to be trained
   */
  void run(Results results, boolean train) throws IOException, InterruptedException {
    Results.Level level = level(results);
    Results.Front front = level.front().orElseThrow();
    RunFolder own = folder.front();
    List<Retraining.Wanted> nets = wanted(front);
    List<Retraining.Wanted> missing =
        nets.stream()
            .filter(net -> !Files.exists(own.weights(net.name())))
            .filter(net -> trained(results, net.allocation()).isEmpty())
            .toList();
    if (!train && !missing.isEmpty()) {
      throw new InvalidInputException(
          "--pareto",
          "%d of %d nets of the front without weights: %s"
              .formatted(
                  missing.size(),
                  nets.size(),
                  String.join(
                      ", ", missing.stream().map(net -> net.allocation().toString()).toList())),
          "--train beside it, which trains them as the run trained its nets");
    }
    Files.createDirectories(own.path());
    for (Retraining.Wanted net : nets) {
      Optional<RetrainedNet> same = trained(results, net.allocation());
      if (same.isPresent() && !Files.exists(own.weights(net.name()))) {
        Path there = folder.weights(same.get().toString());
        AtomicFile.write(own.weights(net.name()), out -> Files.copy(there, out));
      }
    }
    var retraining = new Retraining(work, target, own, retrain());
    for (Optional<DivergenceException> diverged : retraining.train(nets)) {
      if (diverged.isPresent()) {
        throw diverged.get();
      }
    }
    List<FrontNet> exported = new ArrayList<>();
    for (int i = 0; i < nets.size(); i++) {
      exported.add(export(retraining, nets.get(i), level, front, i));
      FrontNet.write(own.frontNets(), exported);
    }
    table(exported).forEach(work.progress()::say);
    work.progress().say("wrote " + own.frontNets());
    for (FrontNet net : exported) {
      Exporting.requireParity(own.path().resolve(net.file()), net.parity());
    }
  }

  private FrontNet export(
      Retraining retraining,
      Retraining.Wanted net,
      Results.Level level,
      Results.Front front,
      int place)
      throws IOException, InterruptedException {
    RunFolder own = folder.front();
    Allocation allocation = net.allocation();
    Map<String, Double> test =
        retraining.test(net, work.setup().training().images().test()).metrics().toMap();
    var trained =
        new Retrained.Net(
            allocation,
            new NetCosts(work.setup()).of(allocation),
            test,
            List.of(),
            Fingerprint.of(own.weights(net.name())),
            retraining.beginning(allocation));
    Retrained.Parity parity = new ExportPhase(work, target, own, net.name(), form).run(trained);
    Results.Compromise compromise = front.candidates().get(place);
    return new FrontNet(
        net.name(),
        String.valueOf(own.onnx(net.name(), form).getFileName()),
        level.objective(),
        compromise.score(),
        front.against(),
        compromise.cost(),
        trained,
        parity);
  }

  /** The last one that has a front: what it begins with the levels before it found. */
  private Results.Level level(Results results) {
    return results.levels().reversed().stream()
        .filter(level -> level.front().isPresent())
        .findFirst()
        .orElseThrow(() ->
            new InvalidInputException(
                "--pareto",
                "a run whose searches have no front: " + folder.path(),
                "one with a level whose strategy is of kind pareto"));
  }

  private List<Retraining.Wanted> wanted(Results.Front front) {
    return IntStream.range(0, front.candidates().size())
        .mapToObj(place ->
            new Retraining.Wanted(
                "front-" + (place + 1),
                front.candidates().get(place).allocation(),
                work.setup().training().images().all(),
                1))
        .toList();
  }

  /** Which of the run's own nets it is, if it is one. */
  private static Optional<RetrainedNet> trained(Results results, Allocation allocation) {
    return Arrays.stream(RetrainedNet.values())
        .filter(net -> results.net(net).allocation().equals(allocation))
        .findFirst();
  }

  private Retrain retrain() {
    return work.experiment().retrain().orElseThrow();
  }

  private static List<String> table(List<FrontNet> nets) {
    FrontNet first = nets.getFirst();
    var objective = new Metric(first.objective());
    var ap = new Metric("AP");
    return new Table(
            List.of(
                new Column("file", Side.LEFT, 0),
                new Column("allocation", Side.LEFT, 0),
                new Column(first.against(), Side.RIGHT, 0),
                new Column(objective.name() + " in the search", Side.RIGHT, 0),
                new Column("test AP by the file", Side.RIGHT, 0)),
            nets.stream()
                .map(net ->
                    List.of(
                        net.file(),
                        net.trained().allocation().toString(),
                        new Metric(net.against()).text(net.cost()),
                        objective.text(net.score()),
                        net.parity().scores().stream()
                            .findFirst()
                            .map(scored -> ap.text(scored.file()))
                            .orElse("-")))
                .toList())
        .lines();
  }
}
