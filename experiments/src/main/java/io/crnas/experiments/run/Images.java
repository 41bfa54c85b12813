package io.crnas.experiments.run;

import io.crnas.detection.data.Augmentation;
import io.crnas.detection.data.Dataset;
import io.crnas.detection.data.Preparation;
import io.crnas.experiments.descriptor.Data;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problem;
import io.crnas.framework.problem.Problems;
import io.crnas.framework.progress.Progress;
import io.crnas.framework.random.Seeds;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The images that a descriptor's data means.
 *
 * @param train to train on while searching
 * @param validation to score candidates on
 * @param test to test the final networks on
 * @param all to train the final networks on: train, and what was drawn from it for validation
 * @param preparation what every image goes through
 * @param augmentation how training images vary
 */
record Images(
    Dataset train,
    Dataset validation,
    Dataset test,
    Dataset all,
    Preparation preparation,
    Augmentation augmentation) {

  /**
   * Reads all splits.
   *
   * @param masks whether the mask of every object is needed
   * @param progress hears of each image
   * @throws InvalidInputException with what is wrong
   */
  static Images read(Data data, boolean masks, Progress progress) throws IOException {
    DataReader.Splits splits = DataReader.read(data, masks, progress);
    var images =
        new Images(
            splits.train(),
            splits.validation(),
            splits.test(),
            splits.all(),
            new Preparation(data.imageSize(), data.normalisation()),
            new Augmentation(
                data.flip().horizontal(),
                data.flip().vertical(),
                data.jitter(),
                data.scales().orElse(List.of())));
    images.requireObjects();
    if (masks) {
      images.requireMasks();
    }
    return images;
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

  private void requireMasks() {
    var problems = new Problems();
    for (Dataset split : List.of(all, validation, test)) {
      try {
        split.requireMasks();
      } catch (InvalidInputException e) {
        problems.addAll(e.problems());
      }
    }
    problems.throwIfAny();
  }

  /** Train, validation and test. */
  List<Dataset> splits() {
    return List.of(train, validation, test);
  }

  /** What was wrong and left out. */
  List<Problem> problems() {
    return Stream.of(all, validation, test).flatMap(split -> split.problems().stream()).toList();
  }

  /** The fingerprint of each split. */
  SortedMap<String, String> fingerprints() {
    var fingerprints = new TreeMap<String, String>();
    splits().forEach(split -> fingerprints.put(split.name(), split.fingerprint()));
    return fingerprints;
  }

  /** So many training images, the same for every candidate. */
  Dataset calibration(int count, long seed) {
    return calibration(train, count, seed);
  }

  /** So many images of a split, always the same. */
  static Dataset calibration(Dataset split, int count, long seed) {
    List<Integer> indices = new ArrayList<>(IntStream.range(0, split.size()).boxed().toList());
    Collections.shuffle(indices, Random.from(Seeds.generator(seed, "calibration")));
    return split.subset("calibration", indices.subList(0, Math.min(count, indices.size())));
  }

  /** The first so many images that candidates are scored on. */
  Dataset validation(Optional<Integer> limit) {
    int count = Math.min(limit.orElse(validation.size()), validation.size());
    return count == validation.size()
        ? validation
        : validation.subset("validation", IntStream.range(0, count).boxed().toList());
  }
}
