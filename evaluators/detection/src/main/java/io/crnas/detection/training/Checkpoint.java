package io.crnas.detection.training;

import io.crnas.detection.torch.MovingAverage;
import io.crnas.detection.torch.Optimizer;
import io.crnas.detection.torch.ParameterStore;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.spaces.weights.Safetensors;
import io.crnas.spaces.weights.Tensor;
import io.crnas.spaces.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A training under way, in one file: parameters, momenta, averages and the number of steps taken.
 * With the randomness of a step derived from its number, nothing else is needed to go on to the
 * same bits.
 */
final class Checkpoint {
  private static final String PARAMETER = "parameter.";
  private static final String MOMENTUM = "momentum.";
  private static final String AVERAGE = "average.";
  private static final String PREFERENCE = "preference.";
  private static final String STEP = "step";
  private static final String WORK = "work";

  private final Path file;
  private final String work;

  /**
   * @param file where it is kept
   * @param work the fingerprint of what is trained on what and how
   */
  Checkpoint(Path file, String work) {
    this.file = file;
    this.work = work;
  }

  /**
   * @param average of the parameters, where one is taken
   * @param logits where preferences are learned
   */
  void write(
      ParameterStore store,
      Optimizer optimizer,
      Optional<MovingAverage> average,
      Optional<Logits> logits,
      long step)
      throws IOException {
    var tensors = new LinkedHashMap<String, Tensor>();
    store.weights().tensors().forEach((name, value) -> tensors.put(PARAMETER + name, value));
    optimizer.weights().tensors().forEach((name, value) -> tensors.put(MOMENTUM + name, value));
    average.ifPresent(one ->
        one.weights().tensors().forEach((name, value) -> tensors.put(AVERAGE + name, value)));
    logits.ifPresent(one ->
        one.state().tensors().forEach((name, value) -> tensors.put(PREFERENCE + name, value)));
    Safetensors.write(file, new Weights(tensors, Map.of(STEP, Long.toString(step), WORK, work)));
  }

  /** Loads what is there and returns how many steps were taken; 0 where there is no file. */
  long load(
      ParameterStore store,
      Optimizer optimizer,
      Optional<MovingAverage> average,
      Optional<Logits> logits)
      throws IOException {
    if (!Files.exists(file)) {
      return 0;
    }
    Weights weights = Safetensors.read(file);
    requireSameWork(file, weights, work);
    store.load(weights.under(PARAMETER));
    optimizer.load(weights.under(MOMENTUM));
    average.ifPresent(one -> one.load(weights.under(AVERAGE)));
    logits.ifPresent(one -> one.load(weights.under(PREFERENCE)));
    return Long.parseLong(weights.metadata().getOrDefault(STEP, "0"));
  }

  void delete() throws IOException {
    Files.deleteIfExists(file);
  }

  /** Marks weights as the result of a work. */
  static Weights signed(Weights weights, String work) {
    return new Weights(weights.tensors(), Map.of(WORK, work));
  }

  /** Refuses weights that other settings or other data made. */
  static void requireSameWork(Path file, Weights weights, String work) {
    if (!work.equals(weights.metadata().get(WORK))) {
      throw new InvalidInputException(
          file.toString(),
          "weights of another work",
          "the one of this run; have its data or its descriptor changed?");
    }
  }
}
