package io.crnas.experiments.init;

import java.time.Duration;
import java.util.Locale;

/**
 * How long trainings are.
 *
 * @param supernet steps of the supernet of the stage level
 * @param retrain steps of the baseline's and of the found net's training
 * @param images how many images candidates are scored on
 * @param reason why so many
 */
record Steps(int supernet, int retrain, int images, String reason) {
  /** Images of a step. */
  static final int BATCH = 4;

  /** Of the stage level's search: 12 candidates, then 10 new ones in each of 4 generations. */
  static final int POPULATION = 12;

  static final int GENERATIONS = 4;

  /** Of the most preferred dilations. */
  static final int PREFERRED = 8;

  private static final int EVALUATIONS = POPULATION + GENERATIONS * (POPULATION - 2) + PREFERRED;

  /** A step that runs all dilations twice takes about as long as so many others. */
  private static final int OTHERS = 3;

  private static final int LEAST = 150;
  private static final int LEAST_IMAGES = 20;
  private static final int SUPERNET_EPOCHS = 12;
  private static final int RETRAIN_EPOCHS = 24;
  private static final int MOST_EPOCHS = 100;

  /** Of the supernet that learns which dilations to prefer, in the time of the other one. */
  int preferring() {
    return Math.max(LEAST, supernet / OTHERS);
  }

  /**
   * By passes over the training images.
   *
   * @param train how many images are trained on
   * @param validation how many there are to score on
   */
  static Steps byEpochs(int train, int validation) {
    return new Steps(
        Math.max(LEAST, SUPERNET_EPOCHS * train / BATCH),
        Math.max(2 * LEAST, RETRAIN_EPOCHS * train / BATCH),
        validation,
        "%d passes over %d training images for a supernet, %d for a net; --minutes fits them to a time"
            .formatted(SUPERNET_EPOCHS, train, RETRAIN_EPOCHS));
  }

  /**
   * As many as fit into a time: a third of it at most for scoring candidates, the rest for two
   * supernets and two nets of twice their steps.
   *
   * @param step what one step takes
   * @param scoring what scoring takes on all images
   */
  static Steps within(Duration time, Duration step, Duration scoring, int train, int validation) {
    double seconds = seconds(time);
    double score = EVALUATIONS * seconds(scoring);
    int images =
        score <= seconds / 3
            ? validation
            : Math.min(
                validation, Math.max(LEAST_IMAGES, (int) (validation * seconds / 3 / score)));
    double left = seconds - score * images / validation;
    double steps = left / seconds(step);
    // The supernet and two nets of twice its steps; what learns preferences takes as long or the
    // least that it may.
    int fitting = (int) Math.min(steps / 6, (steps - OTHERS * LEAST) / 5);
    int most = Math.max(LEAST, MOST_EPOCHS * train / BATCH);
    int supernet = Math.clamp(fitting, LEAST, most);
    String reason =
        String.format(
            Locale.ROOT,
            "%d minutes asked for; a step was measured to take %.2f s, scoring a candidate on %d images %.1f s%s",
            time.toMinutes(),
            seconds(step),
            validation,
            seconds(scoring),
            fitting < LEAST
                ? "; so few minutes are not enough, this takes about %d"
                    .formatted(
                        Math.round(((5 + OTHERS) * LEAST * seconds(step) + seconds - left) / 60))
                : fitting > most
                    ? "; more than %d passes are of no use".formatted(MOST_EPOCHS)
                    : "");
    return new Steps(supernet, 2 * supernet, images, reason);
  }

  private static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }
}
