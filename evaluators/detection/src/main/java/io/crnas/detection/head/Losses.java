package io.crnas.detection.head;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * The losses of a training step.
 *
 * @param values by name, each times its weight, in the order in which they are added up
 */
public record Losses(SequencedMap<String, Double> values) {
  public Losses {
    values = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(values));
  }

  /** The mean of those of several batches, which have the same names. */
  public static Losses mean(List<Losses> several) {
    if (several.size() == 1) {
      return several.getFirst();
    }
    var means = new LinkedHashMap<String, Double>();
    for (String name : several.getFirst().values().keySet()) {
      means.put(name, several.stream().mapToDouble(one -> one.of(name)).average().orElseThrow());
    }
    return new Losses(means);
  }

  /** What is minimised. */
  public double total() {
    return values.values().stream().reduce(0.0, Double::sum);
  }

  /** One of them; an unknown name is an {@link IllegalArgumentException}. */
  public double of(String name) {
    Double value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no loss " + name + " among " + values.keySet());
    }
    return value;
  }
}
