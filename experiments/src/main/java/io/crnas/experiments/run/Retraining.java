package io.crnas.experiments.run;

import io.crnas.detection.data.Dataset;
import io.crnas.detection.head.DivergenceException;
import io.crnas.detection.torch.Torch;
import io.crnas.detection.training.Paths;
import io.crnas.detection.training.Start;
import io.crnas.detection.training.Together;
import io.crnas.detection.training.TrainedDetector;
import io.crnas.detection.training.Trainer;
import io.crnas.detection.training.TrainingListener;
import io.crnas.experiments.descriptor.Descriptor;
import io.crnas.experiments.descriptor.Retrain;
import io.crnas.experiments.results.Results;
import io.crnas.experiments.watch.Metrics;
import io.crnas.experiments.worker.Order;
import io.crnas.framework.file.Fingerprint;
import io.crnas.framework.progress.Progress;
import io.crnas.framework.random.Seeds;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;

/**
 * Trains nets by themselves, all alike: by the same recipe and, of a number, seed, and those on the
 * same images with these in the same order. The same training is done once, because it would end in
 * the same bits.
 */
final class Retraining {
  private final Work work;
  private final Target target;
  private final RunFolder folder;
  private final Retrain retrain;
  private final Optional<Pretraining> before;
  private final Map<Same, Path> trained = new HashMap<>();

  /** How many steps each net was trained, by its name. */
  private final Map<String, Integer> steps = new HashMap<>();

  /** What decides how a training ends. */
  private record Same(Allocation allocation, String images, int seed) {}

  /**
   * A net to be trained.
   *
   * @param net what it is called in the run's folder
   * @param images that it is trained on
   * @param seed its number, from 1
   */
  record Wanted(String net, Allocation allocation, Dataset images, int seed) {

    /** What it is called in the run's folder when trained with this seed. */
    String name() {
      return seed == 1 ? net : net + "-seed-" + seed;
    }

    private Same same() {
      return new Same(allocation, images.fingerprint(), seed);
    }
  }

  Retraining(Work work, Target target, RunFolder folder, Retrain retrain) {
    this.work = work;
    this.target = target;
    this.folder = folder;
    this.retrain = retrain;
    this.before =
        retrain
            .pretrain()
            .map(described ->
                new Pretraining(
                    work, folder, described, work.setup().training().classes().orElseThrow()));
  }

  /**
   * Trains nets, or goes on with their trainings, as many side by side as the descriptor says.
   *
   * @return of each, in order, why its training could not go on to its end, if it could not
   */
  List<Optional<DivergenceException>> train(List<Wanted> all)
      throws IOException, InterruptedException {
    List<Wanted> first = new ArrayList<>();
    var wanted = new HashSet<Same>();
    for (Wanted one : all) {
      if (!trained.containsKey(one.same()) && wanted.add(one.same())) {
        first.add(one);
      }
    }
    pretrain(all.stream().map(Wanted::allocation).toList());
    var diverged = new HashMap<Same, DivergenceException>();
    List<Optional<DivergenceException>> ended = trainEach(first);
    for (int i = 0; i < first.size(); i++) {
      Wanted one = first.get(i);
      ended
          .get(i)
          .ifPresentOrElse(
              reason -> diverged.put(one.same(), reason),
              () -> trained.put(one.same(), folder.weights(one.name())));
    }
    for (Wanted one : all) {
      Path there = trained.get(one.same());
      if (there != null) {
        Path file = folder.weights(one.name());
        if (!there.equals(file)) {
          Safetensors.write(file, Safetensors.read(there));
        }
        steps.put(one.name(), steps(one));
      }
    }
    return all.stream().map(one -> Optional.ofNullable(diverged.get(one.same()))).toList();
  }

  /** Trains backbones to tell classes, where that comes before. */
  void pretrain(List<Allocation> nets) throws IOException, InterruptedException {
    if (before.isPresent()) {
      before.get().train(nets);
    }
  }

  private List<Optional<DivergenceException>> trainEach(List<Wanted> some)
      throws IOException, InterruptedException {
    if (work.engine().workers().isPresent()) {
      return new WorkersTraining(work, work.engine().workers().get(), this).train(some);
    }
    List<Optional<DivergenceException>> ended = new ArrayList<>();
    // Nets that are trained already are among them, so that windows are the same in a run that goes
    // on.
    for (List<Wanted> window :
        some.stream().gather(Gatherers.windowFixed(work.experiment().parallel())).toList()) {
      ended.addAll(trainTogether(window));
    }
    return ended;
  }

  private List<Optional<DivergenceException>> trainTogether(List<Wanted> some)
      throws IOException, InterruptedException {
    long all = some.stream().mapToLong(this::steps).sum();
    String names = some.stream().map(this::title).collect(Collectors.joining(", "));
    List<Together.Training<Optional<DivergenceException>>> trainings =
        some.stream()
            .<Together.Training<Optional<DivergenceException>>>map(
                one -> (share, shown) -> train(one, share, shown))
            .toList();
    return new Together(work.engine().torch().shared(some.size()), work.progress())
        .run(names, all, trainings);
  }

  private Optional<DivergenceException> train(Wanted one, Torch torch, Progress progress)
      throws IOException, InterruptedException {
    begin(one);
    try {
      return timed(
          one,
          () -> {
            trainHere(one, torch, metrics().of(one.name()), progress);
            return Optional.empty();
          });
    } catch (DivergenceException e) {
      return Optional.of(e);
    }
  }

  /** Makes what a net begins with ready, and says it where that is not from scratch. */
  void begin(Wanted one) throws IOException, InterruptedException {
    String title = title(one);
    beginning(one.allocation())
        .ifPresent(beginning -> work.progress().say(Summary.beginning(title, beginning)));
  }

  /** What a training takes, wherever it is. */
  <T> T timed(Wanted one, Timings.Phase<T> training) throws IOException, InterruptedException {
    return work.timings().time(target.called("retrain " + one.name()), training);
  }

  /**
   * Trains a net in this process, or goes on with its training.
   *
   * @throws DivergenceException when a loss is not finite
   */
  void trainHere(Wanted one, Torch torch, TrainingListener heard, Progress progress)
      throws IOException, InterruptedException {
    trainer(torch, one)
        .heardBy(heard)
        .train(title(one), Paths.of(one.allocation()), folder.weights(one.name()), progress);
  }

  /** How another process trains it. */
  Order.Train order(Wanted one) {
    return new Order.Train(
        Descriptor.write(work.experiment()),
        target.name(),
        folder.path().toAbsolutePath().normalize(),
        folder.run().toAbsolutePath().normalize(),
        one.net(),
        one.allocation(),
        one.images().fingerprint(),
        one.seed());
  }

  /** What the training of a net depends on, but for the net itself where each is pre-trained. */
  String work(Wanted one) throws IOException, InterruptedException {
    String pretrained = before.map(training -> training.fingerprint(one.allocation())).orElse("");
    Trainer trainer =
        before.isPresent()
            ? scratch(work.engine().torch(), one)
            : trainer(work.engine().torch(), one);
    return Fingerprint.of(trainer.fingerprint(Paths.of(one.allocation())), pretrained);
  }

  /** How many steps it is trained. */
  int steps(Wanted one) {
    return retrain.length().steps(one.images().size());
  }

  /** What its training is called. */
  String title(Wanted one) {
    return target.called(one.name() + " " + one.allocation());
  }

  private Trainer trainer(Torch torch, Wanted one) throws IOException, InterruptedException {
    return scratch(torch, one)
        .from(source(one.allocation()).map(Beginning::start).orElseGet(Start.Scratch::new));
  }

  private Trainer scratch(Torch torch, Wanted one) {
    Training training = work.setup().training();
    return new Trainer(
        torch,
        training.retrained(),
        one.images(),
        training.images().preparation(),
        training.course(retrain.length(), one.images()),
        seed(one.seed()),
        work.betweenCheckpoints());
  }

  private long seed(int number) {
    long first = work.experiment().seed();
    return number == 1
        ? Seeds.derive(first, "retrain")
        : Seeds.derive(first, "retrain/seed", number);
  }

  /** Has a net that was trained here detect on a split. */
  TrainedDetector.Test test(Wanted trained, Dataset images)
      throws IOException, InterruptedException {
    String name = trained.name();
    Training training = work.setup().training();
    try (var detector =
        new TrainedDetector(
            work.engine().torch(),
            training.retrained(),
            trained.allocation(),
            Safetensors.read(folder.weights(name)))) {
      TrainedDetector.Test test =
          work.timings()
              .time(
                  target.called("test " + name),
                  () ->
                      detector.test(
                          images,
                          training.images().preparation(),
                          retrain.recipe().batch(),
                          work.progress()));
      metrics().measured(name, steps.getOrDefault(name, 0), test.metrics().toMap());
      return test;
    }
  }

  /** What the training of a net begins with; empty where that is from scratch. */
  Optional<Results.Beginning> beginning(Allocation allocation)
      throws IOException, InterruptedException {
    Optional<Results.Pretraining> result = before.map(one -> one.result(allocation));
    return source(allocation)
        .map(one -> one.in(work.setup().training().retrained(), List.of(allocation), result));
  }

  private Optional<Beginning> source(Allocation allocation)
      throws IOException, InterruptedException {
    if (before.isPresent()) {
      return Optional.of(before.get().beginning(allocation));
    }
    if (retrain.weights().isEmpty()) {
      return Optional.empty();
    }
    Beginning source = work.setup().training().beginning(retrain.weights().get());
    return Optional.of(
        source.renormalised(work, retrain.recipe().batch(), folder.shared().initial("retrain")));
  }

  /** Where it is told how they go. */
  Metrics metrics() {
    return folder.metrics(work.setup().training().retrained().detector());
  }
}
