package io.crnas.detection.training;

import io.crnas.detection.data.Dataset;
import io.crnas.detection.data.Preparation;
import io.crnas.detection.head.DivergenceException;
import io.crnas.detection.torch.EngineFailure;
import io.crnas.detection.torch.Torch;
import io.crnas.framework.Evaluation;
import io.crnas.framework.Evaluator;
import io.crnas.framework.file.Fingerprint;
import io.crnas.framework.progress.Progress;
import io.crnas.framework.random.Seeds;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.weights.Weights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;

/**
 * Trains every candidate by itself and scores it on the held-out split, as a detector or by telling
 * classes: what a supernet's scores stand for, at the price of a training each. All are trained
 * alike, each with a seed of its own, from scratch or from their paths of a supernet.
 *
 * <p>The weights of each stay in a folder, and beside them a checkpoint while it is trained: killed
 * at any moment and asked again, it goes on inside that candidate and trains none twice.
 */
public final class StandaloneEvaluator implements Evaluator<Allocation> {
  private final Torch torch;
  private final int parallel;
  private final Trainable trained;
  private final Path folder;
  private final long seed;
  private final Dataset train;
  private final Course course;
  private final Start start;
  private final Preparation preparation;
  private final Duration betweenCheckpoints;
  private final Examination examination;
  private final Progress progress;
  private final String fingerprint;

  private StandaloneEvaluator(
      Torch torch,
      int parallel,
      Trainable trained,
      Path folder,
      long seed,
      Dataset train,
      Course course,
      Start start,
      Preparation preparation,
      Duration betweenCheckpoints,
      Examination examination,
      Progress progress,
      List<String> what) {
    this.torch = torch;
    this.parallel = parallel;
    this.trained = trained;
    this.folder = folder;
    this.seed = seed;
    this.train = train;
    this.course = course;
    this.start = start;
    this.preparation = preparation;
    this.betweenCheckpoints = betweenCheckpoints;
    this.examination = examination;
    this.progress = progress;
    this.fingerprint = Fingerprint.of(what.toArray(String[]::new));
  }

  /**
   * Of detectors.
   *
   * @param parallel how many are trained side by side, each with its share of the threads; at least
   *     1
   * @param folder where weights are kept, of this evaluator alone; made when the first are there
   * @param seed the seeds of the candidates come from it
   * @param train images that every candidate is trained on
   * @param start what each begins with
   * @param validation images that candidates are scored on
   * @param batch images of a forward pass when scoring
   * @param betweenCheckpoints how much work may be lost to a kill; no answer depends on it
   */
  public static StandaloneEvaluator ofDetectors(
      Torch torch,
      int parallel,
      Architecture architecture,
      Path folder,
      long seed,
      Dataset train,
      Course course,
      Start start,
      Dataset validation,
      Preparation preparation,
      int batch,
      Duration betweenCheckpoints,
      Progress progress) {
    Architecture alone = architecture.alone();
    List<String> what =
        what("standalone", alone, seed, train, course, torch, validation, preparation, batch);
    switch (start) {
      // As it was before there was another start, so that answers of then are known.
      case Start.Scratch _ -> {}
      case Start.Net _, Start.Supernet _ -> what.add(start.fingerprint());
    }
    return new StandaloneEvaluator(
        torch,
        parallel,
        alone,
        folder,
        seed,
        train,
        course,
        start,
        preparation,
        betweenCheckpoints,
        new Examination.OfDetectors(
            alone,
            preparation.paddedSize(),
            new DetectorScorer(alone.detector(), validation, preparation, batch)),
        progress,
        what);
  }

  /**
   * Of what tells the classes of images, from scratch; scored by {@link Accuracy}. As {@link
   * #ofDetectors}.
   */
  public static StandaloneEvaluator ofClassifiers(
      Torch torch,
      int parallel,
      Classification classification,
      Path folder,
      long seed,
      Dataset train,
      Course course,
      Dataset validation,
      Preparation preparation,
      int batch,
      Duration betweenCheckpoints,
      Progress progress) {
    return new StandaloneEvaluator(
        torch,
        parallel,
        classification,
        folder,
        seed,
        train,
        course,
        new Start.Scratch(),
        preparation,
        betweenCheckpoints,
        new Examination.OfClassifiers(classification, validation, preparation, batch),
        progress,
        what(
            "classification",
            classification,
            seed,
            train,
            course,
            torch,
            validation,
            preparation,
            batch));
  }

  private static List<String> what(
      String kind,
      Trainable trained,
      long seed,
      Dataset train,
      Course course,
      Torch torch,
      Dataset validation,
      Preparation preparation,
      int batch) {
    return new ArrayList<>(
        List.of(
            kind,
            trained.canonical(),
            Long.toString(seed),
            train.fingerprint(),
            course.canonical(torch.precision()),
            validation.fingerprint(),
            preparation.canonical(),
            Integer.toString(batch)));
  }

  @Override
  public String fingerprint() {
    return fingerprint;
  }

  @Override
  public List<Evaluation> evaluate(List<Allocation> candidates) throws InterruptedException {
    return evaluate(candidates, Listener.none());
  }

  /**
   * Trains some side by side, scores them one after the other, and goes on with the next.
   *
   * @throws io.crnas.framework.problem.InvalidInputException if the folder has weights of another
   *     work
   * @throws UncheckedIOException if weights can not be kept
   */
  @Override
  public List<Evaluation> evaluate(List<Allocation> candidates, Listener listener)
      throws InterruptedException {
    var evaluations = new HashMap<Allocation, Evaluation>();
    for (List<Allocation> some :
        candidates.stream().distinct().gather(Gatherers.windowFixed(parallel)).toList()) {
      List<Trained> trained = train(some);
      for (int i = 0; i < some.size(); i++) {
        Evaluation evaluation = score(some.get(i), trained.get(i));
        evaluations.put(some.get(i), evaluation);
        tell(candidates, some.get(i), evaluation, listener);
      }
    }
    return candidates.stream().map(evaluations::get).toList();
  }

  private static void tell(
      List<Allocation> candidates, Allocation one, Evaluation evaluation, Listener listener) {
    for (int place = 0; place < candidates.size(); place++) {
      if (candidates.get(place).equals(one)) {
        listener.answered(place, evaluation);
      }
    }
  }

  /** What became of a candidate's training. */
  private sealed interface Trained {
    record Whole(Weights weights) implements Trained {}

    record Not(String reason) implements Trained {}
  }

  private List<Trained> train(List<Allocation> some) throws InterruptedException {
    String names = some.stream().map(Allocation::toString).collect(Collectors.joining(", "));
    List<Together.Training<Trained>> trainings =
        some.stream()
            .<Together.Training<Trained>>map(
                candidate -> (share, shown) -> train(candidate, share, shown))
            .toList();
    try {
      return new Together(torch.shared(parallel), progress)
          .run(names + " alone", (long) some.size() * course.steps(), trainings);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Trained train(Allocation candidate, Torch share, Progress shown)
      throws IOException, InterruptedException {
    var fault = examination.fault(candidate);
    if (fault.isPresent()) {
      return new Trained.Not(fault.get());
    }
    try {
      return new Trained.Whole(weights(candidate, share, shown));
    } catch (DivergenceException | EngineFailure e) {
      return new Trained.Not(String.valueOf(e.getMessage()));
    }
  }

  private Evaluation score(Allocation candidate, Trained trained) throws InterruptedException {
    return switch (trained) {
      case Trained.Not(String reason) -> new Evaluation.Failed(reason);
      case Trained.Whole(Weights weights) -> {
        try {
          yield Evaluation.of(examination.score(torch, candidate, weights, progress));
        } catch (DivergenceException | EngineFailure e) {
          yield new Evaluation.Failed(String.valueOf(e.getMessage()));
        }
      }
    };
  }

  private Weights weights(Allocation candidate, Torch share, Progress shown)
      throws IOException, InterruptedException {
    var trainer =
        new Trainer(
                share,
                trained,
                train,
                preparation,
                course,
                Seeds.derive(seed, "standalone/" + candidate),
                betweenCheckpoints)
            .from(start);
    Path file = folder.resolve(candidate.toString().replace('/', '_') + ".safetensors");
    return trainer.train(candidate + " alone", Paths.of(candidate), file, shown);
  }

  /** As many as are trained side by side. */
  @Override
  public int atOnce() {
    return parallel;
  }

  /** Nothing stays open between two calls. */
  @Override
  public void close() {}
}
