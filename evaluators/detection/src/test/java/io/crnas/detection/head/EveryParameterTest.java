package io.crnas.detection.head;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.detection.data.Box;
import io.crnas.detection.data.ImageBatch;
import io.crnas.detection.fixtures.Formula;
import io.crnas.detection.fixtures.WithTorch;
import io.crnas.detection.torch.Frozen;
import io.crnas.detection.torch.Gradients;
import io.crnas.detection.torch.Normalisation;
import io.crnas.detection.torch.ParameterStore;
import io.crnas.detection.torch.Sgd;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.Family;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.Sharing;
import io.crnas.spaces.SpatialAllocation;
import io.crnas.spaces.StageAllocation;
import io.crnas.spaces.detector.Detector;
import io.crnas.spaces.detector.FasterRcnn;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Parameter;
import io.crnas.spaces.weights.Weights;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One step of training of a tiny detector around every kind of block. */
class EveryParameterTest extends WithTorch {
  private static final Detector ARCHITECTURE =
      FasterRcnn.of(8, 16, List.of(8, 16, 32, 64, 128), List.of(0.5, 1.0, 2.0)).detector(2);
  private static final ImageSize SIZE = new ImageSize(64, 96);
  private static final List<List<Target>> TARGETS =
      List.of(
          List.of(new Target(new Box(10, 12, 40, 50), 1), new Target(new Box(60, 20, 90, 44), 2)));
  private static final long SEED = 1;

  static Stream<Arguments> nets() {
    return Stream.of(
            Family.RESNET18.backbone(8),
            Family.RESNET50.backbone(8),
            Family.RESNEXT50_32X4D.backbone(16),
            Family.MOBILENETV2.backbone(0.25),
            Family.SHUFFLENETV2.backbone(0.5))
        .flatMap(backbone ->
            Stream.of(Sharing.values())
                .map(sharing -> Arguments.of(backbone.name(), backbone, sharing)));
  }

  @ParameterizedTest(name = "{0}, {2}")
  @MethodSource("nets")
  void theGradientReachesAllOfThePathAndNothingElseChanges(
      String name, Backbone backbone, Sharing sharing) {
    var graph = new Graph();
    Network path = ARCHITECTURE.features(backbone, allocation(backbone, 1, 2), graph, sharing);
    Network other = ARCHITECTURE.features(backbone, allocation(backbone, 2, 1), graph, sharing);
    // Of two nets by themselves none is beside the other.
    List<Network> all = sharing == Sharing.ALONE ? List.of(path) : List.of(path, other);
    try (var store = new ParameterStore(torch);
        var sgd = new Sgd(torch, new Sgd.Settings(0, 0, false, Double.POSITIVE_INFINITY))) {
      var detector = new DetectorModel(ARCHITECTURE, store);
      all.forEach(network -> detector.initialise(network, SEED));
      Weights before = store.weights();
      Set<String> trained = trained(path);
      var batch =
          ImageBatch.normalised(Formula.pixels(SIZE.height(), SIZE.width()), SIZE, List.of(SIZE));
      try (TrainingStep step =
          detector.step(
              detector.prepare(path, batch, TARGETS, SEED, 0),
              new Normalisation.Batch(false),
              Frozen.NOTHING)) {
        assertEquals(trained, step.gradients().names());
        trained.forEach(parameter -> assertReached(step.gradients(), parameter));
        sgd.step(step.gradients(), 1);
      }

      Weights after = store.weights();
      for (String parameter : store.names()) {
        float[] was = before.get(parameter).data();
        float[] is = after.get(parameter).data();
        if (trained.contains(parameter)) {
          assertFalse(Arrays.equals(was, is), parameter);
        } else {
          assertArrayEquals(was, is, parameter);
        }
      }
      assertEquals(sharing == Sharing.ALONE, trainedBeside(path, all).isEmpty());
    }
  }

  private static void assertReached(Gradients gradients, String parameter) {
    boolean any = false;
    for (float value : gradients.values(parameter)) {
      assertTrue(Float.isFinite(value), parameter);
      any |= value != 0;
    }
    assertTrue(any, parameter);
  }

  /** In turn so many blocks in the stages, all but the first of each dilated. */
  private static Allocation allocation(Backbone backbone, int odd, int even) {
    List<Integer> blocks =
        IntStream.range(0, backbone.layout().stages().size())
            .mapToObj(stage -> stage % 2 == 0 ? odd : even)
            .toList();
    List<List<Integer>> dilations =
        blocks.stream()
            .map(count -> IntStream.range(0, count).mapToObj(i -> i == 0 ? 1 : 2).toList())
            .toList();
    return new Allocation(new StageAllocation(blocks), new SpatialAllocation(dilations));
  }

  private static Set<String> trained(Network features) {
    return Stream.concat(features.parameters().stream(), ARCHITECTURE.headParameters().stream())
        .filter(parameter -> parameter.role().isTrained())
        .map(Parameter::name)
        .collect(Collectors.toSet());
  }

  private static Set<String> trainedBeside(Network path, List<Network> all) {
    Set<String> beside =
        all.stream().flatMap(network -> trained(network).stream()).collect(Collectors.toSet());
    beside.removeAll(trained(path));
    return beside;
  }
}
