package io.crnas.detection.head;

import io.crnas.detection.data.ImageBatch;
import io.crnas.detection.torch.EngineFailure;
import io.crnas.detection.torch.Frozen;
import io.crnas.detection.torch.NodeStatistics;
import io.crnas.detection.torch.Normalisation;
import io.crnas.detection.torch.ParameterStore;
import io.crnas.detection.torch.Pass;
import io.crnas.detection.torch.Sought;
import io.crnas.detection.torch.Value;
import io.crnas.spaces.detector.Detector;
import io.crnas.spaces.detector.Head;
import io.crnas.spaces.detector.Initialisation;
import io.crnas.spaces.network.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Any detector around any backbone, in the engine: trains and detects with a feature network (image
 * {@code input} to the levels of the pyramid) that the caller names at each call, and with the
 * detector's heads. Parameters are the store's. Several threads may detect and calibrate at once.
 */
public final class DetectorModel {
  private final Detector detector;
  private final ParameterStore store;

  /** A detector whose parameters are in the store, or come there by {@link #initialise}. */
  public DetectorModel(Detector detector, ParameterStore store) {
    this.detector = detector;
    this.store = store;
  }

  /** The store of its parameters. */
  public ParameterStore store() {
    return store;
  }

  /** Adds the parameters of a feature network and of the heads that are not in the store yet. */
  public void initialise(Network features, long seed) {
    store.initialise(features, Initialisation.USUAL, seed);
    detector.heads().forEach(head -> store.initialise(head.network(), head.initialisation(), seed));
  }

  /**
   * Checks that the store has the parameters of a feature network and of the heads.
   *
   * @param where what is at fault if not, for example the file they were read from
   * @throws io.crnas.framework.problem.InvalidInputException naming every one that is not there or
   *     has another shape
   */
  public void require(Network features, String where) {
    store.require(
        Stream.concat(Stream.of(features), detector.heads().stream().map(Head::network)).toList(),
        where);
  }

  /**
   * What a step needs and no parameter has part in; several threads may prepare at once.
   *
   * @param features the path that is trained
   * @param targets the objects of each image
   * @param seed of the choice of anchors and RoIs, together with the step
   * @param step which step of the training it is for
   */
  public TrainingBatch prepare(
      Network features, ImageBatch images, List<List<Target>> targets, long seed, long step) {
    return new TrainingBatch(detector, features, images, targets, seed, step);
  }

  /**
   * The losses of a batch and their gradients.
   *
   * @param batch that was prepared for this detector
   * @param frozen what gets no gradient
   * @throws DivergenceException when a loss is not finite
   */
  public TrainingStep step(TrainingBatch batch, Normalisation normalisation, Frozen frozen) {
    return step(batch, normalisation, frozen, Sought.PARAMETERS);
  }

  /**
   * The same, with gradients of what is sought.
   *
   * @throws DivergenceException when a loss is not finite
   */
  public TrainingStep step(
      TrainingBatch batch, Normalisation normalisation, Frozen frozen, Sought sought) {
    ImageBatch images = batch.images();
    Pass pass = Pass.training(store, normalisation, frozen, sought);
    try {
      Map<String, Value> inputs = Map.of("input", pass.input(images));
      var losses = new LossPass(detector, pass, batch, pass.run(batch.features(), inputs));
      return new TrainingStep(pass, losses.backward(store.torch().threads()));
    } catch (RuntimeException e) {
      pass.close();
      throw EngineFailure.inStep(e, images.count() + " images of " + images.padded());
    }
  }

  /** The detections of each image. */
  List<List<DetectedBox>> detect(Network features, ImageBatch batch, Normalisation normalisation)
      throws InterruptedException {
    return detectEach(List.of(features), batch, normalisation).getFirst();
  }

  /**
   * The detections of each image with each of several feature networks; what they share is computed
   * once. The same as one after the other, whatever the number of threads.
   *
   * @throws InterruptedException if the thread is interrupted, also in the middle of a network
   */
  public List<List<List<DetectedBox>>> detectEach(
      List<Network> features, ImageBatch batch, Normalisation normalisation)
      throws InterruptedException {
    List<List<List<DetectedBox>>> results = new ArrayList<>();
    try (Pass pass = Pass.inference(store, normalisation)) {
      Map<String, Value> inputs = Map.of("input", pass.input(batch));
      pass.runEach(
          features,
          inputs,
          pyramid -> results.add(new DetectionPass(detector, pass, batch, pyramid).detect()));
    }
    return results;
  }

  /**
   * Runs the networks as far as their last batch normalisation and gathers the statistics of one
   * batch.
   *
   * @throws InterruptedException if the thread is interrupted, also in the middle of a network
   */
  public void calibrate(List<Network> features, ImageBatch batch, NodeStatistics statistics)
      throws InterruptedException {
    try (Pass pass = Pass.inference(store, new Normalisation.Gather(statistics))) {
      pass.runEach(
          features.stream().map(Calibration::untilLastBatchNorm).toList(),
          Map.of("input", pass.input(batch)),
          _ -> {});
    }
  }
}
