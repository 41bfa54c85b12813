package io.crnas.framework;

import io.crnas.framework.behaviour.EvaluatorBehaviour;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntToDoubleFunction;
import java.util.function.UnaryOperator;

/** An honest evaluator, and one for each rule that it breaks, with the suite that opens it. */
final class Breakers {
  /** Open files, held here: the garbage collector closes those that nobody holds, at any moment. */
  private static final List<InputStream> FORGOTTEN = new ArrayList<>();

  private Breakers() {}

  static void closeWhatWasForgotten() throws IOException {
    for (InputStream forgotten : FORGOTTEN) {
      forgotten.close();
    }
  }

  /** Scores a word by its length, and can not score an empty one. */
  static class Quick extends EvaluatorBehaviour<String> {
    @Override
    protected Evaluator<String> open(Path folder) throws Exception {
      return new Scorer(UnaryOperator.identity());
    }

    @Override
    protected List<String> candidates() {
      return List.of("stage", "spatial", "supernet", "net");
    }

    @Override
    protected Optional<String> failing() {
      return Optional.of("");
    }

    @Override
    protected Optional<Evaluator<String>> openSlow(Path folder) {
      return Optional.empty();
    }
  }

  /** Keeps every rule. */
  static final class Honest extends Quick {
    @Override
    protected Optional<Evaluator<String>> openSlow(Path folder) {
      return Optional.of(
          new Scorer(UnaryOperator.identity()) {
            @Override
            public List<Evaluation> evaluate(List<String> candidates) throws InterruptedException {
              Thread.sleep(10_000);
              return super.evaluate(candidates);
            }

            @Override
            public void close() {
              // Java begins a thread for the first of these, and keeps it.
              new CompletableFuture<String>()
                  .completeOnTimeout("closed", 1, TimeUnit.MILLISECONDS)
                  .join();
            }
          });
    }
  }

  /** Scores each candidate by its length, then changes all answers of a batch. */
  private static class Scorer implements Evaluator<String> {
    private final UnaryOperator<List<Evaluation>> change;

    Scorer(UnaryOperator<List<Evaluation>> change) {
      this.change = change;
    }

    @Override
    public String fingerprint() {
      return "length";
    }

    @Override
    public List<Evaluation> evaluate(List<String> candidates) throws InterruptedException {
      return change.apply(candidates.stream().map(Scorer::score).toList());
    }

    private static Evaluation score(String candidate) {
      return candidate.isEmpty()
          ? new Evaluation.Failed("an empty word")
          : Evaluation.of(Map.of("length", (double) candidate.length()));
    }

    @Override
    public void close() {}
  }

  /** Adds a number to the scores of a batch by their position. */
  private static List<Evaluation> plus(List<Evaluation> answers, IntToDoubleFunction added) {
    List<Evaluation> changed = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      changed.add(
          switch (answers.get(i)) {
            case Evaluation.Scored scored ->
                Evaluation.of(Map.of("length", scored.metric("length") + added.applyAsDouble(i)));
            case Evaluation.Failed failed -> failed;
          });
    }
    return changed;
  }

  /** Lets time pass, interrupted or not. */
  private static void waitFor(Duration duration) {
    long end = System.nanoTime() + duration.toNanos();
    while (System.nanoTime() < end) {
      // Returns at once while the thread is interrupted.
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  static final class Aloof extends Quick {
    @Override
    protected List<String> candidates() {
      return List.of("one", "two", "six");
    }
  }

  static final class Positional extends Quick {
    @Override
    protected Evaluator<String> open(Path folder) {
      return new Scorer(answers -> plus(answers, i -> i));
    }
  }

  static final class Sociable extends Quick {
    @Override
    protected Evaluator<String> open(Path folder) {
      return new Scorer(answers -> plus(answers, _ -> answers.size()));
    }
  }

  static final class Tiring extends Quick {
    @Override
    protected Evaluator<String> open(Path folder) {
      int[] asked = {0};
      return new Scorer(answers -> plus(answers, _ -> -asked[0]++));
    }
  }

  static final class Lucky extends Quick {
    @Override
    protected Evaluator<String> open(Path folder) {
      double luck = ThreadLocalRandom.current().nextDouble();
      return new Scorer(answers -> plus(answers, _ -> luck));
    }
  }

  static final class Fickle extends Quick {
    @Override
    protected Evaluator<String> open(Path folder) {
      return new Scorer(UnaryOperator.identity()) {
        @Override
        public String fingerprint() {
          return "length " + System.nanoTime();
        }
      };
    }
  }

  static final class Contagious extends Quick {
    @Override
    protected Evaluator<String> open(Path folder) {
      return new Scorer(answers ->
          answers.stream()
              .filter(Evaluation.Failed.class::isInstance)
              .findFirst()
              .map(failed -> Collections.nCopies(answers.size(), failed))
              .orElse(answers));
    }
  }

  static final class Silent extends Quick {
    @Override
    protected Evaluator<String> open(Path folder) {
      return new Scorer(
          answers -> answers.stream().filter(Evaluation.Scored.class::isInstance).toList());
    }
  }

  /** Leaves failures out of the mean. */
  static final class Lenient extends Quick {
    @Override
    protected Evaluator<String> open(Path folder) {
      return new Scorer(UnaryOperator.identity()) {
        @Override
        public List<Evaluation> evaluateTogether(List<List<String>> groups, Listener listener)
            throws InterruptedException {
          return super.evaluateTogether(
              groups.stream()
                  .map(group -> group.stream().filter(word -> !word.isEmpty()).toList())
                  .toList(),
              listener);
        }
      };
    }
  }

  static final class Clannish extends Quick {
    @Override
    protected Evaluator<String> open(Path folder) {
      return new Scorer(UnaryOperator.identity()) {
        @Override
        public List<Evaluation> evaluateTogether(List<List<String>> groups, Listener listener)
            throws InterruptedException {
          return plus(super.evaluateTogether(groups, listener), _ -> 1);
        }
      };
    }
  }

  /** Says something else of a candidate before its batch is whole. */
  static final class Rash extends Quick {
    @Override
    protected Evaluator<String> open(Path folder) {
      return new Scorer(UnaryOperator.identity()) {
        @Override
        public List<Evaluation> evaluate(List<String> candidates, Listener listener)
            throws InterruptedException {
          listener.answered(0, new Evaluation.Failed("not yet"));
          return evaluate(candidates);
        }
      };
    }
  }

  static final class ThreadLeak extends Quick {
    @Override
    protected Evaluator<String> open(Path folder) {
      Thread.ofPlatform().daemon().name("forgotten").start(() -> waitFor(Duration.ofSeconds(30)));
      return new Scorer(UnaryOperator.identity());
    }
  }

  static final class ProcessLeak extends Quick {
    @Override
    protected Evaluator<String> open(Path folder) throws IOException {
      new ProcessBuilder("sleep", "30").start();
      return new Scorer(UnaryOperator.identity());
    }
  }

  static final class FileLeak extends Quick {
    @Override
    protected Evaluator<String> open(Path folder) throws IOException {
      FORGOTTEN.add(Files.newInputStream(Files.writeString(folder.resolve("open"), "")));
      return new Scorer(UnaryOperator.identity());
    }
  }

  static final class Litterer extends Quick {
    @Override
    protected Evaluator<String> open(Path folder) throws IOException {
      Files.createTempFile(folder, "score", ".txt");
      return new Scorer(UnaryOperator.identity());
    }
  }

  static final class ClosedOnce extends Quick {
    @Override
    protected Evaluator<String> open(Path folder) throws IOException {
      Path lock = Files.createTempFile("lock", "");
      return new Scorer(UnaryOperator.identity()) {
        @Override
        public void close() {
          try {
            Files.delete(lock);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      };
    }
  }

  static final class Deaf extends Quick {
    @Override
    protected Optional<Evaluator<String>> openSlow(Path folder) {
      return Optional.of(
          new Scorer(answers -> {
            waitFor(Duration.ofSeconds(30));
            return answers;
          }));
    }
  }

  /** Ends at once, but as if nothing had been. */
  static final class Stubborn extends Quick {
    @Override
    protected Optional<Evaluator<String>> openSlow(Path folder) {
      return Optional.of(
          new Scorer(answers -> {
            while (!Thread.currentThread().isInterrupted()) {
              LockSupport.park();
            }
            return answers;
          }));
    }
  }

  static final class Hasty extends Quick {
    @Override
    protected Optional<Evaluator<String>> openSlow(Path folder) {
      return Optional.of(new Scorer(UnaryOperator.identity()));
    }
  }
}
