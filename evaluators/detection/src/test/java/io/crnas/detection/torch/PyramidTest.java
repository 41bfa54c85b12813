package io.crnas.detection.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.crnas.detection.fixtures.ChannelsLast;
import io.crnas.detection.fixtures.Npz;
import io.crnas.framework.device.Device;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.BlockShape;
import io.crnas.spaces.Layout;
import io.crnas.spaces.Sharing;
import io.crnas.spaces.detector.FasterRcnn;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Node;
import io.crnas.spaces.weights.Tensor;
import io.crnas.spaces.weights.Weights;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The feature pyramid at odd sizes against torchvision.ops.FeaturePyramidNetwork. */
class PyramidTest {
  private static final List<Integer> CHANNELS = List.of(4, 6, 8, 10);

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
    public Network network(Allocation allocation, Graph graph, Sharing sharing) {
      var outputs = new LinkedHashMap<String, Node>();
      for (int i = 0; i < 4; i++) {
        outputs.put("C" + (i + 2), graph.input("in" + i, CHANNELS.get(i)));
      }
      return new Network(outputs);
    }
  }

  @Test
  void everyLevelIsTorchvisions() {
    Map<String, Npz.Array> fixture = Npz.read("fpn.npz");
    var stages = new Stages();
    Network network =
        FasterRcnn.of(5, 8, List.of(16, 32, 64, 128, 256), List.of(1.0))
            .detector(1)
            .features(stages, Allocation.of(stages.baseline()), new Graph(), Sharing.NESTED);
    var tensors = new LinkedHashMap<String, Tensor>();
    fixture.forEach((name, array) -> {
      if (name.startsWith("param.")) {
        tensors.put(
            "backbone.fpn." + name.substring("param.".length()),
            new Tensor(array.shape(), array.floats()));
      }
    });
    try (Torch torch = Torch.open(new Device.Cpu(), 1);
        var store = new ParameterStore(torch)) {
      store.load(new Weights(tensors, Map.of()));
      try (Pass pass = Pass.inference(store, new Normalisation.Running())) {
        var inputs = new LinkedHashMap<String, Value>();
        for (int i = 0; i < 4; i++) {
          inputs.put("in" + i, pass.input(ChannelsLast.of(Npz.get(fixture, "in" + i))));
        }
        Map<String, Value> levels = pass.run(network, inputs);
        for (String level : List.of("P2", "P3", "P4", "P5", "P6")) {
          String key =
              level.equals("P6") ? "out_pool" : "out_" + (Integer.parseInt(level.substring(1)) - 2);
          assertArrayEquals(
              ChannelsLast.of(Npz.get(fixture, key)).data(),
              pass.read(List.of(levels.get(level))).values(),
              2e-5f,
              level);
        }
      }
    }
  }
}
