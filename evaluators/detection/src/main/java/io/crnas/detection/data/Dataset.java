package io.crnas.detection.data;

import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problem;
import io.crnas.framework.problem.Problems;
import java.util.List;

/** One split of images with boxes. Safe for use by several threads. */
public interface Dataset {

  /** The name of the split, for example {@code train}. */
  String name();

  /** The names of the categories, in the order of their indices. */
  List<String> categories();

  /** The images without their pixels, in a fixed order. */
  List<Sample> samples();

  /**
   * The pixels of one image, of the size its sample says; read or drawn anew at every call.
   *
   * @throws InvalidInputException naming the file, when it can not be decoded whole
   */
  Image load(int index);

  /**
   * SHA-256, in hexadecimal, over the categories, ids, annotations and what the pixels come from:
   * two datasets with the same fingerprint give the same batches.
   */
  String fingerprint();

  /** What was wrong and left out or mended when this was read; empty when all was well. */
  default List<Problem> problems() {
    return List.of();
  }

  /**
   * Looks whether the mask of every object is known.
   *
   * @throws InvalidInputException naming the first {@value #TOLD} objects of which it is not
   */
  default void requireMasks() {
    var problems = new Problems();
    int missing = 0;
    for (Sample sample : samples()) {
      for (int i = 0; i < sample.annotations().size(); i++) {
        Annotation annotation = sample.annotations().get(i);
        if (annotation.mask().isEmpty() && missing++ < TOLD) {
          problems.add(
              "%s, object %d (%s)"
                  .formatted(sample.source(), i + 1, categories().get(annotation.category())),
              "no mask",
              "one of every object, for a detector that finds masks: polygons or run lengths, as in"
                  + " COCO's files");
        }
      }
    }
    if (missing > 0) {
      problems.addAll(problems().stream().limit(TOLD).toList());
    }
    if (missing > TOLD) {
      problems.add("split " + name(), (missing - TOLD) + " more objects without a mask", "none");
    }
    problems.throwIfAny();
  }

  /** How many objects of a split a message names. */
  int TOLD = 5;

  /** The number of images. */
  default int size() {
    return samples().size();
  }

  /** These images of this dataset, in the order given; for example a calibration set. */
  default Dataset subset(String name, List<Integer> indices) {
    return new Subset(name, this, indices);
  }
}
