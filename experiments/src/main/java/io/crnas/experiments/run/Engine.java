package io.crnas.experiments.run;

import io.crnas.detection.torch.Torch;
import io.crnas.experiments.descriptor.Experiment;
import io.crnas.framework.device.Device;
import java.util.Optional;

/**
 * Where a run computes; PyTorch is only loaded where something is trained.
 *
 * @param device settled where something is trained
 * @param threads of one operation
 */
record Engine(Optional<Torch> loaded, Device device, int threads) implements AutoCloseable {

  /** A device that is not there is an {@code InvalidInputException}. */
  static Engine open(Experiment experiment) {
    int threads = experiment.threads().orProcessors();
    if (!experiment.trains()) {
      return new Engine(Optional.empty(), experiment.device(), threads);
    }
    Torch torch = Torch.open(experiment.device(), threads, experiment.precision());
    return new Engine(Optional.of(torch), torch.device(), torch.threads());
  }

  /** PyTorch, for what trains. */
  Torch torch() {
    return loaded.orElseThrow(() -> new IllegalStateException("nothing is trained in this run"));
  }

  @Override
  public void close() {
    loaded.ifPresent(Torch::close);
  }
}
