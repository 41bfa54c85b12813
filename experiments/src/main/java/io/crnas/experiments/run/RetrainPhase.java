package io.crnas.experiments.run;

import io.crnas.detection.training.Paths;
import io.crnas.detection.training.TrainedDetector;
import io.crnas.detection.training.Trainer;
import io.crnas.experiments.descriptor.Retrain;
import io.crnas.framework.file.Fingerprint;
import io.crnas.framework.random.Seeds;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.weights.Safetensors;
import io.crnas.spaces.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Trains baseline and found net alike: the same steps, seed and order of images; tests both. */
record RetrainPhase(Work work, Target target, RunFolder folder, Retrain retrain) {

  Results.Retrained run(Allocation baseline, Allocation found)
      throws IOException, InterruptedException {
    Results.Net baselineNet = net("baseline", baseline);
    if (found.equals(baseline)) {
      // The same training would end in the same bits.
      Safetensors.write(folder.weights("found"), Safetensors.read(folder.weights("baseline")));
    }
    Results.Net foundNet = net("found", found);
    Results.Parity parity =
        work.timings()
            .time(target.called("export"), () -> new ExportPhase(work, target, folder).run(found));
    return new Results.Retrained(baselineNet, foundNet, parity);
  }

  private Results.Net net(String name, Allocation allocation)
      throws IOException, InterruptedException {
    Training training = work.setup().training();
    Images images = training.images();
    var recipe = training.recipe(training.steps(retrain), retrain.recipe());
    Optional<Beginning> beginning = beginning();
    Optional<Results.Beginning> told =
        beginning.map(one -> one.in(training.architecture().alone(), List.of(allocation.stages())));
    told.ifPresent(
        one -> work.progress().say(Summary.beginning(target.called(name + " " + allocation), one)));
    var trainer =
        new Trainer(
                work.engine().torch(),
                training.architecture().alone(),
                images.all(),
                images.preparation(),
                recipe,
                Seeds.derive(work.experiment().seed(), "retrain"),
                work.betweenCheckpoints())
            .from(beginning.map(Beginning::pretrained));
    Path file = folder.weights(name);
    Weights weights =
        work.timings()
            .time(
                target.called("retrain " + name),
                () ->
                    trainer.train(
                        target.called(name + " " + allocation),
                        Paths.of(allocation),
                        file,
                        work.progress()));
    try (var detector =
        new TrainedDetector(work.engine().torch(), training.architecture(), allocation, weights)) {
      TrainedDetector.Test test =
          work.timings()
              .time(
                  target.called("test " + name),
                  () ->
                      detector.test(
                          images.test(), images.preparation(), recipe.batch(), work.progress()));
      if (name.equals("found")) {
        new ReportPhase(folder).keepPictures(images.test(), test.detections());
      }
      return new Results.Net(
          allocation.toString(),
          new NetCosts(work.setup()).of(allocation),
          test.metrics().toMap(),
          Fingerprint.of(file),
          told);
    }
  }

  private Optional<Beginning> beginning() throws IOException, InterruptedException {
    if (retrain.weights().isEmpty()) {
      return Optional.empty();
    }
    Beginning source = work.setup().training().beginning(retrain.weights().get());
    return Optional.of(
        source.renormalised(work, retrain.recipe().batch(), folder.shared().initial("retrain")));
  }
}
