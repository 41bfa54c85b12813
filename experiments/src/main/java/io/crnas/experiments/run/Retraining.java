package io.crnas.experiments.run;

import io.crnas.detection.data.Dataset;
import io.crnas.detection.training.Paths;
import io.crnas.detection.training.Start;
import io.crnas.detection.training.TrainedDetector;
import io.crnas.detection.training.Trainer;
import io.crnas.experiments.descriptor.Retrain;
import io.crnas.experiments.watch.Metrics;
import io.crnas.framework.random.Seeds;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Trains nets by themselves, all alike: by the same recipe and, of a number, seed, and those on the
 * same images with these in the same order. The same training is done once, because it would end in
 * the same bits.
 */
final class Retraining {
  private final Work work;
  private final Target target;
  private final RunFolder folder;
  private final Retrain retrain;
  private final Map<Same, Path> trained = new HashMap<>();

  /** How many steps each net was trained, by its name. */
  private final Map<String, Integer> steps = new HashMap<>();

  /** What decides how a training ends. */
  private record Same(Allocation allocation, String images, int seed) {}

  /** What a net is called in the run's folder when trained with a seed of this number, from 1. */
  static String name(String net, int seed) {
    return seed == 1 ? net : net + "-seed-" + seed;
  }

  Retraining(Work work, Target target, RunFolder folder, Retrain retrain) {
    this.work = work;
    this.target = target;
    this.folder = folder;
    this.retrain = retrain;
  }

  /**
   * Trains a net, or goes on with its training.
   *
   * @param net what it is called in the run's folder
   * @param seed its number, from 1
   * @return the file of its weights
   */
  Path train(String net, Allocation allocation, Dataset images, int seed)
      throws IOException, InterruptedException {
    String name = name(net, seed);
    Path file = folder.weights(name);
    var same = new Same(allocation, images.fingerprint(), seed);
    if (trained.containsKey(same)) {
      Safetensors.write(file, Safetensors.read(trained.get(same)));
    }
    String title = target.called(name + " " + allocation);
    beginning(allocation).ifPresent(one -> work.progress().say(Summary.beginning(title, one)));
    var trainer = trainer(images, seed);
    work.timings()
        .time(
            target.called("retrain " + name),
            () ->
                trainer
                    .tellingOf(metrics().of(name))
                    .train(title, Paths.of(allocation), file, work.progress()));
    trained.putIfAbsent(same, file);
    steps.put(name, work.setup().training().steps(retrain, images));
    return file;
  }

  private Trainer trainer(Dataset images, int seed) throws IOException, InterruptedException {
    Training training = work.setup().training();
    return new Trainer(
            work.engine().torch(),
            training.retrained(),
            images,
            training.images().preparation(),
            training.course(training.steps(retrain, images), retrain.recipe()),
            seed(seed),
            work.betweenCheckpoints())
        .from(beginning().map(Beginning::start).orElseGet(Start.Scratch::new));
  }

  private long seed(int number) {
    long first = work.experiment().seed();
    return number == 1
        ? Seeds.derive(first, "retrain")
        : Seeds.derive(first, "retrain/seed", number);
  }

  /** Has a net that was trained here detect on a split. */
  TrainedDetector.Test test(String net, Allocation allocation, Dataset images, int seed)
      throws IOException, InterruptedException {
    String name = name(net, seed);
    Training training = work.setup().training();
    try (var detector =
        new TrainedDetector(
            work.engine().torch(),
            training.retrained(),
            allocation,
            Safetensors.read(folder.weights(name)))) {
      TrainedDetector.Test test =
          work.timings()
              .time(
                  target.called("test " + name),
                  () ->
                      detector.test(
                          images,
                          training.images().preparation(),
                          retrain.recipe().batch(),
                          work.progress()));
      metrics().measured(name, steps.getOrDefault(name, 0), test.metrics().toMap());
      return test;
    }
  }

  /** What the training of a net begins with; empty where that is from scratch. */
  Optional<Results.Beginning> beginning(Allocation allocation)
      throws IOException, InterruptedException {
    return beginning()
        .map(one -> one.in(work.setup().training().retrained(), List.of(allocation.stages())));
  }

  private Optional<Beginning> beginning() throws IOException, InterruptedException {
    if (retrain.weights().isEmpty()) {
      return Optional.empty();
    }
    Beginning source = work.setup().training().beginning(retrain.weights().get());
    return Optional.of(
        source.renormalised(work, retrain.recipe().batch(), folder.shared().initial("retrain")));
  }

  private Metrics metrics() {
    return folder.metrics(work.setup().training().retrained().detector());
  }
}
