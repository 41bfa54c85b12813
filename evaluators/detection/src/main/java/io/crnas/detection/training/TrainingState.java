package io.crnas.detection.training;

import io.crnas.detection.torch.Gradients;
import io.crnas.detection.torch.MovingAverage;
import io.crnas.detection.torch.Optimizer;
import io.crnas.detection.torch.ParameterStore;
import io.crnas.detection.torch.Torch;
import io.crnas.spaces.network.Parameter;
import io.crnas.spaces.weights.Weights;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** What changes in a training: the parameters, what moves them, and where wanted their average. */
final class TrainingState implements AutoCloseable {
  private final ParameterStore store;
  private final Optimizer optimizer;
  private final Optional<MovingAverage> average;
  private final Optional<Logits> logits;

  /**
   * @param logits where preferences are learned
   */
  TrainingState(Torch torch, Recipe recipe, Optional<Logits> logits) {
    this.store = new ParameterStore(torch);
    this.optimizer = Optimizer.of(torch, recipe.optimizerSettings());
    this.logits = logits;
    this.average = recipe.ema().map(decay -> new MovingAverage(store, decay));
  }

  ParameterStore store() {
    return store;
  }

  void move(Gradients gradients, double rate) {
    optimizer.step(gradients, rate);
  }

  /** Takes the values of the parameters of a step's path into the average, statistics included. */
  void average(List<Parameter> path) {
    average.ifPresent(one -> one.add(path.stream().map(Parameter::name).distinct().toList()));
  }

  /** What the training leaves. */
  Weights result() {
    Weights weights = average.map(MovingAverage::averaged).orElseGet(store::weights);
    if (logits.isEmpty()) {
      return weights;
    }
    var tensors = new LinkedHashMap<>(weights.tensors());
    logits
        .get()
        .result()
        .tensors()
        .forEach((gene, values) -> tensors.put(Relaxation.named(gene), values));
    return new Weights(tensors, weights.metadata());
  }

  void keep(Checkpoint checkpoint, long taken) throws IOException {
    checkpoint.write(store, optimizer, average, logits, taken);
  }

  /** Returns how many steps were taken; 0 where there is no checkpoint. */
  long load(Checkpoint checkpoint) throws IOException {
    return checkpoint.load(store, optimizer, average, logits);
  }

  @Override
  public void close() {
    average.ifPresent(MovingAverage::close);
    optimizer.close();
    store.close();
  }
}
