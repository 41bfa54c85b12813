package io.crnas.experiments.run;

import io.crnas.detection.torch.Torch;
import io.crnas.detection.training.Accuracy;
import io.crnas.detection.training.Classification;
import io.crnas.detection.training.Course;
import io.crnas.detection.training.Paths;
import io.crnas.detection.training.Together;
import io.crnas.detection.training.TrainedClassifier;
import io.crnas.detection.training.Trainer;
import io.crnas.experiments.descriptor.ClassificationTraining;
import io.crnas.experiments.descriptor.InitialWeights;
import io.crnas.experiments.results.Results;
import io.crnas.framework.progress.Progress;
import io.crnas.framework.random.Seeds;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.classifier.Classifier;
import io.crnas.spaces.weights.Safetensors;
import io.crnas.spaces.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;

/**
 * Trains backbones to tell the classes of images, all alike and each once, before they become parts
 * of detectors.
 */
final class Pretraining {
  private final Work work;
  private final RunFolder folder;
  private final ClassificationTraining described;
  private final ClassImages images;
  private final Classification classification;
  private final int steps;
  private final Map<Allocation, Done> done = new HashMap<>();

  private record Done(Beginning beginning, Results.Pretraining result) {}

  Pretraining(Work work, RunFolder folder, ClassificationTraining described, ClassImages images) {
    this.work = work;
    this.folder = folder;
    this.described = described;
    this.images = images;
    this.classification =
        new Classification(
            work.setup().backbone,
            new Classifier(images.classes().size()),
            described.labelSmoothing());
    this.steps = described.length().steps(images.train().size());
  }

  /** Trains those that were not yet, or goes on with their trainings. */
  void train(List<Allocation> nets) throws IOException, InterruptedException {
    List<Allocation> fresh =
        nets.stream().distinct().filter(net -> !done.containsKey(net)).toList();
    for (List<Allocation> some :
        fresh.stream().gather(Gatherers.windowFixed(work.experiment().parallel())).toList()) {
      List<Together.Training<Weights>> trainings =
          some.stream()
              .<Together.Training<Weights>>map(net -> (torch, shown) -> train(net, torch, shown))
              .toList();
      List<Weights> trained =
          new Together(work.engine().torch().shared(work.experiment().parallel()), work.progress())
              .run(
                  some.stream().map(Pretraining::title).collect(Collectors.joining(", ")),
                  (long) steps * some.size(),
                  trainings);
      for (int i = 0; i < some.size(); i++) {
        done.put(some.get(i), measured(some.get(i), trained.get(i)));
      }
    }
  }

  private Weights train(Allocation net, Torch torch, Progress progress)
      throws IOException, InterruptedException {
    Trainer trainer = trainer(torch).heardBy(folder.shared().classMetrics().of(name(net)));
    return work.timings()
        .time(
            "pretrain " + net,
            () -> trainer.train(title(net), Paths.of(net), folder.pretrained(net), progress));
  }

  private Trainer trainer(Torch torch) {
    return new Trainer(
        torch,
        classification,
        images.train(),
        images.preparation(),
        new Course(steps, described.recipe().on(images.train().size()), images.augmentation()),
        Seeds.derive(work.experiment().seed(), "pretrain"),
        work.betweenCheckpoints());
  }

  /** What the training of a net depends on. */
  String fingerprint(Allocation net) {
    return trainer(work.engine().torch()).fingerprint(Paths.of(net));
  }

  private Done measured(Allocation net, Weights weights) throws IOException, InterruptedException {
    Accuracy accuracy;
    try (var trained = new TrainedClassifier(work.engine().torch(), classification, net, weights)) {
      accuracy =
          trained.test(
              images.validation(),
              images.preparation(),
              described.recipe().batch(),
              work.progress());
    }
    folder.shared().classMetrics().measured(name(net), steps, accuracy.toMap());
    var result =
        new Results.Pretraining(
            images.classes().size(),
            images.train().size(),
            steps,
            accuracy.top1(),
            accuracy.top5());
    work.progress().say("%s %s".formatted(net, result.text()));
    return new Done(read(net), result);
  }

  private Beginning read(Allocation net) throws IOException {
    Path file = folder.pretrained(net);
    var weightsOfNet = new InitialWeights(Optional.of(file), Optional.of(net.stages()), false, 1);
    return new Beginning(weightsOfNet, Safetensors.read(file), work.setup().backbone);
  }

  /** What a net begins with that was trained here, or before in another process. */
  Beginning beginning(Allocation net) throws IOException {
    Done own = done.get(net);
    return own == null ? read(net) : own.beginning();
  }

  /** How well it told classes. */
  Results.Pretraining result(Allocation net) {
    return done(net).result();
  }

  private Done done(Allocation net) {
    return Objects.requireNonNull(done.get(net), () -> net + " was not trained");
  }

  private static String title(Allocation net) {
    return "pre-training " + net;
  }

  private static String name(Allocation net) {
    return "pretrained-" + net.toString().replace('/', '_');
  }
}
