package io.crnas.detection.training;

import io.crnas.detection.data.Batch;
import io.crnas.detection.data.ClassifiedImages;
import io.crnas.detection.head.ClassifierModel;
import io.crnas.detection.head.DetectorModel;
import io.crnas.detection.head.TrainingBatch;
import io.crnas.detection.head.TrainingStep;
import io.crnas.detection.torch.Frozen;
import io.crnas.detection.torch.Normalisation;
import io.crnas.detection.torch.ParameterStore;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Parameter;
import java.util.List;

/** What learns from a batch, with its parameters in a store. */
sealed interface Learner {

  static Learner of(Trainable trained, ParameterStore store) {
    return switch (trained) {
      case Architecture architecture ->
          new OfObjects(architecture, new DetectorModel(architecture.detector(), store));
      case Classification classes ->
          new OfClasses(
              classes, new ClassifierModel(classes.classifier(), classes.smoothing(), store));
    };
  }

  /** The network of an allocation, which runs first. */
  Network network(Allocation allocation);

  /** The parameters of a network and of what runs after it. */
  List<Parameter> parameters(Network network);

  /** What a training by this recipe leaves as it is. */
  Frozen frozen(Recipe recipe, Allocation allocation, Network network);

  /** Adds the parameters that are not in the store yet. */
  void initialise(Network network, long seed);

  /**
   * What a step needs of a batch and no parameter has part in, for the threads that make batches.
   *
   * @param number of the batch
   */
  Lesson prepare(Network network, Batch batch, long seed, long number);

  /** A batch that was prepared. */
  interface Lesson {
    /** Its losses and their gradients. */
    TrainingStep step(Normalisation normalisation, Frozen frozen);
  }

  /** Of the objects in images. */
  record OfObjects(Architecture architecture, DetectorModel model) implements Learner {
    @Override
    public Network network(Allocation allocation) {
      return architecture.features(allocation, new Graph());
    }

    @Override
    public List<Parameter> parameters(Network network) {
      return architecture.parameters(network);
    }

    @Override
    public Frozen frozen(Recipe recipe, Allocation allocation, Network network) {
      return architecture.frozen(recipe, allocation, network);
    }

    @Override
    public void initialise(Network network, long seed) {
      model.initialise(network, seed);
    }

    @Override
    public Lesson prepare(Network network, Batch batch, long seed, long number) {
      TrainingBatch prepared =
          model.prepare(network, batch.images(), Inputs.targets(batch), seed, number);
      return (normalisation, frozen) -> model.step(prepared, normalisation, frozen);
    }
  }

  /** Of the classes of images. */
  record OfClasses(Classification classes, ClassifierModel model) implements Learner {
    @Override
    public Network network(Allocation allocation) {
      return classes.network(allocation);
    }

    @Override
    public List<Parameter> parameters(Network network) {
      return network.parameters();
    }

    @Override
    public Frozen frozen(Recipe recipe, Allocation allocation, Network network) {
      if (recipe.freezes()) {
        throw new IllegalArgumentException("a classifier that begins from scratch freezes nothing");
      }
      return Frozen.NOTHING;
    }

    @Override
    public void initialise(Network network, long seed) {
      model.initialise(network, seed);
    }

    @Override
    public Lesson prepare(Network network, Batch batch, long seed, long number) {
      List<Integer> wanted =
          batch.samples().stream().map(one -> ClassifiedImages.category(one.sample())).toList();
      return (normalisation, frozen) ->
          model.step(network, batch.images(), wanted, normalisation, frozen, number);
    }
  }
}
