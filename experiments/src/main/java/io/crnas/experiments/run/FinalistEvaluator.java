package io.crnas.experiments.run;

import io.crnas.detection.data.Dataset;
import io.crnas.detection.head.DivergenceException;
import io.crnas.detection.training.TrainedDetector;
import io.crnas.detection.training.TrainingListener;
import io.crnas.experiments.descriptor.Retrain;
import io.crnas.framework.Evaluation;
import io.crnas.framework.Evaluator;
import io.crnas.framework.file.Fingerprint;
import io.crnas.spaces.Allocation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Trains nets as a race does, by one seed on the train split, and scores them on the val split. It
 * is how other processes are asked for what a race needs of them: the scores, not the weights.
 *
 * @param folder of the run or of what takes its place; each net has a folder of its own in it
 * @param seed its number, from 1
 * @param fingerprint of all that a score depends on
 */
record FinalistEvaluator(
    Work work, Target target, RunFolder folder, Retrain retrain, int seed, String fingerprint)
    implements Evaluator<Allocation> {
  /** What the journal calls them, as if they were a level. */
  static final String LEVEL = "finalists";

  /** Makes one ready. */
  static FinalistEvaluator open(
      Work work, Target target, RunFolder folder, Retrain retrain, int seed)
      throws IOException, InterruptedException {
    Images images = work.setup().training().images();
    Allocation any = Allocation.of(target.baseline());
    String trained =
        new Retraining(work, target, folder, retrain)
            .work(new Retraining.Wanted(name(any), any, images.train(), seed));
    return new FinalistEvaluator(
        work,
        target,
        folder,
        retrain,
        seed,
        Fingerprint.of(
            LEVEL,
            trained,
            images.validation().fingerprint(),
            Integer.toString(retrain.recipe().batch())));
  }

  @Override
  public List<Evaluation> evaluate(List<Allocation> candidates) throws InterruptedException {
    return evaluate(candidates, Listener.none());
  }

  /**
   * @throws UncheckedIOException if weights can not be kept
   */
  @Override
  public List<Evaluation> evaluate(List<Allocation> candidates, Listener listener)
      throws InterruptedException {
    List<Evaluation> evaluations = new ArrayList<>();
    for (Allocation candidate : candidates) {
      try {
        evaluations.add(evaluate(candidate));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      listener.answered(evaluations.size() - 1, evaluations.getLast());
    }
    return List.copyOf(evaluations);
  }

  private Evaluation evaluate(Allocation candidate) throws IOException, InterruptedException {
    Images images = work.setup().training().images();
    Retraining retraining = retraining(candidate);
    Retraining.Wanted wanted = wanted(candidate, images.train());
    try {
      retraining.trainHere(wanted, work.engine().torch(), TrainingListener.none(), work.progress());
    } catch (DivergenceException e) {
      return new Evaluation.Failed(String.valueOf(e.getMessage()));
    }
    TrainedDetector.Test test = retraining.test(wanted, images.validation());
    return Evaluation.of(test.metrics().toMap());
  }

  private Retraining.Wanted wanted(Allocation candidate, Dataset images) {
    return new Retraining.Wanted(name(candidate), candidate, images, seed);
  }

  /** In a folder of its own, because each of several processes writes metrics where it trains. */
  private Retraining retraining(Allocation candidate) {
    var own = new RunFolder(folder.path().resolve(LEVEL).resolve(name(candidate)), folder.run());
    return new Retraining(work, target, own, retrain);
  }

  private static String name(Allocation candidate) {
    return candidate.toString().replace('/', '_');
  }

  @Override
  public int atOnce() {
    return 1;
  }

  /** Nothing stays open between two calls. */
  @Override
  public void close() {}
}
