package io.crnas.spark;

import io.crnas.experiments.descriptor.Descriptor;
import io.crnas.experiments.journal.RunJournal;
import io.crnas.experiments.run.DescriptorPipeline;
import io.crnas.framework.file.ScratchFolder;
import io.crnas.framework.journal.Entry;
import io.crnas.framework.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What a candidate costs beside its scoring, and how many are scored a second, with one and two
 * worker processes of this machine. The times are those of the journal, from a tenth of the answers
 * on, when all workers are there.
 */
final class SparkBenchmark {
  /** So long a program takes for a candidate. */
  private static final double SECONDS = 0.5;

  private SparkBenchmark() {}

  /** Arguments: how many candidates, 200 without. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int candidates = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 200;
    try (var scratch = new ScratchFolder("crnas-spark-benchmark")) {
      say("no cluster, no work", run(scratch.path(), command(0), candidates));
      for (int workers = 1; workers <= 2; workers++) {
        Path folder = Files.createDirectory(scratch.path().resolve("cluster-" + workers));
        try (var cluster = SparkCluster.start(folder)) {
          for (int i = 0; i < workers; i++) {
            cluster.withWorker();
          }
          for (double seconds : new double[] {0, SECONDS}) {
            String on = cluster.on(command(seconds));
            say(
                "%d workers, %.1f s of work".formatted(workers, seconds),
                run(Files.createDirectory(folder.resolve("run-" + seconds)), on, candidates));
          }
        }
      }
    }
  }

  private static String command(double seconds) {
    return "{kind: command, command: [sh, score.sh, \"%s\"]}".formatted(seconds);
  }

  private static void say(String what, double milliseconds) {
    System.out.printf(
        Locale.ROOT,
        "%s: %.1f ms a candidate, %.2f candidates a second%n",
        what,
        milliseconds,
        1000 / milliseconds);
  }

  /** Milliseconds from answer to answer. */
  private static double run(Path folder, String evaluator, int candidates)
      throws IOException, InterruptedException {
    Files.writeString(folder.resolve("score.sh"), "sleep $1; echo '{\"AP\": 0.5}'\n");
    Path descriptor =
        Files.writeString(
            folder.resolve("benchmark.yaml"),
            """
            name: benchmark
            threads: 1
            space: {backbone: resnet18, width: 8, dilations: [1, 2, 3]}
            budget: {input: 64x64}
            levels:
              - {level: spatial, evaluator: %s, strategy: {kind: random, evaluations: %d}}
            """
                .formatted(evaluator, candidates));
    Path run = folder.resolve("run");
    new DescriptorPipeline().run(Descriptor.read(descriptor), run, Progress.silent());
    List<Entry> entries = RunJournal.read(run);
    Entry first = entries.get(entries.size() / 10);
    Entry last = entries.getLast();
    return (double) Duration.between(first.time(), last.time()).toMillis()
        / (last.sequence() - first.sequence());
  }
}
