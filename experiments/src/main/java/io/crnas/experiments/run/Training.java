package io.crnas.experiments.run;

import io.crnas.detection.data.Dataset;
import io.crnas.detection.training.Architecture;
import io.crnas.detection.training.Course;
import io.crnas.experiments.descriptor.ClassificationTraining;
import io.crnas.experiments.descriptor.Data;
import io.crnas.experiments.descriptor.DetectorMetrics;
import io.crnas.experiments.descriptor.Evaluator;
import io.crnas.experiments.descriptor.Experiment;
import io.crnas.experiments.descriptor.InitialWeights;
import io.crnas.experiments.descriptor.Retrain;
import io.crnas.experiments.descriptor.TrainingLength;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problems;
import io.crnas.framework.progress.Progress;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.Sharing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * What detectors are trained and tested with.
 *
 * @param images train, val and test
 * @param architecture everything about the detector of the search but the allocation of its
 *     backbone
 * @param retrained the same of the one that the found network and the baseline are trained in
 * @param classes what backbones are pre-trained on, where they are
 * @param beginnings what trainings begin with that do not begin from scratch
 */
record Training(
    Images images,
    Architecture architecture,
    Architecture retrained,
    Optional<ClassImages> classes,
    Map<InitialWeights, Beginning> beginnings) {
  /**
   * Reads the data.
   *
   * @throws InvalidInputException with what is wrong with it
   */
  static Training of(Data data, Experiment experiment, Backbone backbone, Progress progress)
      throws IOException {
    Images images = Images.read(data, experiment.findsMasks(), progress);
    int classes = images.train().categories().size();
    var searched =
        new Architecture(
            backbone, experiment.detector().detector(classes), experiment.space().sharing());
    Optional<ClassificationTraining> pretrain = experiment.retrain().flatMap(Retrain::pretrain);
    var training =
        new Training(
            images,
            searched,
            experiment
                .retrain()
                .flatMap(Retrain::detector)
                .map(other -> new Architecture(backbone, other.detector(classes), Sharing.ALONE))
                .orElseGet(searched::alone),
            pretrain.isPresent()
                ? Optional.of(ClassImages.read(pretrain.get(), Path.of(""), progress))
                : Optional.empty(),
            experiment.initialWeights().stream()
                .distinct()
                .collect(
                    Collectors.toUnmodifiableMap(
                        described -> described, described -> Beginning.read(described, backbone))));
    training.checkLengths(experiment);
    return training;
  }

  /** What the detector of the search is scored by on these images. */
  DetectorMetrics metrics() {
    return metrics(architecture);
  }

  /** What final networks are scored by on these images. */
  DetectorMetrics retrainedMetrics() {
    return metrics(retrained);
  }

  private DetectorMetrics metrics(Architecture trained) {
    return new DetectorMetrics(
        Optional.of(images.train().categories()), trained.detector().findsMasks());
  }

  /** What the descriptor says a training begins with. */
  Beginning beginning(InitialWeights described) {
    return Objects.requireNonNull(beginnings.get(described), () -> "not read: " + described);
  }

  /** A training on some of the images. */
  Course course(TrainingLength length, Dataset some) {
    return new Course(
        length.steps(some.size()), length.recipe().on(some.size()), images.augmentation());
  }

  /** What is wrong with the lengths of trainings on these images. */
  private void checkLengths(Experiment experiment) {
    var problems = new Problems();
    int train = images.train().size();
    for (int i = 0; i < experiment.levels().size(); i++) {
      Evaluator evaluator = experiment.levels().get(i).scoring();
      String key = "levels[" + i + "].evaluator";
      evaluator.training().ifPresent(length -> length.check(key, train, problems));
      if (evaluator instanceof Evaluator.Supernet supernet) {
        supernet
            .fineTuning()
            .ifPresent(tuning -> tuning.length().check(key + ".fine-tuning", train, problems));
      }
    }
    // Of fewer images, those of the finalists, epochs have fewer steps.
    experiment
        .retrain()
        .ifPresent(nets ->
            nets.length()
                .check(
                    "retrain", nets.choosesByTraining() ? train : images.all().size(), problems));
    classes.ifPresent(some ->
        experiment
            .retrain()
            .flatMap(Retrain::pretrain)
            .ifPresent(before ->
                before.length().check("retrain.pretrain", some.train().size(), problems)));
    problems.throwIfAny();
  }

  /** The fingerprint of each split. */
  SortedMap<String, String> fingerprints() {
    SortedMap<String, String> fingerprints = images.fingerprints();
    classes.ifPresent(some -> {
      fingerprints.put("pretrain train", some.train().fingerprint());
      fingerprints.put("pretrain val", some.validation().fingerprint());
    });
    return fingerprints;
  }

  /** Whether some images that final nets are trained on are kept from finalists. */
  boolean keepsImages() {
    return !images.all().fingerprint().equals(images.train().fingerprint());
  }
}
