package io.crnas.detection.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.crnas.detection.fixtures.ChannelsLast;
import io.crnas.detection.fixtures.Npz;
import io.crnas.framework.device.Device;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.BlockShape;
import io.crnas.spaces.Layout;
import io.crnas.spaces.Mixture;
import io.crnas.spaces.Sharing;
import io.crnas.spaces.detector.FasterRcnn;
import io.crnas.spaces.detector.Neck;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Node;
import io.crnas.spaces.weights.Tensor;
import io.crnas.spaces.weights.Weights;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The feature pyramid at odd sizes against torchvision.ops.FeaturePyramidNetwork. */
class PyramidTest {
  private static final List<Integer> SIZES = List.of(16, 32, 64, 128, 256);
  private static final List<Integer> CHANNELS = List.of(4, 6, 8, 10);

  private static final FasterRcnn NAS_FPN =
      new FasterRcnn(
          Neck.Kind.NAS_FPN, 5, 8, SIZES, List.of(1.0), 2000, 1000, 256, 512, 224, 0.05, 0.5, 100);

  /** Stages that are inputs, so that the pyramid stands alone. */
  private record Stages() implements Backbone {
    @Override
    public String canonical() {
      return "stages";
    }

    @Override
    public String name() {
      return "stages";
    }

    @Override
    public Layout layout() {
      List<Layout.Stage> stages = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        stages.add(new Layout.Stage("stage" + i, CHANNELS.get(i), 4 << i, 1, List.of(1)));
      }
      return new Layout(1, 4, stages);
    }

    @Override
    public Node stem(Graph graph, Node image) {
      throw new AssertionError("not asked for");
    }

    @Override
    public Node block(Graph graph, Node input, BlockShape shape) {
      throw new AssertionError("not asked for");
    }

    @Override
    public Network network(Mixture mixture, Graph graph, Sharing sharing) {
      var outputs = new LinkedHashMap<String, Node>();
      for (int i = 0; i < 4; i++) {
        outputs.put("C" + (i + 2), graph.input("in" + i, CHANNELS.get(i)));
      }
      return new Network(outputs);
    }
  }

  @Test
  void everyLevelIsTorchvisions() {
    Map<String, Npz.Array> expected = Npz.read("fpn.npz");
    check(
        FasterRcnn.of(5, 8, SIZES, List.of(1.0)),
        List.of("fpn.npz"),
        level ->
            Npz.get(
                expected,
                level.equals("P6")
                    ? "out_pool"
                    : "out_" + (Integer.parseInt(level.substring(1)) - 2)));
  }

  /** Of mmdetection's PAFPN on the same FPN, written down anew with torch 1.13.1. */
  @Test
  void everyLevelOfAPathAggregationIsMmdetections() {
    Map<String, Npz.Array> expected = Npz.read("pafpn.npz");
    check(
        new FasterRcnn(
            Neck.Kind.PAFPN, 5, 8, SIZES, List.of(1.0), 2000, 1000, 256, 512, 224, 0.05, 0.5, 100),
        List.of("fpn.npz", "pafpn.npz"),
        level -> Npz.get(expected, "out_" + level));
  }

  /** Of its seven cells as mmdetection has them, written down anew with torch 1.13.1. */
  @Test
  void everyLevelOfNasFpnIsItsPublishedOne() {
    Map<String, Npz.Array> expected = Npz.read("nasfpn.npz");
    check(NAS_FPN, List.of("nasfpn.npz"), level -> Npz.get(expected, "out_" + level));
  }

  /**
   * Of torch in double precision; upstream gradients are in the file. The inputs are multiplied so
   * that no two cells of a pooling are within 2e-6 of each other, where a processor's rounding
   * would decide which of them gets the gradient.
   */
  @Test
  void theGradientsOfNasFpnAreTorchs() {
    Map<String, Npz.Array> expected = Npz.read("nasfpn.npz");
    float scale = Npz.get(expected, "grad_scale").floats()[0];
    try (Torch torch = Torch.open(new Device.Cpu(), 1);
        var store = new ParameterStore(torch)) {
      store.load(weights(List.of("nasfpn.npz")));
      try (Pass pass = Pass.training(store, new Normalisation.Running())) {
        Map<String, Npz.Array> inputsOf = Npz.read("fpn.npz");
        var inputs = new LinkedHashMap<String, Value>();
        for (int i = 0; i < 4; i++) {
          inputs.put(
              "in" + i, pass.trained(pass.input(scaled(Npz.get(inputsOf, "in" + i), scale))));
        }
        Readout levels = pass.read(List.copyOf(pass.run(network(NAS_FPN), inputs).values()));
        float[] gradients = new float[levels.values().length];
        for (int level = 0; level < 5; level++) {
          float[] own = ChannelsLast.of(Npz.get(expected, "up_P" + (level + 2))).data();
          System.arraycopy(own, 0, gradients, levels.offset(level), own.length);
        }
        levels.backward(gradients);
        inputs.forEach((name, input) ->
            assertArrayEquals(
                ChannelsLast.of(Npz.get(expected, "grad_" + name)).data(),
                pass.gradient(input),
                1e-5f,
                name));
      }
    }
  }

  private static Tensor scaled(Npz.Array array, float scale) {
    Tensor tensor = ChannelsLast.of(array);
    float[] data = tensor.data().clone();
    for (int i = 0; i < data.length; i++) {
      data[i] *= scale;
    }
    return new Tensor(tensor.shape(), data);
  }

  private static Network network(FasterRcnn detector) {
    var stages = new Stages();
    return detector
        .detector(1)
        .features(stages, Allocation.of(stages.baseline()), new Graph(), Sharing.NESTED);
  }

  private static Weights weights(List<String> parameters) {
    var tensors = new LinkedHashMap<String, Tensor>();
    for (String file : parameters) {
      Npz.read(file)
          .forEach((name, array) -> {
            if (name.startsWith("param.")) {
              tensors.put(
                  "backbone.fpn." + name.substring("param.".length()),
                  new Tensor(array.shape(), array.floats()));
            }
          });
    }
    return new Weights(tensors, Map.of());
  }

  private static void check(
      FasterRcnn detector, List<String> parameters, Function<String, Npz.Array> expected) {
    Map<String, Npz.Array> inputsOf = Npz.read("fpn.npz");
    try (Torch torch = Torch.open(new Device.Cpu(), 1);
        var store = new ParameterStore(torch)) {
      store.load(weights(parameters));
      try (Pass pass = Pass.inference(store, new Normalisation.Running())) {
        var inputs = new LinkedHashMap<String, Value>();
        for (int i = 0; i < 4; i++) {
          inputs.put("in" + i, pass.input(ChannelsLast.of(Npz.get(inputsOf, "in" + i))));
        }
        Map<String, Value> levels = pass.run(network(detector), inputs);
        for (String level : List.of("P2", "P3", "P4", "P5", "P6")) {
          assertArrayEquals(
              ChannelsLast.of(expected.apply(level)).data(),
              pass.read(List.of(levels.get(level))).values(),
              2e-5f,
              level);
        }
      }
    }
  }
}
