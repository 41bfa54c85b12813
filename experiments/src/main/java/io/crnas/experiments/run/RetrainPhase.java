package io.crnas.experiments.run;

import io.crnas.detection.metric.CocoMetrics;
import io.crnas.detection.rcnn.DivergenceException;
import io.crnas.detection.training.TrainedDetector;
import io.crnas.experiments.command.RetrainedNet;
import io.crnas.experiments.descriptor.Retrain;
import io.crnas.framework.file.Fingerprint;
import io.crnas.spaces.Allocation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Trains baseline and found net alike, tests both, and exports the found one. */
record RetrainPhase(Work work, Target target, RunFolder folder, Retrain retrain) {

  /**
   * @param finalists what the search found best, the best first; where there are several, each is
   *     trained, and the best of them by the val split is what was found
   */
  Results.Retrained run(Allocation baseline, List<Allocation> finalists)
      throws IOException, InterruptedException {
    var retraining = new Retraining(work, target, folder, retrain);
    Optional<Results.Finals> finals =
        finalists.size() > 1 ? Optional.of(finals(retraining, finalists)) : Optional.empty();
    Allocation found =
        finals.map(Results.Finals::best).map(Allocation::parse).orElse(finalists.getFirst());
    Results.Net baselineNet = net(retraining, "baseline", baseline);
    Results.Net foundNet = net(retraining, "found", found);
    Results.Parity parity =
        work.timings()
            .time(
                target.called("export"),
                () -> new ExportPhase(work, target, folder, RetrainedNet.FOUND).run(found));
    return new Results.Retrained(baselineNet, foundNet, finals, parity);
  }

  /** On the train split alone: whoever has seen an image can not be judged by it. */
  private Results.Finals finals(Retraining retraining, List<Allocation> finalists)
      throws IOException, InterruptedException {
    Images images = work.setup().training().images();
    String metric = metric();
    List<Results.Finalist> scored = new ArrayList<>();
    List<DivergenceException> diverged = new ArrayList<>();
    for (Allocation finalist : finalists) {
      String name = "finalist-" + (scored.size() + 1);
      Optional<Double> score = Optional.empty();
      try {
        retraining.train(name, finalist, images.train());
        TrainedDetector.Test test = retraining.test(name, finalist, images.validation());
        score = Optional.ofNullable(test.metrics().toMap().get(metric));
      } catch (DivergenceException e) {
        work.progress().say(name + " " + finalist + " is left out: " + e.getMessage());
        diverged.add(e);
      }
      scored.add(new Results.Finalist(finalist.toString(), score));
    }
    if (diverged.size() == finalists.size()) {
      throw diverged.getFirst();
    }
    var finals = new Results.Finals(metric, scored);
    work.progress().say(target.called(Summary.finals(finals)));
    return finals;
  }

  /** What the search maximised, where it can be measured of a trained detector. */
  private String metric() {
    String objective = work.experiment().levels().getLast().objective();
    boolean measured = work.setup().training().metrics().have(objective);
    return measured ? objective : CocoMetrics.NAMES.getFirst();
  }

  private Results.Net net(Retraining retraining, String name, Allocation allocation)
      throws IOException, InterruptedException {
    Images images = work.setup().training().images();
    Path file = retraining.train(name, allocation, images.all());
    TrainedDetector.Test test = retraining.test(name, allocation, images.test());
    if (name.equals("found")) {
      new ReportPhase(folder).keepPictures(images.test(), test.detections());
    }
    return new Results.Net(
        allocation.toString(),
        new NetCosts(work.setup()).of(allocation),
        test.metrics().toMap(),
        Fingerprint.of(file),
        retraining.beginning(allocation));
  }
}
