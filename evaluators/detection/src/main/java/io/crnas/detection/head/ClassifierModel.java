package io.crnas.detection.head;

import io.crnas.detection.data.ImageBatch;
import io.crnas.detection.torch.EngineFailure;
import io.crnas.detection.torch.Frozen;
import io.crnas.detection.torch.Normalisation;
import io.crnas.detection.torch.ParameterStore;
import io.crnas.detection.torch.Pass;
import io.crnas.detection.torch.Readout;
import io.crnas.detection.torch.Value;
import io.crnas.spaces.classifier.Classifier;
import io.crnas.spaces.detector.Initialisation;
import io.crnas.spaces.network.Network;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A classifier of whole images, in the engine. Several threads may classify at once. */
public final class ClassifierModel {
  /** The name of its only loss. */
  public static final String LOSS = "classification";

  private final Classifier classifier;
  private final double smoothing;
  private final ParameterStore store;

  /**
   * @param smoothing the part of the target that is spread over all classes, from 0 to below 1
   * @param store has its parameters, or gets them by {@link #initialise}
   */
  public ClassifierModel(Classifier classifier, double smoothing, ParameterStore store) {
    this.classifier = classifier;
    this.smoothing = smoothing;
    this.store = store;
  }

  /** Adds the parameters of a network that are not in the store yet. */
  public void initialise(Network network, long seed) {
    store.initialise(network, Initialisation.USUAL, seed);
  }

  /**
   * The mean loss of a batch and its gradients.
   *
   * @param classes of the images, from 0
   * @param step which step of the training this is
   * @throws DivergenceException when the loss is not finite
   */
  public TrainingStep step(
      Network network,
      ImageBatch batch,
      List<Integer> classes,
      Normalisation normalisation,
      Frozen frozen,
      long step) {
    if (classes.size() != batch.count()) {
      throw new IllegalArgumentException(
          "classes of " + classes.size() + " images for " + batch.count());
    }
    Pass pass = Pass.training(store, normalisation, frozen);
    try {
      Readout readout = pass.read(List.of(logits(pass, network, batch)));
      float[] gradients = new float[readout.values().length];
      double loss = 0;
      for (int image = 0; image < classes.size(); image++) {
        loss +=
            LossFunctions.crossEntropy(
                readout.values(),
                image * classifier.classes(),
                classifier.classes(),
                classes.get(image),
                smoothing,
                1.0 / classes.size(),
                gradients);
      }
      var losses = new Losses(new LinkedHashMap<>(Map.of(LOSS, loss)));
      if (!Double.isFinite(loss)) {
        throw new DivergenceException(step, losses);
      }
      readout.backward(gradients);
      return new TrainingStep(pass, losses);
    } catch (RuntimeException e) {
      pass.close();
      throw EngineFailure.inStep(e, batch.count() + " images of " + batch.padded());
    }
  }

  /** The logits of images by their running statistics, [N, classes]. */
  public float[] logits(Network network, ImageBatch batch) {
    try (Pass pass = Pass.inference(store, new Normalisation.Running())) {
      return pass.read(List.of(logits(pass, network, batch))).values();
    }
  }

  private static Value logits(Pass pass, Network network, ImageBatch batch) {
    var outputs = pass.run(network, Map.of("input", pass.input(batch)));
    return Objects.requireNonNull(outputs.get(Classifier.LOGITS));
  }
}
