package io.crnas.detection.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.detection.fixtures.Formula;
import io.crnas.framework.device.Device;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.ResNet;
import io.crnas.spaces.Sharing;
import io.crnas.spaces.StageAllocation;
import io.crnas.spaces.detector.Initialisation;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExecutionTest {

  /**
   * One net holds its three finer outputs and what is computed now. Where nets that begin alike
   * follow each other, every stage has one value more at most: that from which its next depth goes
   * on.
   */
  @Test
  void netsThatBeginAlikeHoldFewValuesMoreThanOne() {
    List<Network> alike = networks();
    List<Network> mixed = new ArrayList<>(alike);
    Collections.shuffle(mixed, new Random(1));
    try (Torch torch = Torch.open(new Device.Cpu(), 1);
        var store = new ParameterStore(torch)) {
      alike.forEach(network -> store.initialise(network, Initialisation.USUAL, 1));
      int one = mostHeld(store, alike.subList(0, 1));
      int together = mostHeld(store, alike);

      assertEquals(81, alike.size());
      assertTrue(together <= one + 4, together + " and " + one);
      assertTrue(mostHeld(store, mixed) > 2 * together, "the order makes no difference");
    }
  }

  /** One to three blocks a stage, the later stages changing first. */
  private static List<Network> networks() {
    ResNet backbone = ResNet.resnet18(2);
    var graph = new Graph();
    List<Network> networks = new ArrayList<>();
    for (int i = 0; i < 81; i++) {
      var stages = StageAllocation.of(1 + i / 27, 1 + i / 9 % 3, 1 + i / 3 % 3, 1 + i % 3);
      networks.add(backbone.network(Allocation.of(stages), graph, Sharing.NESTED));
    }
    return networks;
  }

  private static int mostHeld(ParameterStore store, List<Network> networks) {
    var normalisation = new Normalisation.Batch(false);
    int most = 0;
    try (Pass pass = Pass.inference(store, normalisation)) {
      var layers =
          new Layers(
              (name, _) -> store.master(name),
              (_, share) -> store.torch().scalar(store.torch().newManager(), share),
              store,
              normalisation,
              Frozen.NOTHING,
              new Products.InFloat32());
      Map<String, Value> inputs = Map.of("input", pass.input(Formula.image(64, 64)));
      var execution = new Execution(layers, networks, inputs);
      for (Network network : networks) {
        for (Node node : network.nodes()) {
          execution.run(node);
          most = Math.max(most, execution.held());
        }
        execution.release(network);
      }
      assertEquals(0, execution.held());
    }
    return most;
  }
}
