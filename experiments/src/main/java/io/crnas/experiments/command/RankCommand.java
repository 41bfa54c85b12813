package io.crnas.experiments.command;

import io.crnas.experiments.descriptor.Evaluators;
import io.crnas.experiments.pipeline.Pipeline;
import io.crnas.experiments.rank.Comparison;
import io.crnas.experiments.rank.ScoreTable;
import io.crnas.experiments.rank.Trainings;
import io.crnas.experiments.results.ScoreFiles;
import io.crnas.framework.file.AtomicFile;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problems;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "rank",
    description =
        "Tells whether scores put candidates into the right order: those of a run against the same "
            + "candidates trained by themselves, or any two sets of scores against each other.")
final class RankCommand implements Callable<Integer> {
  private static final int USUAL_CANDIDATES = 30;
  private static final String USUAL_METRIC = "AP";

  private final Pipeline pipeline;

  @Parameters(
      index = "0",
      paramLabel = "RUN",
      description = "Whose scores are judged: a run's folder, a journal, or a CSV file.")
  private Path judged = Path.of("");

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "REFERENCE",
      description =
          "The scores they are held against, likewise; without it, candidates are trained.")
  private Optional<Path> reference = Optional.empty();

  @Option(
      names = "--level",
      paramLabel = "LEVEL",
      description = "The one level to judge, as the journal calls it. Default: all.")
  private Optional<String> level = Optional.empty();

  @Option(
      names = "--objective",
      paramLabel = "METRIC",
      description =
          "The metric that is judged. Default: what the run searched for; with REFERENCE, AP.")
  private Optional<String> objective = Optional.empty();

  @Option(
      names = "--reference-objective",
      paramLabel = "METRIC",
      description = "The metric it is held against, where that has another name.")
  private Optional<String> referenceObjective = Optional.empty();

  @Option(
      names = "--candidates",
      paramLabel = "N",
      description = "Candidates of each level to train, spread over its ranks. Default: 30.")
  private Optional<Integer> candidates = Optional.empty();

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Passes of each training over the images of the train split; or give --steps.")
  private Optional<Integer> epochs = Optional.empty();

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Steps of each training. Default: as many as the run retrains its nets for.")
  private Optional<Integer> steps = Optional.empty();

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "Trainings of each candidate, with other seeds; their mean counts. Default: 1.")
  private Optional<Integer> seeds = Optional.empty();

  @Option(
      names = "--predictor-fingerprint",
      paramLabel = "HEX",
      description = "How the judged evaluator's fingerprint begins, where a journal has several.")
  private Optional<String> judgedFingerprint = Optional.empty();

  @Option(
      names = "--reference-fingerprint",
      paramLabel = "HEX",
      description = "How the reference's fingerprint begins, where a journal has several.")
  private Optional<String> referenceFingerprint = Optional.empty();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The folder for LEVEL.svg. Default: RUN/rank; with REFERENCE, none is drawn.")
  private Optional<Path> out = Optional.empty();

  @Mixin private Plugins plugins = new Plugins();
  @Mixin private WorkersOption workers = new WorkersOption();
  @Mixin private Output output = new Output();

  RankCommand(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    boolean trains = reference.isEmpty();
    List<Comparison> comparisons = trains ? trained() : compared(reference.get());
    if (output.isJson()) {
      comparisons.forEach(comparison -> System.out.println(comparison.json()));
    } else {
      Comparison.table(comparisons).forEach(System.out::println);
    }
    System.out.flush();
    Optional<Path> folder = trains ? Optional.of(out.orElse(judged.resolve("rank"))) : out;
    if (folder.isPresent()) {
      for (Comparison comparison : comparisons) {
        Path plot = folder.get().resolve(comparison.file());
        AtomicFile.writeString(plot, comparison.svg());
        output.progress().say("wrote " + plot);
      }
    }
    return 0;
  }

  private List<Comparison> trained() throws IOException, InterruptedException {
    if (referenceFingerprint.isPresent()) {
      throw new InvalidInputException(
          "--reference-fingerprint",
          referenceFingerprint.get() + " without a REFERENCE",
          "a REFERENCE that has answers of such an evaluator");
    }
    var trainings =
        new Trainings(
            level,
            candidates.orElse(USUAL_CANDIDATES),
            epochs,
            steps,
            seeds.orElse(1),
            judgedFingerprint,
            objective,
            referenceMetric());
    try (Evaluators evaluators = plugins.open();
        var _ = new StopNotice("rank " + judged + " and the same options")) {
      return workers.of(pipeline, plugins).rank(judged, evaluators, trainings, output.progress());
    }
  }

  private List<Comparison> compared(Path other) throws IOException {
    var problems = new Problems();
    refuse("--candidates", candidates, problems);
    refuse("--epochs", epochs, problems);
    refuse("--steps", steps, problems);
    refuse("--seeds", seeds, problems);
    problems.throwIfAny();
    ScoreTable predictor =
        ScoreFiles.read(judged, objective.orElse(USUAL_METRIC), judgedFingerprint, level);
    ScoreTable reference = ScoreFiles.read(other, referenceMetric(), referenceFingerprint, level);
    List<Comparison> comparisons = Comparison.of(predictor, reference);
    Comparison.missing(comparisons, predictor, reference)
        .forEach(
            name -> output.progress().say(name + " is left out: no candidate that both scored"));
    return comparisons;
  }

  private static void refuse(String option, Optional<Integer> given, Problems problems) {
    if (given.isPresent()) {
      problems.add(
          option,
          "a REFERENCE beside it",
          "one of them: nothing is trained where there are scores to compare with");
    }
  }

  private String referenceMetric() {
    return referenceObjective.or(() -> objective).orElse(USUAL_METRIC);
  }
}
