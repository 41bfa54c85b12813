package io.crnas.experiments.watch;

import io.crnas.detection.training.TrainingListener;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * A line of the file.
 *
 * @param net which net
 * @param step how many steps it was trained
 * @param time in seconds since 1970
 * @param values by column
 */
record Row(String net, long step, double time, SequencedMap<String, Double> values) {

  static Row of(String net, double time, TrainingListener.Step step) {
    var values = new LinkedHashMap<String, Double>();
    values.put(Columns.LEARNING_RATE, step.learningRate());
    values.put(Columns.LOSS, step.losses().total());
    step.losses().values().forEach((name, loss) -> values.put(Columns.loss(name), loss));
    values.put(Columns.SPEED, step.imagesPerSecond());
    return new Row(net, step.number(), time, values);
  }

  /** Whether it is of a measurement of the net and not of a step. */
  boolean isMeasured() {
    return !values.containsKey(Columns.LOSS);
  }
}
