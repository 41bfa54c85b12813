package io.crnas.experiments.run;

import io.crnas.detection.data.Augmentation;
import io.crnas.detection.data.Dataset;
import io.crnas.detection.data.Preparation;
import io.crnas.detection.layout.PascalVoc;
import io.crnas.detection.layout.Reading;
import io.crnas.detection.scenes.Scenes;
import io.crnas.experiments.descriptor.Data;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problems;
import io.crnas.framework.random.Seeds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * The images that a descriptor's data means.
 *
 * @param train to train on
 * @param validation to score candidates on
 * @param test to test the final networks on
 * @param preparation what every image goes through
 * @param augmentation how training images vary
 */
record Images(
    Dataset train,
    Dataset validation,
    Dataset test,
    Preparation preparation,
    Augmentation augmentation) {

  /**
   * Reads all three splits.
   *
   * @throws InvalidInputException with what is wrong
   */
  static Images read(Data data) {
    List<Dataset> splits = splits(data);
    var images =
        new Images(
            splits.get(0),
            splits.get(1),
            splits.get(2),
            Preparation.of(data.imageSize().width(), data.imageSize().height()),
            new Augmentation(data.flip().horizontal(), data.flip().vertical()));
    images.requireObjects();
    return images;
  }

  private static List<Dataset> splits(Data data) {
    return switch (data) {
      case Data.Scenes s -> {
        var scenes =
            new Scenes(
                s.imageSize().width(),
                s.imageSize().height(),
                s.categories()
                    .map(figures -> figures.stream().map(Images::category).toList())
                    .orElse(Scenes.CATEGORIES),
                s.smallestObject(),
                s.mostObjects(),
                s.seed());
        yield List.of(
            scenes.split("train", s.train()),
            scenes.split("val", s.val()),
            scenes.split("test", s.test()));
      }
      case Data.Voc v -> {
        Path folder =
            v.path()
                .orElseThrow(() ->
                    new InvalidInputException("data.path", "nothing", "a folder, or --data PATH"));
        yield List.copyOf(
            new PascalVoc(folder, v.categories().orElse(List.of()), new Reading(v.strict(), true))
                .read(List.of(v.train(), v.val(), v.test())));
      }
    };
  }

  private static String category(Data.Scenes.Figure figure) {
    return figure.name().toLowerCase(Locale.ROOT);
  }

  /** Without objects every candidate scores alike, and the search would pass for one. */
  private void requireObjects() {
    var problems = new Problems();
    splits().stream()
        .filter(split -> split.samples().stream().allMatch(s -> s.annotations().isEmpty()))
        .forEach(split ->
            problems.add("data, split " + split.name(), "no object in any image", "at least one"));
    problems.throwIfAny();
  }

  /** Train, validation and test. */
  List<Dataset> splits() {
    return List.of(train, validation, test);
  }

  /** The fingerprint of each split. */
  SortedMap<String, String> fingerprints() {
    var fingerprints = new TreeMap<String, String>();
    splits().forEach(split -> fingerprints.put(split.name(), split.fingerprint()));
    return fingerprints;
  }

  /** So many training images, the same for every candidate. */
  Dataset calibration(int count, long seed) {
    List<Integer> indices = new ArrayList<>(IntStream.range(0, train.size()).boxed().toList());
    RandomGenerator random = Seeds.generator(seed, "calibration");
    Collections.shuffle(indices, Random.from(random));
    return train.subset("calibration", indices.subList(0, Math.min(count, indices.size())));
  }

  /** The first so many images that candidates are scored on. */
  Dataset validation(Optional<Integer> limit) {
    int count = Math.min(limit.orElse(validation.size()), validation.size());
    return count == validation.size()
        ? validation
        : validation.subset("validation", IntStream.range(0, count).boxed().toList());
  }
}
