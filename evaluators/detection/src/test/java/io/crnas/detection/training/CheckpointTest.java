package io.crnas.detection.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crnas.detection.torch.Alive;
import io.crnas.detection.torch.Optimizer;
import io.crnas.detection.torch.ParameterStore;
import io.crnas.detection.torch.Sgd;
import io.crnas.detection.torch.Torch;
import io.crnas.spaces.weights.Tensor;
import io.crnas.spaces.weights.Weights;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
  private static final Weights WEIGHTS = weights();

  @TempDir Path folder;

  /** Outside any scope, which would free what is left to it, as a training writes it. */
  @Test
  void whatIsBroughtFromADeviceForACheckpointDoesNotStayAlive() throws Exception {
    var checkpoint = new Checkpoint(folder.resolve("a.checkpoint"), "work");
    try (Torch torch = Torch.rehearsal(1);
        var store = new ParameterStore(torch);
        Optimizer optimizer = optimizer(torch)) {
      store.load(WEIGHTS);
      optimizer.load(WEIGHTS);
      int alive = Alive.arrays(torch);
      assertEquals(4, alive, "parameters and momenta");
      long crossed = torch.crossed();
      for (int time = 1; time <= 3; time++) {
        checkpoint.write(store, optimizer, Optional.empty(), Optional.empty(), time);
        assertEquals(alive, Alive.arrays(torch), "after checkpoint " + time);
      }
      assertEquals(3 * 2 * Float.BYTES * (6 + 2), torch.crossed() - crossed);
    }
    try (Torch torch = Torch.rehearsal(1);
        var store = new ParameterStore(torch);
        Optimizer optimizer = optimizer(torch)) {
      assertEquals(3, checkpoint.load(store, optimizer, Optional.empty(), Optional.empty()));
      for (Weights read : List.of(store.weights(), optimizer.weights())) {
        for (String name : List.of("a.weight", "b.bias")) {
          assertArrayEquals(WEIGHTS.get(name).data(), read.get(name).data());
        }
      }
    }
  }

  private static Weights weights() {
    var tensors = new LinkedHashMap<String, Tensor>();
    tensors.put("a.weight", new Tensor(List.of(2, 3), new float[] {1, -2, 3, -4, 5, -6}));
    tensors.put("b.bias", new Tensor(List.of(2), new float[] {7, 8}));
    return new Weights(tensors, Map.of());
  }

  private static Optimizer optimizer(Torch torch) {
    return Optimizer.of(torch, new Sgd.Settings(0.9, 0, false, Double.POSITIVE_INFINITY));
  }
}
