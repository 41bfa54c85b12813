package io.crnas.experiments.status;

import io.crnas.experiments.console.Table;
import io.crnas.experiments.console.UnderWay;
import io.crnas.experiments.descriptor.Evaluators;
import io.crnas.experiments.descriptor.Experiment;
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
import io.crnas.framework.journal.Journal;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.worker.WorkerState;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How far a run is.
 *
 * @param folder of the run
 * @param state whether anybody works on it
 * @param silence how long ago something was written to it last
 * @param now what is under way, parts after the whole; of a stopped run what was last
 * @param levels what was searched, in the order of the search
 * @param nets what was trained, in the order in which that began
 * @param workers the processes that worked for the one that led it last, where there were any
 */
public record RunStatus(
    Path folder,
    State state,
    Duration silence,
    List<UnderWay> now,
    List<LevelStatus> levels,
    List<NetProgress> nets,
    List<WorkerState> workers) {
  /** While it works, a run writes something every five seconds, but for its largest steps. */
  private static final Duration ALIVE = Duration.ofSeconds(60);

  /** Folders below that of a run in which something is written again and again. */
  private static final int DEEPEST = 4;

  /** Whether anybody works on it. */
  public enum State {
    /** A process works on it. */
    RUNNING,
    /** It was stopped or killed before its end. */
    STOPPED,
    /** It is at its end. */
    ENDED
  }

  /**
   * The answers about a level.
   *
   * @param scored candidates with a score
   * @param failed candidates without
   * @param failure the last of these
   * @param best the highest objective so far and whose it is
   */
  public record LevelStatus(
      String level,
      String objective,
      long scored,
      long failed,
      Optional<Failure> failure,
      Optional<Best> best) {}

  /** A candidate without a score, and why. */
  public record Failure(String candidate, String reason) {}

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
   * Reads a run, also one that another process works on.
   *
   * @param time when this is
   * @throws InvalidInputException if the folder is that of no run
   */
  public static RunStatus read(Path folder, Evaluators evaluators, Instant time)
      throws IOException {
    Experiment experiment = RunDescriptor.read(folder, evaluators);
    List<NetProgress> nets = new ArrayList<>();
    for (Path part : parts(folder)) {
      String prefix = part.equals(folder) ? "" : part.getFileName() + "/";
      for (NetProgress net : NetProgress.read(part.resolve(Metrics.FILE))) {
        nets.add(net.named(prefix + net.net()));
      }
    }
    Duration silence = Duration.between(written(folder), time);
    State state =
        Files.exists(folder.resolve(Results.FILE))
            ? State.ENDED
            : isInUse(folder) ? State.RUNNING : State.STOPPED;
    return new RunStatus(
        folder,
        state,
        silence,
        now(folder, state, time),
        levels(folder, experiment),
        nets,
        workers(folder));
  }

  /** Also where candidates of it are ranked. */
  private static boolean isInUse(Path folder) throws IOException {
    for (Path journal : files(folder, RunJournal.NAME)) {
      if (Journal.isInUse(journal)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isAlive(Duration silence) {
    return silence.compareTo(ALIVE) < 0;
  }

  /** Of the run and of its ranking; what a killed process left is of interest until it goes on. */
  private static List<UnderWay> now(Path folder, State state, Instant time) throws IOException {
    List<UnderWay> now = new ArrayList<>();
    for (Path file : files(folder, UnderWay.FILE)) {
      if (state == State.STOPPED || isAlive(Duration.between(modified(file), time))) {
        now.addAll(UnderWay.read(file));
      }
    }
    return now;
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
    List<WorkerState> workers = new ArrayList<>();
    for (Path file : files(folder, WorkerState.FILE)) {
      workers.addAll(WorkerState.read(file));
    }
    return workers;
  }

  private static List<Path> files(Path folder, String name) throws IOException {
    return files(folder).stream().filter(file -> file.endsWith(name)).sorted().toList();
  }

  /** When a file of the run was written last. */
  private static Instant written(Path folder) throws IOException {
    return files(folder).stream()
        .map(RunStatus::modified)
        .max(Instant::compareTo)
        .orElse(Instant.EPOCH);
  }

  /** Those that are there; what a run at work moves away meanwhile is left out. */
  private static List<Path> files(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        folder,
        Set.of(),
        DEEPEST,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile()) {
              files.add(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }
        });
    return files;
  }

  /** A file that was moved away in the meantime is as old as can be. */
  private static Instant modified(Path file) {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (IOException e) {
      return Instant.EPOCH;
    }
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

  /**
   * @param answers in the order of writing; where the evaluator was another one before, its answers
   *     count no more
   */
  private static LevelStatus level(SearchedLevel searched, List<Answer> answers) {
    String objective = searched.level().objective();
    long scored = 0;
    long failed = 0;
    Optional<Failure> failure = Optional.empty();
    Optional<Best> best = Optional.empty();
    for (Answer answer : answers) {
      if (!answer.fingerprint().equals(answers.getLast().fingerprint())) {
        continue;
      }
      switch (answer.evaluation()) {
        case Evaluation.Scored one -> {
          scored++;
          Double score = one.metrics().get(objective);
          if (score != null) {
            var other = new Best(answer.candidate(), score);
            best = best.filter(known -> known.compareTo(other) <= 0).or(() -> Optional.of(other));
          }
        }
        case Evaluation.Failed one -> {
          failed++;
          failure = Optional.of(new Failure(answer.candidate(), one.reason()));
        }
      }
    }
    return new LevelStatus(searched.name(), objective, scored, failed, failure, best);
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
