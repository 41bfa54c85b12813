package io.crnas.detection.training;

import io.crnas.detection.data.Batch;
import io.crnas.detection.data.Batches;
import io.crnas.detection.data.Dataset;
import io.crnas.detection.data.Preparation;
import io.crnas.detection.head.DetectorModel;
import io.crnas.detection.head.Losses;
import io.crnas.detection.head.TrainingStep;
import io.crnas.detection.parallel.Ahead;
import io.crnas.detection.torch.LearningRate;
import io.crnas.detection.torch.Normalisation;
import io.crnas.detection.torch.ParameterStore;
import io.crnas.detection.torch.Sgd;
import io.crnas.detection.torch.Torch;
import io.crnas.framework.file.Fingerprint;
import io.crnas.framework.progress.Progress;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Parameter;
import io.crnas.spaces.weights.Pretrained;
import io.crnas.spaces.weights.Safetensors;
import io.crnas.spaces.weights.Tensor;
import io.crnas.spaces.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/**
 * Trains one path at each step: a supernet where the paths differ, a net by itself where they do
 * not. Only the parameters of the step's path change in it.
 *
 * <p>What comes out is a function of the settings, the data, the seed and the number of threads;
 * killed at any moment and run again, it ends in the same bits.
 */
public final class Trainer {
  /** Seldom enough to cost nothing, often enough to lose little. */
  public static final Duration BETWEEN_CHECKPOINTS = Duration.ofSeconds(20);

  private static final int LOADERS = 2;

  private final Torch torch;
  private final Architecture architecture;
  private final Dataset data;
  private final Preparation preparation;
  private final Recipe recipe;
  private final long seed;
  private final Duration betweenCheckpoints;
  private final Optional<Pretrained> pretrained;
  private final TrainingLog log;

  /** Keeps a checkpoint every {@link #BETWEEN_CHECKPOINTS}. */
  public Trainer(
      Torch torch,
      Architecture architecture,
      Dataset data,
      Preparation preparation,
      Recipe recipe,
      long seed) {
    this(torch, architecture, data, preparation, recipe, seed, BETWEEN_CHECKPOINTS);
  }

  /**
   * @param data the training split
   * @param preparation how its images become the network's input
   * @param betweenCheckpoints how much work may be lost to a kill; what comes out does not depend
   *     on it
   */
  public Trainer(
      Torch torch,
      Architecture architecture,
      Dataset data,
      Preparation preparation,
      Recipe recipe,
      long seed,
      Duration betweenCheckpoints) {
    this(
        torch,
        architecture,
        data,
        preparation,
        recipe,
        seed,
        betweenCheckpoints,
        Optional.empty(),
        TrainingLog.none());
  }

  private Trainer(
      Torch torch,
      Architecture architecture,
      Dataset data,
      Preparation preparation,
      Recipe recipe,
      long seed,
      Duration betweenCheckpoints,
      Optional<Pretrained> pretrained,
      TrainingLog log) {
    this.torch = torch;
    this.architecture = architecture;
    this.data = data;
    this.preparation = preparation;
    this.recipe = recipe;
    this.seed = seed;
    this.betweenCheckpoints = betweenCheckpoints;
    this.pretrained = pretrained;
    this.log = log;
  }

  /** The same, whose nets begin with what these weights have for them, where there are any. */
  public Trainer from(Optional<Pretrained> weights) {
    return new Trainer(
        torch, architecture, data, preparation, recipe, seed, betweenCheckpoints, weights, log);
  }

  /** The same, which tells of its steps; what comes out is the same. */
  public Trainer tellingOf(TrainingLog log) {
    return new Trainer(
        torch, architecture, data, preparation, recipe, seed, betweenCheckpoints, pretrained, log);
  }

  /**
   * Trains to the end and keeps the weights in a file; where they are there already, reads them.
   *
   * @param name what the work is called while it lasts
   * @param paths what is trained at each step
   * @param file where the weights go; beside it lies a checkpoint until they are there
   * @throws InterruptedException if the thread was interrupted; a checkpoint was written
   * @throws io.crnas.framework.problem.InvalidInputException if the files are of another work
   * @throws io.crnas.detection.head.DivergenceException when a loss is not finite
   */
  public Weights train(String name, Paths paths, Path file, Progress progress)
      throws IOException, InterruptedException {
    String work = fingerprint(paths);
    var checkpoint = new Checkpoint(file.resolveSibling(file.getFileName() + ".checkpoint"), work);
    if (Files.exists(file)) {
      Weights weights = Safetensors.read(file);
      Checkpoint.requireSameWork(file, weights, work);
      // Still there where the process was killed between the two.
      checkpoint.delete();
      return weights;
    }
    try (var store = new ParameterStore(torch);
        var sgd = new Sgd(torch, recipe.sgd());
        var task = progress.start(name, recipe.steps(), "steps")) {
      try {
        run(paths, store, sgd, checkpoint, task);
        log.keep();
      } finally {
        log.close();
      }
      Weights weights = Checkpoint.signed(store.weights(), work);
      Safetensors.write(file, weights);
      checkpoint.delete();
      return weights;
    }
  }

  private void run(
      Paths paths, ParameterStore store, Sgd sgd, Checkpoint checkpoint, Progress.Task task)
      throws IOException, InterruptedException {
    var detector = new DetectorModel(architecture.detector(), store);
    LearningRate rate = recipe.rate();
    Batches batches = Inputs.training(data, preparation, recipe, seed);
    long begin = checkpoint.load(store, sgd);
    task.resume(begin);
    log.begin(begin);
    long kept = System.nanoTime();
    long last = kept;
    double shown = Double.NaN;
    try (Ahead<Batch> ahead = batches.prefetch(begin, recipe.steps(), LOADERS)) {
      for (long step = begin; step < recipe.steps(); step++) {
        Batch batch;
        try {
          batch = ahead.next();
        } catch (InterruptedException e) {
          keep(checkpoint, store, sgd, step);
          throw e;
        }
        Losses losses = step(detector, sgd, paths, batch, rate.at(step), step);
        long now = System.nanoTime();
        double speed = batch.samples().size() * 1e9 / Math.max(1, now - last);
        last = now;
        log.add(new TrainingLog.Step(step + 1, rate.at(step), losses, speed));
        double loss = losses.total();
        shown = Double.isNaN(shown) ? loss : 0.95 * shown + 0.05 * loss;
        task.detail(String.format(Locale.ROOT, "loss %.3f", shown));
        task.advance(1);
        if (System.nanoTime() - kept > betweenCheckpoints.toNanos()) {
          keep(checkpoint, store, sgd, step + 1);
          kept = System.nanoTime();
        }
      }
    }
  }

  private void keep(Checkpoint checkpoint, ParameterStore store, Sgd sgd, long taken)
      throws IOException {
    log.keep();
    checkpoint.write(store, sgd, taken);
  }

  private Losses step(
      DetectorModel detector, Sgd sgd, Paths paths, Batch batch, double rate, long step) {
    Allocation path = paths.at(step);
    Network features = architecture.features(path, new Graph());
    initialise(detector, features, path);
    try (TrainingStep result =
        detector.step(
            features,
            Inputs.images(batch),
            Inputs.targets(batch),
            new Normalisation.Batch(!paths.vary()),
            seed,
            step)) {
      sgd.step(result.gradients(), rate);
      return result.losses();
    }
  }

  /** Gives a value to every parameter that has none yet. */
  private void initialise(DetectorModel detector, Network features, Allocation path) {
    if (pretrained.isPresent()) {
      Set<String> there = detector.store().names();
      List<Parameter> missing =
          architecture.parameters(features).stream()
              .filter(parameter -> !there.contains(parameter.name()))
              .toList();
      SequencedMap<String, Tensor> values =
          pretrained
              .get()
              .transfer(missing, List.of(path.stages()), architecture.sharing())
              .values();
      detector.store().load(new Weights(values, Map.of()));
    }
    detector.initialise(features, seed);
  }

  private String fingerprint(Paths paths) {
    return Fingerprint.of(
        architecture.canonical(),
        data.fingerprint(),
        preparation.canonical(),
        recipe.canonical(),
        Long.toString(seed),
        paths.description(),
        pretrained.map(Pretrained::fingerprint).orElse("from scratch"));
  }
}
