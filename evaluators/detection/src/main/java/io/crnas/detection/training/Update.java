package io.crnas.detection.training;

import io.crnas.detection.data.Batch;
import io.crnas.detection.head.Losses;
import io.crnas.detection.head.TrainingStep;
import io.crnas.detection.parallel.SideBySide;
import io.crnas.detection.torch.Frozen;
import io.crnas.detection.torch.GradientSum;
import io.crnas.detection.torch.Normalisation;
import io.crnas.detection.torch.Sought;
import io.crnas.spaces.Mixture;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Parameter;
import io.crnas.spaces.weights.Tensor;
import io.crnas.spaces.weights.Weights;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/** The steps of a training: losses of some batches, their gradients, the parameters moved. */
final class Update {
  private final Trainable trained;
  private final Recipe recipe;
  private final Paths paths;
  private final Start start;
  private final long seed;
  private final TrainingState state;
  private final Learner learner;

  Update(
      Trainable trained, Recipe recipe, Paths paths, Start start, long seed, TrainingState state) {
    this.trained = trained;
    this.recipe = recipe;
    this.paths = paths;
    this.start = start;
    this.seed = seed;
    this.state = state;
    this.learner = Learner.of(trained, state.store());
  }

  /**
   * A batch and the path that is trained with it.
   *
   * @param images how many the batch has
   */
  record Part(Mixture path, Network network, Learner.Lesson lesson, int images, Frozen frozen) {}

  /**
   * What a step needs of a batch and no parameter has part in, for the threads that make batches.
   *
   * @param number of the batch, from 0
   */
  Part prepare(Batch batch, long number) {
    Mixture path = paths.at(number);
    Network network = learner.network(path);
    return new Part(
        path,
        network,
        learner.prepare(network, batch, seed, number),
        batch.samples().size(),
        learner.frozen(recipe, path, network));
  }

  /** The same batch for another path. */
  Part along(Part part, Mixture path) {
    Network network = learner.network(path);
    return new Part(
        path,
        network,
        part.lesson().along(network),
        part.images(),
        learner.frozen(recipe, path, network));
  }

  /**
   * Takes one step.
   *
   * @param parts whose gradients are averaged
   * @throws InterruptedException if the thread was interrupted; nothing has moved then
   */
  Losses take(List<Part> parts, double rate) throws IOException, InterruptedException {
    parts.forEach(this::initialise);
    Losses losses = parts.size() == 1 ? alone(parts.getFirst(), rate) : together(parts, rate);
    state.average(
        parts.stream().flatMap(part -> learner.parameters(part.network()).stream()).toList());
    return losses;
  }

  /** The gradients as they are: a sum of one would be a copy. */
  private Losses alone(Part part, double rate) {
    try (TrainingStep result = step(part)) {
      state.move(result.gradients(), rate);
      return result.losses();
    }
  }

  private Losses together(List<Part> parts, double rate) throws IOException, InterruptedException {
    try (var sum = new GradientSum(state.store())) {
      List<SideBySide.Work<Losses>> works = new ArrayList<>();
      for (int i = 0; i < parts.size(); i++) {
        int place = i;
        works.add(() -> {
          try (TrainingStep result = step(parts.get(place))) {
            sum.add(place, result.gradients());
            return result.losses();
          }
        });
      }
      List<Losses> losses = SideBySide.run("batch", recipe.parallel(), works);
      state.move(sum.mean(), rate);
      return Losses.mean(losses);
    }
  }

  private TrainingStep step(Part part) {
    return part.lesson()
        .step(new Normalisation.Batch(!paths.vary()), part.frozen(), Sought.PARAMETERS);
  }

  /** Gives a value to every parameter that has none yet. */
  void initialise(Part part) {
    Network network = part.network();
    Set<String> there = state.store().names();
    List<Parameter> missing =
        learner.parameters(network).stream()
            .filter(parameter -> !there.contains(parameter.name()))
            .toList();
    if (!missing.isEmpty()) {
      SequencedMap<String, Tensor> values = start.values(trained, part.path(), missing);
      state.store().load(new Weights(values, Map.of()));
      learner.initialise(network, seed);
    }
  }
}
