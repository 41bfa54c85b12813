package io.crnas.detection.head;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.detection.data.Box;
import io.crnas.detection.data.ImageBatch;
import io.crnas.detection.fixtures.Formula;
import io.crnas.detection.fixtures.WithTorch;
import io.crnas.detection.torch.Frozen;
import io.crnas.detection.torch.NodeStatistics;
import io.crnas.detection.torch.Normalisation;
import io.crnas.detection.torch.ParameterStore;
import io.crnas.detection.torch.Sgd;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.ResNet;
import io.crnas.spaces.Sharing;
import io.crnas.spaces.detector.Detector;
import io.crnas.spaces.detector.FasterRcnn;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Parameter;
import io.crnas.spaces.weights.Tensor;
import io.crnas.spaces.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A tiny detector in training. */
class TrainingTest extends WithTorch {
  private static final Detector ARCHITECTURE =
      FasterRcnn.of(8, 16, List.of(8, 16, 32, 64, 128), List.of(0.5, 1.0, 2.0)).detector(2);
  private static final ImageSize SIZE = new ImageSize(64, 96);
  private static final Sgd.Settings SGD = new Sgd.Settings(0.9, 1e-4, false, 10);

  private static List<Network> paths(String... allocations) {
    var graph = new Graph();
    List<Network> paths = new ArrayList<>();
    for (String allocation : allocations) {
      paths.add(
          ARCHITECTURE.features(
              ResNet.resnet18(8), Allocation.parse(allocation), graph, Sharing.NESTED));
    }
    return paths;
  }

  private static DetectorModel detector(ParameterStore store, List<Network> paths) {
    var detector = new DetectorModel(ARCHITECTURE, store);
    paths.forEach(path -> detector.initialise(path, 1));
    return detector;
  }

  private static ImageBatch batch() {
    return ImageBatch.normalised(Formula.pixels(64, 96), SIZE, List.of(SIZE));
  }

  private static final List<List<Target>> TARGETS =
      List.of(
          List.of(new Target(new Box(10, 12, 40, 50), 1), new Target(new Box(60, 20, 90, 44), 2)));

  private static Losses train(
      DetectorModel detector, Sgd sgd, Network path, List<List<Target>> targets, int step) {
    try (TrainingStep done =
        detector.step(
            detector.prepare(path, batch(), targets, 1, step),
            new Normalisation.Batch(true),
            Frozen.NOTHING)) {
      sgd.step(done.gradients(), 0.01);
      return done.losses();
    }
  }

  @Test
  void theLossOfOneImageFalls() {
    List<Network> paths = paths("1-1-2-2");
    try (var store = new ParameterStore(torch);
        var sgd = new Sgd(torch, SGD)) {
      DetectorModel detector = detector(store, paths);
      double first = train(detector, sgd, paths.getFirst(), TARGETS, 0).total();
      double last = first;
      for (int i = 1; i < 60; i++) {
        last = train(detector, sgd, paths.getFirst(), TARGETS, i).total();
      }
      assertTrue(last < 0.5 * first, "from " + first + " to " + last);
    }
  }

  @Test
  void aStepTouchesTheSampledPathAndNothingElse() {
    List<Network> paths = paths("1-1-2-2", "2-1-3-2");
    try (var store = new ParameterStore(torch);
        var sgd = new Sgd(torch, SGD)) {
      DetectorModel detector = detector(store, paths);
      train(detector, sgd, paths.getLast(), TARGETS, 0);
      Weights before = store.weights();
      Weights momenta = sgd.weights();
      train(detector, sgd, paths.getFirst(), TARGETS, 1);

      Set<String> sampled = new HashSet<>(names(paths.getFirst()));
      sampled.addAll(names(ARCHITECTURE.heads().getFirst().network()));
      sampled.addAll(names(ARCHITECTURE.heads().getLast().network()));
      int untouched = 0;
      for (String name : store.names()) {
        float[] now = store.weights().get(name).data();
        if (sampled.contains(name)) {
          assertTrue(!Arrays.equals(before.get(name).data(), now), name);
        } else {
          assertArrayEquals(before.get(name).data(), now, name);
          if (momenta.tensors().containsKey(name)) {
            assertArrayEquals(momenta.get(name).data(), sgd.weights().get(name).data(), name);
          }
          untouched++;
        }
      }
      assertEquals(20, untouched);
    }
  }

  private static List<String> names(Network network) {
    return network.parameters().stream().map(Parameter::name).toList();
  }

  @Test
  void theSameStepsGiveTheSameBits() {
    List<Network> paths = paths("1-1-2-2");
    List<Weights> ends = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      try (var store = new ParameterStore(torch);
          var sgd = new Sgd(torch, SGD)) {
        DetectorModel detector = detector(store, paths);
        for (int i = 0; i < 3; i++) {
          train(detector, sgd, paths.getFirst(), TARGETS, i);
        }
        ends.add(store.weights());
      }
    }
    ends.getFirst()
        .tensors()
        .forEach((name, tensor) ->
            assertArrayEquals(tensor.data(), ends.getLast().get(name).data(), name));
  }

  @Test
  void anImageWithoutObjectsIsTrainedAsBackground() {
    List<Network> paths = paths("1-1-2-2");
    try (var store = new ParameterStore(torch);
        var sgd = new Sgd(torch, SGD)) {
      Losses losses = train(detector(store, paths), sgd, paths.getFirst(), List.of(List.of()), 0);
      assertEquals(0, losses.of("boxes"));
      assertEquals(0, losses.of("proposals"));
      assertTrue(losses.of("objectness") > 0 && losses.of("classes") > 0);
    }
  }

  @Test
  void aLossThatIsNoNumberNamesTheStep() {
    List<Network> paths = paths("1-1-2-2");
    try (var store = new ParameterStore(torch);
        var sgd = new Sgd(torch, SGD)) {
      DetectorModel detector = detector(store, paths);
      String name = "rpn.head.cls_logits.bias";
      var broken = new LinkedHashMap<String, Tensor>();
      broken.put(name, new Tensor(List.of(3), new float[] {Float.NaN, 0, 0}));
      store.load(new Weights(broken, Map.of()));
      var e =
          assertThrows(
              DivergenceException.class, () -> train(detector, sgd, paths.getFirst(), TARGETS, 17));
      assertTrue(e.toString().contains("training diverged at step 17"), e.toString());
    }
  }

  @Test
  void calibratedCandidatesDetectTheSameAloneAndTogether() throws InterruptedException {
    List<Network> paths = paths("1-1-2-2", "1-2-2-2", "2-1-3-2");
    try (var store = new ParameterStore(torch);
        var together = new NodeStatistics(torch)) {
      DetectorModel detector = detector(store, paths);
      detector.calibrate(paths, batch(), together);
      var all = detector.detectEach(paths, batch(), new Normalisation.Gathered(together));
      for (int i = 0; i < paths.size(); i++) {
        try (var alone = new NodeStatistics(torch)) {
          detector.calibrate(List.of(paths.get(i)), batch(), alone);
          assertEquals(
              all.get(i),
              detector.detect(paths.get(i), batch(), new Normalisation.Gathered(alone)));
        }
      }
    }
  }

  /** A step makes about 3 MB of arrays: kept, 200 steps would take 600 MB. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void memoryIsFlatOverManySteps() throws IOException {
    List<Network> paths = paths("1-1-2-2", "2-1-3-2");
    try (var store = new ParameterStore(torch);
        var sgd = new Sgd(torch, SGD)) {
      DetectorModel detector = detector(store, paths);
      long before = 0;
      for (int i = 0; i < 300; i++) {
        train(detector, sgd, paths.get(i % 2), TARGETS, i);
        if (i == 99) {
          before = residentMegabytes();
        }
      }
      long growth = residentMegabytes() - before;
      assertTrue(growth < 150, growth + " MB more after 200 steps");
    }
  }

  private static long residentMegabytes() throws IOException {
    System.gc();
    String pages = Files.readString(Path.of("/proc/self/statm")).split(" ", -1)[1];
    return Long.parseLong(pages) * 4096 / (1 << 20);
  }
}
