package io.crnas.detection.training;

import io.crnas.detection.data.Batch;
import io.crnas.detection.data.ClassifiedImages;
import io.crnas.detection.data.ImageBatch;
import io.crnas.detection.head.ClassifierModel;
import io.crnas.detection.head.DetectorModel;
import io.crnas.detection.head.TrainingBatch;
import io.crnas.detection.head.TrainingStep;
import io.crnas.detection.torch.Frozen;
import io.crnas.detection.torch.Normalisation;
import io.crnas.detection.torch.ParameterStore;
import io.crnas.detection.torch.Sought;
import io.crnas.spaces.Mixture;
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

  /** The network of a path, which runs first. */
  Network network(Mixture path);

  /** The parameters of a network and of what runs after it. */
  List<Parameter> parameters(Network network);

  /** What a training by this recipe leaves as it is. */
  Frozen frozen(Recipe recipe, Mixture path, Network network);

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
    /** Its losses and the gradients of what is sought. */
    TrainingStep step(Normalisation normalisation, Frozen frozen, Sought sought);

    /** The same batch for another path. */
    Lesson along(Network network);
  }

  /** Of the objects in images. */
  record OfObjects(Architecture architecture, DetectorModel model) implements Learner {
    @Override
    public Network network(Mixture path) {
      return architecture.features(path, new Graph());
    }

    @Override
    public List<Parameter> parameters(Network network) {
      return architecture.parameters(network);
    }

    @Override
    public Frozen frozen(Recipe recipe, Mixture path, Network network) {
      return architecture.frozen(recipe, path, network);
    }

    @Override
    public void initialise(Network network, long seed) {
      model.initialise(network, seed);
    }

    @Override
    public Lesson prepare(Network network, Batch batch, long seed, long number) {
      return new Objects(
          model, model.prepare(network, batch.images(), Inputs.targets(batch), seed, number));
    }

    private record Objects(DetectorModel model, TrainingBatch batch) implements Lesson {
      @Override
      public TrainingStep step(Normalisation normalisation, Frozen frozen, Sought sought) {
        return model.step(batch, normalisation, frozen, sought);
      }

      @Override
      public Lesson along(Network network) {
        return new Objects(model, batch.along(network));
      }
    }
  }

  /** Of the classes of images. */
  record OfClasses(Classification classes, ClassifierModel model) implements Learner {
    @Override
    public Network network(Mixture path) {
      return classes.network(path);
    }

    @Override
    public List<Parameter> parameters(Network network) {
      return network.parameters();
    }

    @Override
    public Frozen frozen(Recipe recipe, Mixture path, Network network) {
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
      return new Classes(model, network, batch.images(), wanted, number);
    }

    private record Classes(
        ClassifierModel model,
        Network network,
        ImageBatch images,
        List<Integer> wanted,
        long number)
        implements Lesson {
      @Override
      public TrainingStep step(Normalisation normalisation, Frozen frozen, Sought sought) {
        if (sought != Sought.PARAMETERS) {
          throw new IllegalArgumentException("a classifier has no mixtures");
        }
        return model.step(network, images, wanted, normalisation, frozen, number);
      }

      @Override
      public Lesson along(Network other) {
        return new Classes(model, other, images, wanted, number);
      }
    }
  }
}
