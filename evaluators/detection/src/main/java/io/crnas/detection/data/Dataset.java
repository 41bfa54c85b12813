package io.crnas.detection.data;

import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problem;
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

  /** The number of images. */
  default int size() {
    return samples().size();
  }

  /** These images of this dataset, in the order given; for example a calibration set. */
  default Dataset subset(String name, List<Integer> indices) {
    return new Subset(name, this, indices);
  }
}
