package io.crnas.detection.training;

import io.crnas.detection.data.Batches;
import io.crnas.detection.data.Dataset;
import io.crnas.detection.data.Preparation;
import io.crnas.detection.head.Losses;
import io.crnas.detection.parallel.Ahead;
import io.crnas.detection.torch.LearningRate;
import io.crnas.detection.torch.Torch;
import io.crnas.framework.device.Device;
import io.crnas.framework.file.Fingerprint;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.progress.Progress;
import io.crnas.framework.random.Seeds;
import io.crnas.spaces.weights.Safetensors;
import io.crnas.spaces.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Trains one path with each batch: a supernet where the paths differ, a net by itself where they do
 * not. Only the parameters of a step's paths change in it.
 *
 * <p>What comes out is a function of the settings, the data, the seed and the number of threads;
 * killed at any moment and run again, it ends in the same bits.
 */
public final class Trainer {
  /** Seldom enough to cost nothing, often enough to lose little. */
  public static final Duration BETWEEN_CHECKPOINTS = Duration.ofSeconds(20);

  private static final int LOADERS = 2;

  /** A step on a GPU waits for nothing so often as for images that are resized for it. */
  private static final int MOST_LOADERS = 8;

  private final Torch torch;
  private final Trainable trained;
  private final Dataset data;
  private final Preparation preparation;
  private final Course course;
  private final long seed;
  private final Duration betweenCheckpoints;
  private final Start start;
  private final TrainingListener listener;

  /** Keeps a checkpoint every {@link #BETWEEN_CHECKPOINTS}. */
  public Trainer(
      Torch torch,
      Trainable trained,
      Dataset data,
      Preparation preparation,
      Course course,
      long seed) {
    this(torch, trained, data, preparation, course, seed, BETWEEN_CHECKPOINTS);
  }

  /**
   * @param trained a detector, or what tells the classes of images
   * @param data the training split
   * @param preparation how its images become the network's input
   * @param betweenCheckpoints how much work may be lost to a kill; what comes out does not depend
   *     on it
   */
  public Trainer(
      Torch torch,
      Trainable trained,
      Dataset data,
      Preparation preparation,
      Course course,
      long seed,
      Duration betweenCheckpoints) {
    this(
        torch,
        trained,
        data,
        preparation,
        course,
        seed,
        betweenCheckpoints,
        new Start.Scratch(),
        TrainingListener.none());
  }

  private Trainer(
      Torch torch,
      Trainable trained,
      Dataset data,
      Preparation preparation,
      Course course,
      long seed,
      Duration betweenCheckpoints,
      Start start,
      TrainingListener listener) {
    this.torch = torch;
    this.trained = trained;
    this.data = data;
    this.preparation = preparation;
    this.course = course;
    this.seed = seed;
    this.betweenCheckpoints = betweenCheckpoints;
    this.start = start;
    this.listener = listener;
  }

  /** The same, whose nets begin otherwise than from scratch. */
  public Trainer from(Start start) {
    return new Trainer(
        torch, trained, data, preparation, course, seed, betweenCheckpoints, start, listener);
  }

  /** The same, which a listener hears of; what comes out is the same. */
  public Trainer heardBy(TrainingListener listener) {
    return new Trainer(
        torch, trained, data, preparation, course, seed, betweenCheckpoints, start, listener);
  }

  /**
   * Trains to the end and keeps the weights in a file; where they are there already, reads them.
   *
   * @param name what the work is called while it lasts
   * @param paths what is trained with each batch
   * @param file where the weights go; beside it lies a checkpoint until they are there
   * @throws InterruptedException if the thread was interrupted; a checkpoint was written
   * @throws io.crnas.framework.problem.InvalidInputException if the files are of another work
   * @throws io.crnas.detection.head.DivergenceException when a loss is not finite
   */
  public Weights train(String name, Paths paths, Path file, Progress progress)
      throws IOException, InterruptedException {
    return train(name, paths, Optional.empty(), file, progress);
  }

  /**
   * The same of a supernet that learns beside its weights what to prefer: of the images each other
   * one moves the weights, and those between move the preferences, which the weights that are left
   * {@linkplain Relaxation#preferences have with them}.
   *
   * @throws IllegalArgumentException if a step has several batches
   * @throws InvalidInputException if there are no two images
   */
  public Weights train(String name, Relaxation relaxation, Path file, Progress progress)
      throws IOException, InterruptedException {
    if (course.recipe().accumulate() > 1) {
      throw new IllegalArgumentException(course.recipe().accumulate() + " batches of a step");
    }
    if (data.size() < 2) {
      throw new InvalidInputException(
          "the images to train on",
          "" + data.size(),
          "at least 2: what learns beside its weights what to prefer needs some for each");
    }
    return train(name, relaxation.paths(), Optional.of(relaxation), file, progress);
  }

  private Weights train(
      String name, Paths paths, Optional<Relaxation> relaxation, Path file, Progress progress)
      throws IOException, InterruptedException {
    switch (trained) {
      case Architecture architecture when architecture.detector().findsMasks() ->
          data.requireMasks();
      case Architecture _, Classification _ -> {}
    }
    String work = fingerprint(paths);
    var checkpoint = new Checkpoint(file.resolveSibling(file.getFileName() + ".checkpoint"), work);
    if (Files.exists(file)) {
      Weights weights = Safetensors.read(file);
      Checkpoint.requireSameWork(file, weights, work);
      // Still there where the process was killed between the two.
      checkpoint.delete();
      return weights;
    }
    // Each of what goes side by side has its share of the threads.
    Torch shared = torch.shared(course.recipe().parallel());
    Optional<Logits> logits =
        relaxation.map(one -> new Logits(one.level().feasible(), one.learning()));
    try (var state = new TrainingState(shared, course.recipe(), logits);
        var heard = new ShownTraining(name, course.steps(), progress, listener)) {
      var update = new Update(trained, course.recipe(), paths, start, seed, state);
      if (relaxation.isPresent() && logits.isPresent()) {
        learn(relaxation.get(), logits.get(), update, state, checkpoint, heard);
      } else {
        Batches batches = Inputs.training(data, preparation, course, seed);
        run(update, batches, (some, _, _) -> some, state, checkpoint, heard);
      }
      heard.keep();
      Weights weights = Checkpoint.signed(state.result(), work);
      Safetensors.write(file, weights);
      checkpoint.delete();
      return weights;
    }
  }

  /** What is done to the batches of a step before the weights move by them. */
  private interface Before {
    List<Update.Part> step(List<Update.Part> parts, long step, double rate)
        throws InterruptedException;
  }

  private void learn(
      Relaxation relaxation,
      Logits logits,
      Update update,
      TrainingState state,
      Checkpoint checkpoint,
      TrainingListener heard)
      throws IOException, InterruptedException {
    Batches trained = Inputs.training(half("weights", 0), preparation, course, seed);
    long other = Seeds.derive(seed, "preferences");
    Batches held = Inputs.training(half("preferences", 1), preparation, course, other);
    var steps =
        new PreferenceSteps(
            relaxation, new Gates(relaxation, logits, course.steps()), update, state.store());
    long taken = state.load(checkpoint);
    long begin = LongStream.range(0, taken).filter(steps::learnsIn).count();
    long end = LongStream.range(0, course.steps()).filter(steps::learnsIn).count();
    try (var ahead =
        new Ahead<>(
            "preferences",
            number -> update.prepare(held.batch(number), number),
            begin,
            end,
            loaders())) {
      run(
          update,
          trained,
          (parts, step, rate) -> {
            Update.Part part = parts.getFirst();
            if (steps.learnsIn(step)) {
              steps.learn(ahead.next(), part, step, rate);
            }
            return List.of(steps.path(part, step));
          },
          state,
          checkpoint,
          heard);
    }
  }

  /** Each other image. */
  private Dataset half(String name, int first) {
    return data.subset(
        data.name() + " for " + name,
        IntStream.iterate(first, index -> index < data.size(), index -> index + 2)
            .boxed()
            .toList());
  }

  private void run(
      Update update,
      Batches batches,
      Before before,
      TrainingState state,
      Checkpoint checkpoint,
      TrainingListener heard)
      throws IOException, InterruptedException {
    LearningRate rate = course.rate();
    int parts = course.recipe().accumulate();
    long begin = state.load(checkpoint);
    heard.begin(begin);
    long kept = System.nanoTime();
    long last = kept;
    try (var ahead =
        new Ahead<>(
            "batches",
            number -> update.prepare(batches.batch(number), number),
            begin * parts,
            Math.multiplyExact((long) course.steps(), parts),
            loaders())) {
      for (long step = begin; step < course.steps(); step++) {
        List<Update.Part> some = new ArrayList<>();
        Losses losses;
        try {
          for (int part = 0; part < parts; part++) {
            some.add(ahead.next());
          }
          losses = update.take(before.step(some, step, rate.at(step)), rate.at(step));
        } catch (InterruptedException e) {
          keep(checkpoint, state, step, heard);
          throw e;
        }
        long now = System.nanoTime();
        int images = some.stream().mapToInt(Update.Part::images).sum();
        double speed = images * 1e9 / Math.max(1, now - last);
        last = now;
        heard.step(new TrainingListener.Step(step + 1, rate.at(step), losses, speed));
        if (System.nanoTime() - kept > betweenCheckpoints.toNanos()) {
          keep(checkpoint, state, step + 1, heard);
          kept = System.nanoTime();
        }
      }
    }
  }

  /** What computes on the processor leaves little of it; beside a GPU half of it is free. */
  private int loaders() {
    return switch (torch.device()) {
      case Device.Cuda _ -> Math.clamp(torch.threads() / 2, LOADERS, MOST_LOADERS);
      case Device.Cpu _, Device.Auto _ -> LOADERS;
    };
  }

  private static void keep(
      Checkpoint checkpoint, TrainingState state, long taken, TrainingListener heard)
      throws IOException {
    heard.keep();
    state.keep(checkpoint, taken);
  }

  /** What a training of these paths depends on. */
  public String fingerprint(Paths paths) {
    return Fingerprint.of(
        trained.canonical(),
        data.fingerprint(),
        preparation.canonical(),
        course.canonical(torch.precision()),
        Long.toString(seed),
        paths.vary() && course.recipe().accumulate() > 1
            ? paths.description() + ", one for each batch"
            : paths.description(),
        start.fingerprint());
  }
}
