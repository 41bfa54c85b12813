package io.crnas.experiments.run;

import io.crnas.detection.head.DivergenceException;
import io.crnas.detection.parallel.SideBySide;
import io.crnas.detection.training.TrainingListener;
import io.crnas.experiments.worker.Reply;
import io.crnas.experiments.worker.Workers;
import io.crnas.framework.progress.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Nets of a run, trained by workers as this process would train them. */
record WorkersTraining(Work work, Workers workers, Retraining retraining) {

  /**
   * Trains nets, or goes on with their trainings, as many at a time as there are workers.
   *
   * @return of each, in order, why its training could not go on to its end, if it could not
   */
  List<Optional<DivergenceException>> train(List<Retraining.Wanted> some)
      throws IOException, InterruptedException {
    if (some.isEmpty()) {
      return List.of();
    }
    for (Retraining.Wanted one : some) {
      retraining.begin(one);
    }
    String names = some.stream().map(retraining::title).collect(Collectors.joining(", "));
    long steps = some.stream().mapToLong(retraining::steps).sum();
    try (Progress.Task task = work.progress().start(names, steps, "steps")) {
      List<SideBySide.Work<Optional<DivergenceException>>> trainings =
          some.stream()
              .<SideBySide.Work<Optional<DivergenceException>>>map(one -> () -> train(one, task))
              .toList();
      List<Optional<DivergenceException>> ended =
          SideBySide.run("asking a worker", some.size(), trainings);
      task.complete();
      return ended;
    }
  }

  private Optional<DivergenceException> train(Retraining.Wanted one, Progress.Task task)
      throws IOException, InterruptedException {
    try (var heard = new Heard(one, task)) {
      return retraining.timed(
          one,
          () ->
              switch (workers.ask(retraining.order(one), heard)) {
                case Workers.Outcome.Answered(Reply.Trained _) -> Optional.empty();
                case Workers.Outcome.Answered(Reply.Diverged(String why)) ->
                    Optional.of(new DivergenceException(why));
                case Workers.Outcome.Answered(Reply.Answer other) -> throw other.refusal();
                case Workers.Outcome.Deadly(String why) ->
                    throw new IOException(
                        "%d workers died of %s, one after the other; the last: %s"
                            .formatted(Workers.ATTEMPTS, retraining.title(one), why));
              });
    }
  }

  /** Hears how a training goes, and where a worker died, how another goes on with it. */
  private final class Heard implements Consumer<Reply.Told>, AutoCloseable {
    private final Retraining.Wanted one;
    private final Progress.Task task;
    private Optional<TrainingListener> listener = Optional.empty();
    private long shown;

    Heard(Retraining.Wanted one, Progress.Task task) {
      this.one = one;
      this.task = task;
    }

    @Override
    public void accept(Reply.Told told) {
      try {
        switch (told) {
          case Reply.Begun begun -> {
            close();
            listener = Optional.of(retraining.metrics().of(one.name()));
            show(begun.taken());
          }
          case Reply.Stepped step -> show(step.number());
          case Reply.Kept _ -> {}
        }
        if (listener.isPresent()) {
          WorkerDuty.tell(told, listener.get());
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Steps that are done again were shown before. */
    private void show(long number) {
      if (number > shown) {
        task.advance(number - shown);
        shown = number;
      }
    }

    @Override
    public void close() throws IOException {
      if (listener.isPresent()) {
        listener.get().close();
      }
    }
  }
}
