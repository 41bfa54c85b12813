package io.crnas.experiments.status;

import io.crnas.experiments.console.Table;
import io.crnas.experiments.descriptor.Evaluators;
import io.crnas.experiments.descriptor.Experiment;
import io.crnas.experiments.descriptor.Level;
import io.crnas.experiments.descriptor.Retrain;
import io.crnas.experiments.descriptor.TrainingLength;
import io.crnas.experiments.journal.RunDescriptor;
import io.crnas.experiments.journal.RunJournal;
import io.crnas.experiments.journal.SearchedLevel;
import io.crnas.experiments.results.Overview;
import io.crnas.experiments.results.Results;
import io.crnas.experiments.watch.Metrics;
import io.crnas.experiments.watch.NetProgress;
import io.crnas.framework.Evaluation;
import io.crnas.framework.journal.Answer;
import io.crnas.framework.journal.Entry;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.worker.WorkerState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * How far a run is.
 *
 * @param folder of the run
 * @param state whether anybody works on it
 * @param silence how long ago something was written to it last
 * @param levels what was searched, in the order of the search
 * @param nets what was trained, in the order in which that began
 * @param workers the processes that worked for the one that led it last, where there were any
 */
public record RunStatus(
    Path folder,
    State state,
    Duration silence,
    List<LevelStatus> levels,
    List<NetStatus> nets,
    List<WorkerState> workers) {
  /** While it works, a run writes something every five seconds, but for its largest steps. */
  private static final Duration ALIVE = Duration.ofSeconds(60);

  /** Folders below that of a run in which something is written again and again. */
  private static final int DEEPEST = 4;

  /** How the name of a supernet's training ends. */
  private static final String SUPERNET = "-supernet";

  /** Whether anybody works on it. */
  public enum State {
    /** Something was written just now. */
    RUNNING,
    /** Nothing was written for a while. */
    SILENT,
    /** It is at its end. */
    ENDED
  }

  /**
   * The answers about a level.
   *
   * @param scored candidates with a score
   * @param failed candidates without
   * @param best the highest objective so far and whose it is
   */
  public record LevelStatus(
      String level, String objective, long scored, long failed, Optional<Best> best) {}

  /** A candidate and its score; the higher is first, of equals the first by name. */
  public record Best(String candidate, double score) implements Comparable<Best> {
    @Override
    public int compareTo(Best other) {
      return Comparator.comparingDouble((Best best) -> -best.score())
          .thenComparing(Best::candidate)
          .compare(this, other);
    }
  }

  /**
   * A training.
   *
   * @param steps all of its steps, where that is known without the data
   */
  public record NetStatus(NetProgress progress, Optional<Integer> steps) {

    /** At the rate of its last steps; empty where that or the end is not known. */
    OptionalDouble secondsLeft() {
      OptionalDouble rate = progress.stepsPerSecond();
      return steps.isPresent() && rate.isPresent()
          ? OptionalDouble.of(Math.max(0, steps.get() - progress.step()) / rate.getAsDouble())
          : OptionalDouble.empty();
    }

    boolean isWhole() {
      return steps.isPresent() && progress.step() >= steps.get();
    }
  }

  /**
   * Reads a run, also one that another process works on.
   *
   * @param now when this is
   * @throws InvalidInputException if the folder is that of no run
   */
  public static RunStatus read(Path folder, Evaluators evaluators, Instant now) throws IOException {
    Experiment experiment = RunDescriptor.read(folder, evaluators);
    List<NetStatus> nets = new ArrayList<>();
    for (Path part : parts(folder)) {
      String prefix = part.equals(folder) ? "" : part.getFileName() + "/";
      for (NetProgress net : NetProgress.read(part.resolve(Metrics.FILE))) {
        nets.add(new NetStatus(net.named(prefix + net.net()), steps(experiment, net.net())));
      }
    }
    Duration silence = Duration.between(written(folder), now);
    State state =
        Files.exists(folder.resolve(Results.FILE))
            ? State.ENDED
            : silence.compareTo(ALIVE) < 0 ? State.RUNNING : State.SILENT;
    return new RunStatus(folder, state, silence, levels(folder, experiment), nets, workers(folder));
  }

  /** The run's own folder and those of its budgets. */
  private static List<Path> parts(Path folder) throws IOException {
    List<Path> parts = new ArrayList<>(List.of(folder));
    Path budgets = folder.resolve(Overview.FOLDER);
    if (Files.isDirectory(budgets)) {
      try (Stream<Path> all = Files.list(budgets)) {
        all.filter(Files::isDirectory).sorted().forEach(parts::add);
      }
    }
    return parts;
  }

  /** Those of the run, of the evaluators of its levels, and of its ranking. */
  private static List<WorkerState> workers(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder, DEEPEST)) {
      files = all.filter(file -> file.endsWith(WorkerState.FILE)).sorted().toList();
    }
    List<WorkerState> workers = new ArrayList<>();
    for (Path file : files) {
      workers.addAll(WorkerState.read(file));
    }
    return workers;
  }

  /** When a file of the run was written last. */
  private static Instant written(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder, DEEPEST)) {
      return files
          .filter(Files::isRegularFile)
          .map(RunStatus::modified)
          .max(Instant::compareTo)
          .orElse(Instant.EPOCH);
    }
  }

  /** A file that was moved away in the meantime is as old as can be. */
  private static Instant modified(Path file) {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (IOException e) {
      return Instant.EPOCH;
    }
  }

  /** How many steps a training of this name has, if that does not depend on the data. */
  private static Optional<Integer> steps(Experiment experiment, String net) {
    for (Level level : experiment.levels()) {
      if (net.equals(level.name() + SUPERNET)) {
        return level.scoring().training().flatMap(TrainingLength::steps);
      }
    }
    return experiment.retrain().flatMap(Retrain::steps);
  }

  private static List<LevelStatus> levels(Path folder, Experiment experiment) {
    if (!Files.exists(RunJournal.in(folder))) {
      return List.of();
    }
    List<Answer> answers =
        RunJournal.read(folder).stream()
            .map(Entry::answer)
            .filter(answer -> !answer.isTogether())
            .toList();
    return SearchedLevel.of(experiment).stream()
        .map(level ->
            level(level, answers.stream().filter(one -> one.level().equals(level.name())).toList()))
        .filter(level -> level.scored() + level.failed() > 0)
        .toList();
  }

  private static LevelStatus level(SearchedLevel searched, List<Answer> answers) {
    String objective = searched.level().objective();
    long scored = 0;
    Optional<Best> best = Optional.empty();
    for (Answer answer : answers) {
      switch (answer.evaluation()) {
        case Evaluation.Scored one -> {
          scored++;
          Double score = one.metrics().get(objective);
          if (score != null) {
            var other = new Best(answer.candidate(), score);
            best = best.filter(known -> known.compareTo(other) <= 0).or(() -> Optional.of(other));
          }
        }
        case Evaluation.Failed _ -> {}
      }
    }
    return new LevelStatus(searched.name(), objective, scored, answers.size() - scored, best);
  }

  /** Whether anybody works on it, in words. */
  public String said() {
    return StatusTable.state(this);
  }

  /** What each column of {@link #rows} tells. */
  public static List<String> heads() {
    return StatusTable.COLUMNS.stream().map(Table.Column::head).toList();
  }

  /** A row of cells for each training and for each level, for people. */
  public List<List<String>> rows() {
    return StatusTable.rows(this);
  }

  /** For people. */
  public List<String> lines() {
    return StatusTable.lines(this);
  }

  /** For programs: one object. */
  public String json() {
    return StatusJson.line(this);
  }
}
