package io.crnas.external;

import io.crnas.external.ProgramCall.Ending;
import io.crnas.framework.Evaluation;
import io.crnas.framework.Evaluator;
import io.crnas.framework.progress.Progress;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.evaluator.EvaluatorContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Asks a program for each candidate, several at a time. */
final class CommandEvaluator implements Evaluator<Allocation> {
  private final CommandSettings settings;
  private final EvaluatorContext context;
  private final String fingerprint;
  private final ProgramCall call;

  /** Clears away what a killed process left in the folder. */
  CommandEvaluator(CommandSettings settings, EvaluatorContext context, String fingerprint)
      throws IOException {
    this.settings = settings;
    this.context = context;
    this.fingerprint = fingerprint;
    this.call =
        new ProgramCall(
            settings.command(),
            context.base(),
            context.folder(),
            Duration.ofMillis(Math.max(1, Math.round(1000 * settings.timeout()))));
    call.sweep();
  }

  @Override
  public String fingerprint() {
    return fingerprint;
  }

  @Override
  public List<Evaluation> evaluate(List<Allocation> candidates) throws InterruptedException {
    return evaluate(candidates, Listener.none());
  }

  /** What a program answered. */
  private record Answered(int place, Evaluation evaluation) {}

  /**
   * @throws UncheckedIOException when the program can not be started or its files not be written,
   *     which another try may mend
   */
  @Override
  public List<Evaluation> evaluate(List<Allocation> candidates, Listener listener)
      throws InterruptedException {
    int workers = Math.clamp(candidates.size(), 1, settings.parallel());
    try (ExecutorService executor = Executors.newFixedThreadPool(workers);
        Progress.Task task =
            context.progress().start("asking a program", candidates.size(), "candidates")) {
      try {
        var asked = new ExecutorCompletionService<Answered>(executor);
        for (int i = 0; i < candidates.size(); i++) {
          int place = i;
          asked.submit(() -> new Answered(place, ask(candidates.get(place))));
        }
        var answers = new Evaluation[candidates.size()];
        for (int known = 0; known < answers.length; known++) {
          Answered answered = asked.take().get();
          answers[answered.place()] = answered.evaluation();
          listener.answered(answered.place(), answered.evaluation());
          task.advance(1);
        }
        return List.of(answers);
      } catch (ExecutionException e) {
        switch (e.getCause()) {
          case InterruptedException cause -> throw cause;
          case IOException cause -> throw new UncheckedIOException(cause);
          case null, default -> throw new IllegalStateException(e);
        }
      } finally {
        // Where one was interrupted or failed, what still runs is interrupted, and killed by that.
        executor.shutdownNow();
      }
    }
  }

  private Evaluation ask(Allocation candidate) throws IOException, InterruptedException {
    String question = ProgramJson.question(candidate, context.level().name(), context.seed());
    String reason = "";
    for (int attempt = 0; attempt <= settings.retries(); attempt++) {
      switch (once(question)) {
        case Evaluation.Scored scored -> {
          return scored;
        }
        case Evaluation.Failed failed -> reason = failed.reason();
      }
    }
    int attempts = settings.retries() + 1;
    return new Evaluation.Failed(
        attempts == 1 ? reason : reason + " (the last of " + attempts + " attempts)");
  }

  private Evaluation once(String question) throws IOException, InterruptedException {
    return switch (call.run(question)) {
      case Ending.Said said -> ProgramJson.metrics(said.output());
      case Ending.Broke broke -> new Evaluation.Failed(broke.reason());
    };
  }

  /** Nothing is open between evaluations; the folder goes where it is empty. */
  @Override
  public void close() {
    try {
      call.sweep();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
