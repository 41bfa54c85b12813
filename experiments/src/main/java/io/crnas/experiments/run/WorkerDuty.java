package io.crnas.experiments.run;

import io.crnas.detection.data.Dataset;
import io.crnas.detection.head.DivergenceException;
import io.crnas.detection.head.Losses;
import io.crnas.detection.training.TrainingListener;
import io.crnas.experiments.worker.Order;
import io.crnas.experiments.worker.Reply;
import io.crnas.experiments.worker.WorkerLoop;
import io.crnas.framework.Evaluator;
import io.crnas.framework.device.Device;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.progress.Progress;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.evaluator.EvaluatorJob;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Does what a worker is ordered. What it opened stays open for the next order of its kind. */
final class WorkerDuty implements WorkerLoop.Duty, AutoCloseable {
  private final Device device;
  private Optional<Open> open = Optional.empty();

  WorkerDuty(Device device) {
    this.device = device;
  }

  /** What is open; one thing at a time. */
  private sealed interface Open {
    void close() throws IOException;

    /** An evaluator. */
    record Scoring(EvaluatorJob job, Evaluator<Allocation> evaluator) implements Open {
      @Override
      public void close() {
        evaluator.close();
      }
    }

    /** What nets are trained with. */
    record Retraining(String descriptor, JobWork job) implements Open {
      @Override
      public void close() throws IOException {
        job.close();
      }
    }
  }

  @Override
  public Reply.Answer answer(Order order, Consumer<Reply.Told> heard) throws InterruptedException {
    try {
      return switch (order) {
        case Order.Score score -> score(score);
        case Order.Train train -> train(train, heard);
      };
    } catch (InvalidInputException e) {
      return new Reply.Unable(String.valueOf(e.getMessage()), true);
    } catch (UncheckedIOException | IOException e) {
      return new Reply.Unable(String.valueOf(e.getMessage()), false);
    } catch (RuntimeException e) {
      return new Reply.Unable(e.toString(), false);
    }
  }

  private Reply.Answer score(Order.Score order) throws IOException, InterruptedException {
    return Reply.scored(
        evaluator(order).evaluateTogether(order.groups(), Evaluator.Listener.none()));
  }

  private Evaluator<Allocation> evaluator(Order.Score order)
      throws IOException, InterruptedException {
    if (open.isPresent()
        && open.get() instanceof Open.Scoring(EvaluatorJob job, Evaluator<Allocation> evaluator)
        && job.equals(order.job())) {
      return evaluator;
    }
    close();
    Evaluator<Allocation> evaluator =
        JobOpening.open(order.job(), order.job().folder(), device, Progress.silent());
    open = Optional.of(new Open.Scoring(order.job(), evaluator));
    if (!evaluator.fingerprint().equals(order.fingerprint())) {
      throw otherData();
    }
    return evaluator;
  }

  private Reply.Answer train(Order.Train order, Consumer<Reply.Told> heard)
      throws IOException, InterruptedException {
    Work work = work(order.descriptor());
    Target target =
        work.setup().targets.stream()
            .filter(one -> one.name().equals(order.budget()))
            .findFirst()
            .orElseThrow();
    Images images = work.setup().training().images();
    Dataset trained =
        Stream.of(images.train(), images.all())
            .filter(some -> some.fingerprint().equals(order.images()))
            .findFirst()
            .orElseThrow(WorkerDuty::otherData);
    var retraining =
        new Retraining(
            work,
            target,
            new RunFolder(order.folder(), order.run()),
            work.experiment().retrain().orElseThrow());
    var wanted = new Retraining.Wanted(order.net(), order.allocation(), trained, order.seed());
    try {
      retraining.trainHere(wanted, work.engine().torch(), new Telling(heard), Progress.silent());
      return new Reply.Trained();
    } catch (DivergenceException e) {
      return new Reply.Diverged(String.valueOf(e.getMessage()));
    }
  }

  private Work work(String descriptor) throws IOException {
    if (open.isPresent()
        && open.get() instanceof Open.Retraining(String its, JobWork job)
        && its.equals(descriptor)) {
      return job.work();
    }
    close();
    JobWork job = JobWork.open(descriptor, device, Progress.silent());
    open = Optional.of(new Open.Retraining(descriptor, job));
    return job.work();
  }

  private static InvalidInputException otherData() {
    return new InvalidInputException(
        "data or weights", "others than those that the run began with", "the same");
  }

  /** Tells who leads how a training goes. */
  private record Telling(Consumer<Reply.Told> heard) implements TrainingListener {
    @Override
    public void begin(long taken) {
      heard.accept(new Reply.Begun(taken));
    }

    @Override
    public void step(Step step) {
      heard.accept(
          new Reply.Stepped(
              step.number(), step.learningRate(), step.losses().values(), step.imagesPerSecond()));
    }

    @Override
    public void keep() {
      heard.accept(new Reply.Kept());
    }
  }

  /** The same, where it is heard. */
  static void tell(Reply.Told told, TrainingListener listener) throws IOException {
    switch (told) {
      case Reply.Begun begun -> listener.begin(begun.taken());
      case Reply.Stepped step ->
          listener.step(
              new TrainingListener.Step(
                  step.number(),
                  step.learningRate(),
                  new Losses(step.losses()),
                  step.imagesPerSecond()));
      case Reply.Kept _ -> listener.keep();
    }
  }

  @Override
  public void close() throws IOException {
    Optional<Open> before = open;
    open = Optional.empty();
    if (before.isPresent()) {
      before.get().close();
    }
  }
}
