package io.crnas.detection.training;

import static io.crnas.detection.training.SmallTask.PREPARATION;
import static io.crnas.detection.training.SmallTask.SEED;
import static io.crnas.detection.training.SmallTask.TRAIN;
import static io.crnas.detection.training.SmallTask.VALIDATION;
import static io.crnas.detection.training.SmallTask.architecture;
import static io.crnas.detection.training.SmallTask.course;
import static io.crnas.detection.training.SmallTask.level;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.detection.data.Batches;
import io.crnas.detection.data.Dataset;
import io.crnas.detection.head.DetectorModel;
import io.crnas.detection.metric.Detection;
import io.crnas.detection.torch.NodeStatistics;
import io.crnas.detection.torch.Normalisation;
import io.crnas.detection.torch.ParameterStore;
import io.crnas.detection.torch.Torch;
import io.crnas.framework.Evaluation;
import io.crnas.framework.Evaluator;
import io.crnas.framework.device.Device;
import io.crnas.framework.progress.Progress;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.ResNet;
import io.crnas.spaces.Sharing;
import io.crnas.spaces.cost.Budget;
import io.crnas.spaces.cost.Cost.Convention;
import io.crnas.spaces.cost.CostModel;
import io.crnas.spaces.level.Levels;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Layer;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Node;
import io.crnas.spaces.weights.Tensor;
import io.crnas.spaces.weights.Weights;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SupernetEvaluatorTest {
  private static final int BATCH = 2;
  private static final Dataset CALIBRATION = TRAIN.subset("calibration", List.of(0, 1, 2, 3));
  private static final Map<Sharing, Weights> SUPERNETS = new EnumMap<>(Sharing.class);
  private static Torch torch;

  @BeforeAll
  static void train(@TempDir Path directory) throws Exception {
    torch = Torch.open(new Device.Cpu(), 1);
    for (Sharing sharing : List.of(Sharing.NESTED, Sharing.BRANCH)) {
      SUPERNETS.put(
          sharing,
          new Trainer(torch, architecture(sharing), TRAIN, PREPARATION, course(150), SEED)
              .train(
                  "supernet",
                  Paths.uniform(level(), SEED),
                  directory.resolve(sharing.name()),
                  Progress.silent()));
    }
  }

  @AfterAll
  static void close() {
    torch.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"NESTED", "BRANCH"})
  void aScoreDependsNeitherOnTheOthersNorOnTheirOrder(Sharing sharing) throws Exception {
    List<Allocation> candidates = candidates();
    try (var evaluator = evaluator(torch, sharing, supernet(sharing), Progress.silent())) {
      List<Evaluation> together = evaluator.evaluate(candidates);
      List<Evaluation> reversed = evaluator.evaluate(candidates.reversed());
      List<Evaluation> alone = new ArrayList<>();
      for (Allocation candidate : candidates) {
        alone.addAll(evaluator.evaluate(List.of(candidate)));
      }

      assertEquals(together, reversed.reversed());
      assertEquals(together, alone);
      assertTrue(together.stream().distinct().count() > 1, "all alike: " + together);
    }
  }

  @Test
  void aScoreDoesNotDependOnTheNumberOfThreads() throws Exception {
    List<Evaluation> one;
    try (var evaluator = evaluator()) {
      one = evaluator.evaluate(candidates());
    }
    try (var three = Torch.open(new Device.Cpu(), 3);
        var evaluator =
            evaluator(three, Sharing.NESTED, supernet(Sharing.NESTED), Progress.silent())) {
      assertEquals(one, evaluator.evaluate(candidates()));
    }
  }

  @Test
  void aCandidatesStatisticsAreItsOwn() throws Exception {
    Allocation one = Allocation.parse("2-1-1-1/12.1.1.1");
    Allocation other = Allocation.parse("2-1-1-1/31.1.1.1");
    try (var evaluator = evaluator()) {
      assertEquals(
          evaluator.evaluate(List.of(one)).getFirst(),
          evaluator.evaluate(List.of(other, one)).getLast());
    }
  }

  /** A pass runs a node once, so this is how often blocks run; every block ends in one addition. */
  @Test
  void theStageCandidatesOfResNet50sCostAreOneGraphWithLessThanHalfOfTheirBlocks() {
    ResNet backbone = ResNet.resnet50(8);
    CostModel costs = CostModel.operations(backbone, new ImageSize(64, 64), Convention.MAC);
    var budget = new Budget(costs.cost(Allocation.of(backbone.baseline())), 0);
    var level = Levels.stage(backbone.stageSets(), backbone.baseline(), costs, budget);
    var graph = new Graph();
    Set<Node> together = new HashSet<>();
    int apart = 0;
    List<Allocation> candidates = level.feasible().stream().map(level::decode).toList();
    for (Allocation candidate : candidates) {
      Network net = backbone.network(candidate, graph, Sharing.NESTED);
      List<Node> blocks =
          net.nodes().stream().filter(node -> node.layer() instanceof Layer.Add).toList();
      apart += blocks.size();
      together.addAll(blocks);
    }
    assertEquals(153, candidates.size());
    assertTrue(candidates.size() <= SupernetEvaluator.MERGED);
    assertEquals(153 * 16, apart);
    assertTrue(apart >= 2.3 * together.size(), together.size() + " of " + apart);
  }

  @Test
  void aGroupOfEqualMembersIsTheMemberAlone() throws Exception {
    try (var evaluator = evaluator()) {
      for (Allocation candidate : candidates().subList(0, 2)) {
        List<Evaluation> groups =
            evaluator.evaluateTogether(
                List.of(
                    List.of(candidate),
                    List.of(candidate, candidate),
                    List.of(candidate, candidate, candidate)),
                Evaluator.Listener.none());
        Evaluation alone = evaluator.evaluate(List.of(candidate)).getFirst();
        assertEquals(List.of(alone, alone, alone), groups);
      }
    }
  }

  /** Each member in a graph of its own, one mini-batch after the other. */
  @Test
  void aGroupIsWhatItsMembersDetectOnTheirOwnMiniBatches() throws Exception {
    List<Allocation> group = candidates().subList(0, 3);
    var scorer =
        new DetectorScorer(architecture(Sharing.NESTED).detector(), VALIDATION, PREPARATION, BATCH);
    List<Detection> byHand = new ArrayList<>();
    for (int step = 0; step < scorer.batches(); step++) {
      byHand.addAll(detections(group.get(step % 3), scorer, step));
    }
    Evaluation expected = Evaluation.of(scorer.measure(byHand).toMap());
    try (var evaluator = evaluator()) {
      List<Evaluation> found =
          evaluator.evaluateTogether(
              List.of(group, List.of(group.getLast()), group.reversed(), group),
              Evaluator.Listener.none());

      assertEquals(OptionalInt.of(VALIDATION.size() / BATCH), evaluator.miniBatches());
      assertEquals(expected, found.getFirst());
      assertEquals(expected, found.getLast());
      assertEquals(evaluator.evaluate(List.of(group.getLast())), List.of(found.get(1)));
      assertNotEquals(expected, found.get(2));
    }
  }

  private static List<Detection> detections(Allocation candidate, DetectorScorer scorer, int step)
      throws InterruptedException {
    Architecture architecture = architecture(Sharing.NESTED);
    Network net = architecture.features(candidate, new Graph());
    Batches calibration = Batches.inOrder(CALIBRATION, PREPARATION, BATCH, 0);
    try (var store = new ParameterStore(torch);
        var statistics = new NodeStatistics(torch)) {
      store.load(supernet(Sharing.NESTED));
      var detector = new DetectorModel(architecture.detector(), store);
      detector.initialise(net, SEED);
      for (int i = 0; i < calibration.stepsPerEpoch(); i++) {
        NodeStatistics batch = statistics.newBatch();
        detector.calibrate(List.of(net), calibration.batch(i).images(), batch);
        statistics.add(batch);
      }
      return scorer
          .detect(detector, List.of(net), new Normalisation.Gathered(statistics), step)
          .getFirst();
    }
  }

  @Test
  void aCandidateThatIsNoNetCostsNoOtherItsScore() throws Exception {
    Allocation none = Allocation.parse("1-1-1");
    List<Allocation> candidates = candidates();
    try (var evaluator = evaluator()) {
      List<Evaluation> answers =
          evaluator.evaluateTogether(
              List.of(candidates.subList(0, 1), List.of(candidates.get(1), none)),
              Evaluator.Listener.none());

      assertEquals(evaluator.evaluate(candidates.subList(0, 1)), answers.subList(0, 1));
      var failed = assertInstanceOf(Evaluation.Failed.class, answers.getLast());
      assertTrue(failed.reason().contains("4 stages"), failed.reason());
    }
  }

  @Test
  void aCandidateThatTheEngineCanNotRunCostsNoOtherItsScore() throws Exception {
    var tensors = new LinkedHashMap<>(supernet(Sharing.NESTED).tensors());
    tensors.put(
        "backbone.body.layer2.2.conv1.weight", new Tensor(List.of(16, 7, 3, 3), new float[1008]));
    var broken = new Weights(tensors, Map.of());
    List<Allocation> candidates = candidates();
    assertTrue(candidates.stream().anyMatch(SupernetEvaluatorTest::hasThirdBlock));
    List<Evaluation> whole;
    try (var evaluator = evaluator()) {
      whole = evaluator.evaluate(candidates);
    }
    try (var evaluator = evaluator(torch, Sharing.NESTED, broken, Progress.silent())) {
      List<Evaluation> answers = evaluator.evaluate(candidates);
      for (int i = 0; i < candidates.size(); i++) {
        if (hasThirdBlock(candidates.get(i))) {
          var failed = assertInstanceOf(Evaluation.Failed.class, answers.get(i));
          assertTrue(failed.reason().contains("layer2.2.conv1"), failed.reason());
        } else {
          assertEquals(whole.get(i), answers.get(i));
        }
      }
    }
  }

  private static boolean hasThirdBlock(Allocation candidate) {
    return candidate.stages().blocks().get(1) > 2;
  }

  @Test
  void anInterruptEndsItAndLeavesTheEvaluatorUsable() throws Exception {
    var begun = new CountDownLatch(1);
    List<Allocation> candidates = candidates();
    try (var evaluator =
            evaluator(
                torch, Sharing.NESTED, supernet(Sharing.NESTED), new At(1, begun::countDown));
        var threads = Executors.newSingleThreadExecutor()) {
      Future<List<Evaluation>> scores = threads.submit(() -> evaluator.evaluate(candidates));
      begun.await();
      threads.shutdownNow();
      var ended = assertThrows(ExecutionException.class, scores::get);
      assertInstanceOf(InterruptedException.class, ended.getCause());

      assertEquals(candidates.size(), evaluator.evaluate(candidates).size());
    }
  }

  @Test
  void theFingerprintNamesWeightsAndData() {
    try (var one = evaluator();
        var same = evaluator();
        var other =
            new SupernetEvaluator(
                torch,
                architecture(Sharing.NESTED),
                supernet(Sharing.NESTED),
                SEED,
                TRAIN.subset("calibration", List.of(3, 1)),
                VALIDATION,
                PREPARATION,
                BATCH,
                Progress.silent())) {
      assertEquals(one.fingerprint(), same.fingerprint());
      assertNotEquals(one.fingerprint(), other.fingerprint());
    }
  }

  private static List<Allocation> candidates() {
    return level().feasible().stream().limit(6).map(level()::decode).toList();
  }

  private static Weights supernet(Sharing sharing) {
    Weights weights = SUPERNETS.get(sharing);
    if (weights == null) {
      throw new IllegalStateException("not trained: " + sharing);
    }
    return weights;
  }

  private static SupernetEvaluator evaluator() {
    return evaluator(torch, Sharing.NESTED, supernet(Sharing.NESTED), Progress.silent());
  }

  private static SupernetEvaluator evaluator(
      Torch torch, Sharing sharing, Weights supernet, Progress progress) {
    return new SupernetEvaluator(
        torch,
        architecture(sharing),
        supernet,
        SEED,
        CALIBRATION,
        VALIDATION,
        PREPARATION,
        BATCH,
        progress);
  }
}
