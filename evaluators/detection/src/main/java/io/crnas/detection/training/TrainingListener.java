package io.crnas.detection.training;

import io.crnas.detection.head.Losses;
import java.io.IOException;

/**
 * Hears of one training, in order: of every step once, however often it is resumed. Whatever shows
 * or keeps how a training goes is one of these.
 */
public interface TrainingListener extends AutoCloseable {

  /**
   * What a step did.
   *
   * @param number how many steps were taken with it, from 1
   * @param learningRate the one of the step
   * @param losses before the step
   * @param imagesPerSecond over this step, with all that came between it and the one before
   */
  record Step(long number, double learningRate, Losses losses, double imagesPerSecond) {}

  /**
   * The training begins or goes on.
   *
   * @param taken how many steps were taken before; what was told of later ones is to be forgotten,
   *     because they are done again
   */
  default void begin(long taken) throws IOException {}

  /** A step was taken. */
  void step(Step step) throws IOException;

  /**
   * A checkpoint is about to be written: the steps so far will not be done again, so nothing that
   * was told may be lost from now on.
   */
  default void keep() throws IOException {}

  /** The training is at its end, or broken off. */
  @Override
  default void close() throws IOException {}

  /** Hears nothing. */
  static TrainingListener none() {
    return _ -> {};
  }
}
