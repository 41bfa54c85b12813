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
import java.util.List;

/**
 * Trains every candidate by itself and scores it on the held-out split: what a supernet's scores
 * stand for, at the price of a training each. All are trained alike, each with a seed of its own,
 * from scratch or from their paths of a supernet.
 *
 * <p>The weights of each stay in a folder, and beside them a checkpoint while it is trained: killed
 * at any moment and asked again, it goes on inside that candidate and trains none twice.
 */
public final class StandaloneEvaluator implements Evaluator<Allocation> {
  private final Torch torch;
  private final Architecture architecture;
  private final Path folder;
  private final long seed;
  private final Dataset train;
  private final Course course;
  private final Start start;
  private final Preparation preparation;
  private final Duration betweenCheckpoints;
  private final DetectorScorer scorer;
  private final Progress progress;
  private final String fingerprint;

  /**
   * @param folder where weights are kept, of this evaluator alone; made when the first are there
   * @param seed the seeds of the candidates come from it
   * @param train images that every candidate is trained on
   * @param start what each begins with
   * @param validation images that candidates are scored on
   * @param batch images of a forward pass when scoring
   * @param betweenCheckpoints how much work may be lost to a kill; no answer depends on it
   */
  public StandaloneEvaluator(
      Torch torch,
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
    this.torch = torch;
    this.architecture = architecture.alone();
    this.folder = folder;
    this.seed = seed;
    this.train = train;
    this.course = course;
    this.start = start;
    this.preparation = preparation;
    this.betweenCheckpoints = betweenCheckpoints;
    this.scorer = new DetectorScorer(architecture.detector(), validation, preparation, batch);
    this.progress = progress;
    List<String> what =
        new ArrayList<>(
            List.of(
                "standalone",
                this.architecture.canonical(),
                Long.toString(seed),
                train.fingerprint(),
                course.canonical(),
                validation.fingerprint(),
                preparation.canonical(),
                Integer.toString(batch)));
    switch (start) {
      // As it was before there was another start, so that answers of then are known.
      case Start.Scratch _ -> {}
      case Start.Net _, Start.Supernet _ -> what.add(start.fingerprint());
    }
    this.fingerprint = Fingerprint.of(what.toArray(String[]::new));
  }

  @Override
  public String fingerprint() {
    return fingerprint;
  }

  /**
   * One after the other.
   *
   * @throws io.crnas.framework.problem.InvalidInputException if the folder has weights of another
   *     work
   * @throws UncheckedIOException if weights can not be kept
   */
  @Override
  public List<Evaluation> evaluate(List<Allocation> candidates) throws InterruptedException {
    List<Evaluation> evaluations = new ArrayList<>();
    for (Allocation candidate : candidates) {
      evaluations.add(evaluate(candidate));
    }
    return evaluations;
  }

  private Evaluation evaluate(Allocation candidate) throws InterruptedException {
    var fault = architecture.fault(candidate, preparation.paddedSize());
    if (fault.isPresent()) {
      return new Evaluation.Failed(fault.get());
    }
    try (var detector =
        new TrainedDetector(torch, architecture, candidate, trainedWeights(candidate))) {
      return Evaluation.of(detector.test(scorer, progress).metrics().toMap());
    } catch (DivergenceException | EngineFailure e) {
      return new Evaluation.Failed(String.valueOf(e.getMessage()));
    }
  }

  private Weights trainedWeights(Allocation candidate) throws InterruptedException {
    var trainer =
        new Trainer(
                torch,
                architecture,
                train,
                preparation,
                course,
                Seeds.derive(seed, "standalone/" + candidate),
                betweenCheckpoints)
            .from(start);
    Path file = folder.resolve(candidate.toString().replace('/', '_') + ".safetensors");
    try {
      return trainer.train(candidate + " alone", Paths.of(candidate), file, progress);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Nothing stays open between two calls. */
  @Override
  public void close() {}
}
