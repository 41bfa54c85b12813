package io.crnas.framework.worker;

import io.crnas.framework.Evaluation;
import io.crnas.framework.Evaluator.Listener;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.progress.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Groups of candidates scored by others, a part of them at a time by each: all parts are asked for
 * at once, and each answer is told as soon as it is known.
 */
public final class PartByPart {
  private PartByPart() {}

  /**
   * Those who score.
   *
   * @param <C> candidates
   */
  public interface Scorer<C> {
    /**
     * Has a part scored, and waits for it; several threads ask at the same time.
     *
     * @return an answer for each group, in order
     * @throws InvalidInputException where the user can put right why it can not be scored
     * @throws IOException where it can not be scored, which another try may mend
     */
    List<Evaluation> ask(List<List<C>> part) throws IOException, InterruptedException;

    /** What is done meanwhile, about once a second and after every part. */
    default void look() {}

    /** Stops whoever still works, where somebody failed or nobody waits any more. */
    default void stop() {}
  }

  /** What was answered, from the first of its groups on. */
  private record Part(int first, List<Evaluation> evaluations) {}

  /**
   * Scores them.
   *
   * @param together how many groups are a part
   * @param task counts groups
   * @return an answer for each group, in order
   * @throws UncheckedIOException where they can not be scored, which another try may mend
   */
  public static <C> List<Evaluation> evaluate(
      List<List<C>> groups, int together, Scorer<C> scorer, Listener listener, Progress.Task task)
      throws InterruptedException {
    ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    try {
      var asked = new ExecutorCompletionService<Part>(executor);
      int parts = 0;
      for (int from = 0; from < groups.size(); from += together) {
        int first = from;
        List<List<C>> part = groups.subList(from, Math.min(from + together, groups.size()));
        asked.submit(() -> new Part(first, scorer.ask(part)));
        parts++;
      }
      var answers = new Evaluation[groups.size()];
      for (int known = 0; known < parts; known++) {
        Part part = next(asked, scorer).get();
        for (int i = 0; i < part.evaluations().size(); i++) {
          answers[part.first() + i] = part.evaluations().get(i);
          listener.answered(part.first() + i, part.evaluations().get(i));
        }
        task.advance(part.evaluations().size());
      }
      scorer.look();
      return List.of(answers);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case InvalidInputException cause -> throw cause;
        case InterruptedException cause -> throw cause;
        case IOException cause -> throw new UncheckedIOException(cause);
        case null, default -> throw new IllegalStateException(e);
      }
    } finally {
      scorer.stop();
      executor.shutdownNow();
    }
  }

  private static Future<Part> next(ExecutorCompletionService<Part> asked, Scorer<?> scorer)
      throws InterruptedException {
    while (true) {
      Future<Part> next = asked.poll(1, TimeUnit.SECONDS);
      scorer.look();
      if (next != null) {
        return next;
      }
    }
  }

  /**
   * Asks again for a part that kills who scores it, group by group: what one candidate kills is no
   * other's failure.
   *
   * @param killer answers for the one that does so alone
   */
  public static <C> List<Evaluation> oneByOne(
      List<List<C>> part, Scorer<C> scorer, Evaluation.Failed killer)
      throws IOException, InterruptedException {
    if (part.size() == 1) {
      return List.of(killer);
    }
    List<Evaluation> evaluations = new ArrayList<>();
    for (List<C> group : part) {
      evaluations.addAll(scorer.ask(List.of(group)));
    }
    return List.copyOf(evaluations);
  }
}
