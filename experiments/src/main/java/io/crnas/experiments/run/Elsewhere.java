package io.crnas.experiments.run;

import io.crnas.experiments.descriptor.Descriptor;
import io.crnas.experiments.descriptor.Evaluator;
import io.crnas.experiments.descriptor.Retrain;
import io.crnas.experiments.worker.WorkersEvaluator;
import io.crnas.framework.space.Level;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.evaluator.EvaluatorContext;
import io.crnas.spaces.evaluator.EvaluatorJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What is scored by others than this process: by workers of this machine, or by what an evaluator
 * of somebody asks. They open the same evaluator by a job.
 *
 * @param own what all randomness of evaluators comes from, where it is not theirs by the descriptor
 */
record Elsewhere(Work work, RunFolder folder, OptionalLong own) {

  /** The same by the workers of this machine, where there are some. */
  io.crnas.framework.Evaluator<Allocation> byWorkers(
      io.crnas.framework.Evaluator<Allocation> here, Supplier<EvaluatorJob> job) {
    return work.engine()
        .workers()
        .<io.crnas.framework.Evaluator<Allocation>>map(
            workers -> new WorkersEvaluator(workers, here, job.get(), work.progress()))
        .orElse(here);
  }

  /**
   * Trains and scores the nets of a race where the last level has its candidates scored elsewhere;
   * empty where that is here, or at workers of this machine.
   *
   * @param seed its number, from 1
   */
  Optional<io.crnas.framework.Evaluator<Allocation>> finalists(
      Target target, Retrain retrain, int seed) throws IOException, InterruptedException {
    List<io.crnas.experiments.descriptor.Level> levels = work.experiment().levels();
    if (levels.isEmpty()
        || work.engine().workers().isPresent()
        || !(levels.getLast().evaluator() instanceof Evaluator.Provided<?> provided)
        || provided.scoring().equals(provided)) {
      return Optional.empty();
    }
    var level = work.setup().level(levels.getLast(), target);
    // First, because it makes what nets begin with.
    var here = FinalistEvaluator.open(work, target, folder, retrain, seed);
    var job =
        new EvaluatorJob(
            Descriptor.write(work.experiment()),
            target.called(FinalistEvaluator.LEVEL),
            level.baseline(),
            folder.run().toAbsolutePath().normalize(),
            OptionalLong.of(seed),
            beginnings());
    return Optional.of(
        open(provided, levels.getLast(), level, new EvaluatorContext.Nested(here, job)));
  }

  /** What nets begin with that are trained as the run's, where that was made here. */
  private Map<String, Path> beginnings() throws IOException {
    List<Path> files = new ArrayList<>(List.of(folder.shared().initial("retrain")));
    if (Files.isDirectory(folder.pretrained())) {
      try (Stream<Path> nets = Files.list(folder.pretrained())) {
        nets.filter(file -> file.toString().endsWith(".safetensors")).forEach(files::add);
      }
    }
    return there(files);
  }

  /** An evaluator that has candidates scored by others, as the one that is nested would. */
  io.crnas.framework.Evaluator<Allocation> open(
      Evaluator.Provided<?> provided,
      io.crnas.experiments.descriptor.Level where,
      Level<Allocation> level,
      EvaluatorContext.Nested nested)
      throws IOException, InterruptedException {
    try {
      return provided.open(context(provided, where, level, Optional.of(nested)));
    } catch (IOException | InterruptedException | RuntimeException e) {
      nested.here().close();
      throw e;
    }
  }

  /** What the one that scores is opened by elsewhere. */
  EvaluatorJob job(io.crnas.experiments.descriptor.Level where, Level<Allocation> level) {
    RunFolder kept = new Supernets(work, folder).kept(where);
    List<Path> some = new ArrayList<>(List.of(folder.shared().initial(where.name())));
    if (where.scoring() instanceof Evaluator.Supernet supernet) {
      some.addAll(kept.supernets(where.name(), supernet.supernets()));
    }
    Map<String, Path> files = there(some);
    return new EvaluatorJob(
        Descriptor.write(work.experiment()),
        level.name(),
        level.baseline(),
        folder.run().toAbsolutePath().normalize(),
        own,
        files);
  }

  /** Those that are there, by their places in the run's folder. */
  private Map<String, Path> there(List<Path> some) {
    Map<String, Path> files = new HashMap<>();
    for (Path file : some) {
      if (Files.exists(file)) {
        files.put(
            folder.run().relativize(file).toString().replace('\\', '/'), file.toAbsolutePath());
      }
    }
    return files;
  }

  /**
   * What an evaluator of somebody is opened with.
   *
   * @param nested who scores, where it has candidates scored by others
   */
  EvaluatorContext context(
      Evaluator.Provided<?> described,
      io.crnas.experiments.descriptor.Level where,
      Level<Allocation> level,
      Optional<EvaluatorContext.Nested> nested) {
    return new EvaluatorContext(
        level,
        work.setup().backbone,
        work.experiment().evaluatorsBase(),
        folder.evaluator(where.name(), described.kind()).toAbsolutePath(),
        Opening.seed(work, own, where, described),
        work.engine().device(),
        work.engine().threads(),
        work.progress(),
        nested);
  }
}
