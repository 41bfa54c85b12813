package io.crnas.detection.rcnn;

import io.crnas.detection.torch.Initialisation;
import io.crnas.detection.torch.NodeStatistics;
import io.crnas.detection.torch.Normalisation;
import io.crnas.detection.torch.ParameterStore;
import io.crnas.detection.torch.Pass;
import io.crnas.detection.torch.Readout;
import io.crnas.detection.torch.Value;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.detector.FasterRcnn;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.weights.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Faster R-CNN around any backbone: trains and detects with a feature network (image {@code input}
 * to {@code P2..P6}) that the caller names at each call, and with its own heads. Parameters are the
 * store's. Several threads may detect and calibrate at once.
 */
public final class Detector {
  private final FasterRcnn architecture;
  private final DetectorSettings settings;
  private final ParameterStore store;
  private final Network proposalHead;
  private final Network boxHead;
  private final RegionAlign align;
  private final RegionStage regionStage;

  /** A detector whose parameters are in the store, or come there by {@link #initialise}. */
  public Detector(FasterRcnn architecture, DetectorSettings settings, ParameterStore store) {
    this.architecture = architecture;
    this.settings = settings;
    this.store = store;
    this.proposalHead = architecture.proposalHead();
    this.boxHead = architecture.boxHead();
    this.align =
        new RegionAlign(
            FasterRcnn.POOLED, FasterRcnn.POOLED, settings.regions().samplingRatio(), false);
    this.regionStage = new RegionStage(settings.regions(), architecture.classes() + 1);
  }

  /** The store of its parameters. */
  public ParameterStore store() {
    return store;
  }

  /** Adds the parameters of a feature network and of the heads that are not in the store yet. */
  public void initialise(Network features, long seed) {
    store.initialise(features, Initialisation.RESIDUAL, seed);
    store.initialise(proposalHead, Initialisation.SMALL, seed);
    store.initialise(boxHead, Initialisation.RESIDUAL, seed);
  }

  /**
   * Checks that the store has the parameters of a feature network and of the heads.
   *
   * @param where what is at fault if not, for example the file they were read from
   * @throws io.crnas.framework.problem.InvalidInputException naming every one that is not there or
   *     has another shape
   */
  public void require(Network features, String where) {
    store.require(List.of(features, proposalHead, boxHead), where);
  }

  /**
   * The losses of a batch and their gradients.
   *
   * @param features the path that is trained
   * @param targets the objects of each image
   * @param seed of the choice of anchors and regions, together with the step
   * @param step which step of the training this is
   * @throws DivergenceException when a loss is not finite
   */
  public TrainingStep step(
      Network features,
      ImageBatch batch,
      List<List<Target>> targets,
      Normalisation normalisation,
      long seed,
      long step) {
    if (targets.size() != batch.count()) {
      throw new IllegalArgumentException(
          "targets of " + targets.size() + " images for " + batch.count());
    }
    Pass pass = Pass.training(store, normalisation);
    try {
      Losses losses = losses(pass, features, batch, targets, seed, step);
      return new TrainingStep(pass, losses);
    } catch (RuntimeException e) {
      pass.close();
      throw e;
    }
  }

  private Losses losses(
      Pass pass,
      Network features,
      ImageBatch batch,
      List<List<Target>> targets,
      long seed,
      long step) {
    int threads = store.torch().threads();
    SequencedMap<String, Value> pyramid =
        pass.run(features, Map.of("input", pass.input(batch.pixels())));
    Head head = proposals(pass, batch, pyramid);
    float[] gradients = new float[head.readout().values().length];
    var proposalLoss = head.stage().loss(targets, seed, step, threads, gradients);

    var chosen = new RegionStage.Chosen[batch.count()];
    Parallel.forEach(
        batch.count(),
        threads,
        image -> {
          Boxes proposals = head.stage().propose(image, batch.sizes().get(image), true);
          chosen[image] = regionStage.choose(proposals, targets.get(image), seed, step, image);
        });
    var regions =
        Regions.of(
            Arrays.stream(chosen).map(RegionStage.Chosen::boxes).toList(), head.levels().size());
    Value pooled = pass.trainedInput(pool(head, regions, threads));
    Readout boxes = boxes(pass, pooled);
    float[] boxGradients = new float[boxes.values().length];
    var regionLoss =
        regionStage.loss(
            boxes.values(),
            boxes.offset(0),
            boxes.offset(1),
            List.of(chosen),
            targets,
            boxGradients);
    var losses =
        new Losses(
            proposalLoss.objectness(),
            proposalLoss.boxes(),
            regionLoss.classification(),
            regionLoss.boxes());
    if (!Double.isFinite(losses.total())) {
      throw new DivergenceException(step, losses);
    }
    boxes.backward(boxGradients);
    align.backward(
        pass.gradient(pooled),
        head.levels(),
        architecture.pyramidChannels(),
        regions,
        gradients,
        threads);
    head.readout().backward(gradients);
    return losses;
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
      Map<String, Value> inputs = Map.of("input", pass.input(batch.pixels()));
      pass.runEach(features, inputs, pyramid -> results.add(detections(pass, batch, pyramid)));
    }
    return results;
  }

  private List<List<DetectedBox>> detections(
      Pass pass, ImageBatch batch, SequencedMap<String, Value> pyramid) {
    Head head = proposals(pass, batch, pyramid);
    List<Boxes> proposals = new ArrayList<>();
    for (int image = 0; image < batch.count(); image++) {
      proposals.add(head.stage().propose(image, batch.sizes().get(image), false));
    }
    var regions = Regions.of(proposals, head.levels().size());
    Readout boxes = boxes(pass, pass.input(pool(head, regions, 1)));
    List<List<DetectedBox>> results = new ArrayList<>();
    int row = 0;
    for (int image = 0; image < batch.count(); image++) {
      results.add(
          regionStage.detect(
              boxes.values(),
              boxes.offset(0),
              boxes.offset(1),
              proposals.get(image),
              row,
              batch.sizes().get(image)));
      row += proposals.get(image).count;
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
          Map.of("input", pass.input(batch.pixels())),
          _ -> {});
    }
  }

  /** What the proposal head gives, and the features that regions are read from. */
  record Head(Readout readout, ProposalStage stage, List<RegionAlign.Level> levels) {}

  Head proposals(Pass pass, ImageBatch batch, SequencedMap<String, Value> pyramid) {
    List<Value> features = List.copyOf(pyramid.values());
    List<Value> objectness = new ArrayList<>();
    List<Value> deltas = new ArrayList<>();
    List<ImageSize> grids = new ArrayList<>();
    for (Value level : features) {
      SequencedMap<String, Value> outputs = pass.run(proposalHead, Map.of("features", level));
      objectness.add(outputs.firstEntry().getValue());
      deltas.add(outputs.lastEntry().getValue());
      grids.add(new ImageSize(level.shape().get(2), level.shape().get(3)));
    }
    // The coarsest level is for proposals alone.
    int pooled = features.size() - 1;
    List<Value> read = new ArrayList<>(features.subList(0, pooled));
    read.addAll(objectness);
    read.addAll(deltas);
    Readout readout = pass.read(read);
    List<Integer> offsets = new ArrayList<>();
    for (int i = 0; i < read.size(); i++) {
      offsets.add(readout.offset(i));
    }
    ImageSize padded = batch.padded();
    List<RegionAlign.Level> levels = new ArrayList<>();
    for (int i = 0; i < pooled; i++) {
      ImageSize grid = grids.get(i);
      levels.add(
          new RegionAlign.Level(offsets.get(i), grid.height(), grid.width(), scale(grid, batch)));
    }
    var anchors =
        new Anchors(architecture.anchorSizes(), architecture.anchorRatios(), padded, grids);
    var outputs =
        new HeadOutputs(
            anchors,
            readout.values(),
            offsets.subList(pooled, pooled + features.size()),
            offsets.subList(pooled + features.size(), read.size()));
    return new Head(readout, new ProposalStage(settings.proposals(), outputs), levels);
  }

  /** As torchvision guesses it from the largest image: the nearest power of two. */
  private static float scale(ImageSize grid, ImageBatch batch) {
    int height = batch.sizes().stream().mapToInt(ImageSize::height).max().orElseThrow();
    double exponent = Math.rint(Math.log((double) grid.height() / height) / Math.log(2));
    return (float) Math.pow(2, exponent);
  }

  private Tensor pool(Head head, Regions regions, int threads) {
    int channels = architecture.pyramidChannels();
    float[] pooled =
        align.forward(head.readout().values(), head.levels(), channels, regions, threads);
    return new Tensor(
        List.of(regions.count(), FasterRcnn.POOLED, FasterRcnn.POOLED, channels), pooled);
  }

  private Readout boxes(Pass pass, Value pooled) {
    return pass.read(List.copyOf(pass.run(boxHead, Map.of("regions", pooled)).values()));
  }
}
