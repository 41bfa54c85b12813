package io.crnas.detection.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.detection.fixtures.Json;
import io.crnas.detection.fixtures.WithTorch;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Layer;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Node;
import io.crnas.spaces.weights.Tensor;
import io.crnas.spaces.weights.Weights;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class OptimizerTest extends WithTorch {
  private static final double UNLIMITED = Double.POSITIVE_INFINITY;

  /** A 1x1 convolution from one channel to three: its weight's gradient is what comes in. */
  private static Network layer(String name) {
    var graph = new Graph();
    Node node = graph.node(name, Layer.Conv.same(1, 3, 1, 1, 1), graph.input("x", 1));
    var outputs = new LinkedHashMap<String, Node>();
    outputs.put("y", node);
    return new Network(outputs);
  }

  private static ParameterStore store(String... names) {
    var store = new ParameterStore(torch);
    var tensors = new LinkedHashMap<String, Tensor>();
    for (String name : names) {
      tensors.put(name + ".weight", new Tensor(List.of(3, 1, 1, 1), new float[] {1, -2, 3}));
    }
    store.load(new Weights(tensors, Map.of()));
    return store;
  }

  private static double step(
      Optimizer optimizer, ParameterStore store, String name, float[] gradient, double rate) {
    try (Pass pass = Pass.training(store, new Normalisation.Running())) {
      Value one = pass.input(new Tensor(List.of(1, 1, 1, 1), new float[] {1}));
      pass.read(List.of(pass.run(layer(name), Map.of("x", one)).get("y"))).backward(gradient);
      return optimizer.step(pass.gradients(), rate);
    }
  }

  private static float[] weight(ParameterStore store, String name) {
    return store.weights().get(name + ".weight").data();
  }

  private static float[] gradient(ParameterStore store, int step) {
    float[] gradient = weight(store, "a").clone();
    for (int i = 0; i < 3; i++) {
      gradient[i] = 2 * gradient[i] + 0.1f * step;
    }
    return gradient;
  }

  @ParameterizedTest
  @CsvSource({"0,0,false", "0,1e-2,false", "0.9,0,false", "0.9,1e-2,false", "0.9,1e-2,true"})
  void inMemoryAndByTheEnginesOperationsAreTheSameBits(
      double momentum, double decay, boolean nesterov) {
    var settings = new Sgd.Settings(momentum, decay, nesterov, 0.7);
    assertSameBits(new Sgd(torch, settings, true), new Sgd(torch, settings, false));
  }

  @ParameterizedTest
  @CsvSource({"0.9,0", "0.9,1e-2", "0,1e-2"})
  void thatHoldsForAdamW(double beta1, double decay) {
    var settings = new AdamW.Settings(beta1, 0.999, decay, 0.7);
    assertSameBits(new AdamW(torch, settings, true), new AdamW(torch, settings, false));
  }

  private static void assertSameBits(Optimizer inMemory, Optimizer byOperations) {
    try (inMemory;
        byOperations;
        ParameterStore one = store("a");
        ParameterStore other = store("a")) {
      for (int step = 0; step < 20; step++) {
        step(inMemory, one, "a", gradient(one, step), 0.1 / (step + 1));
        step(byOperations, other, "a", gradient(other, step), 0.1 / (step + 1));
        assertArrayEquals(weight(other, "a"), weight(one, "a"));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "sgd,0,0,false",
    "sgd_m09,0.9,0,false",
    "sgd_m09_wd1e_2,0.9,0.01,false",
    "sgd_m09_nesterov,0.9,0,true"
  })
  void trajectoriesAreTorchs(String key, double momentum, double decay, boolean nesterov) {
    JsonNode expected = Json.read("optim.json").get(key);
    var settings = new Sgd.Settings(momentum, decay, nesterov, UNLIMITED);
    try (ParameterStore store = store("a");
        var sgd = new Sgd(torch, settings)) {
      for (int i = 0; i < expected.size(); i++) {
        step(sgd, store, "a", gradient(store, i), 0.1);
        assertArrayEquals(Json.floats(expected.get(i)), weight(store, "a"), 2e-6f);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"adam,0", "adamw_wd1e_2,0.01"})
  void trajectoriesOfAdamWAreTorchs(String key, double decay) {
    JsonNode expected = Json.read("optim.json").get(key);
    try (ParameterStore store = store("a");
        var adamW = new AdamW(torch, new AdamW.Settings(0.9, 0.999, decay, UNLIMITED))) {
      for (int i = 0; i < expected.size(); i++) {
        step(adamW, store, "a", gradient(store, i), 0.1);
        assertArrayEquals(Json.floats(expected.get(i)), weight(store, "a"), 2e-6f);
      }
    }
  }

  @Test
  void eachParameterOfAdamWCountsItsOwnSteps() {
    var settings = new AdamW.Settings(0.9, 0.999, 0.01, UNLIMITED);
    float[] gradient = {1, 2, 3};
    try (ParameterStore store = store("a", "b");
        ParameterStore alone = store("b");
        var adamW = new AdamW(torch, settings);
        var other = new AdamW(torch, settings)) {
      for (int i = 0; i < 5; i++) {
        step(adamW, store, "a", gradient, 0.1);
      }
      step(adamW, store, "b", gradient, 0.1);
      step(other, alone, "b", gradient, 0.1);
      assertArrayEquals(weight(alone, "b"), weight(store, "b"));
    }
  }

  @Test
  void reloadedMomentsOfAdamWContinueTheSameTrajectory() {
    var settings = new AdamW.Settings(0.9, 0.999, 0.01, 1);
    try (ParameterStore store = store("a");
        ParameterStore copy = store("a");
        var adamW = new AdamW(torch, settings);
        var other = new AdamW(torch, settings)) {
      step(adamW, store, "a", new float[] {1, 2, 3}, 0.1);
      copy.load(store.weights());
      other.load(adamW.weights());
      step(adamW, store, "a", new float[] {3, 2, 1}, 0.1);
      step(other, copy, "a", new float[] {3, 2, 1}, 0.1);
      assertArrayEquals(weight(store, "a"), weight(copy, "a"));
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 0"})
  void gradientsOfSeveralBatchesAreAveragedWhicheverComesFirst(int one, int other) {
    var settings = new Sgd.Settings(0, 0, false, UNLIMITED);
    List<float[]> batches = List.of(new float[] {1, 2, 3}, new float[] {3, 0, -1});
    try (ParameterStore store = store("a");
        var sgd = new Sgd(torch, settings);
        var sum = new GradientSum(store)) {
      for (int number : List.of(one, other)) {
        try (Pass pass = Pass.training(store, new Normalisation.Running())) {
          Value input = pass.input(new Tensor(List.of(1, 1, 1, 1), new float[] {1}));
          pass.read(List.of(pass.run(layer("a"), Map.of("x", input)).get("y")))
              .backward(batches.get(number));
          sum.add(number, pass.gradients());
        }
      }
      sgd.step(sum.mean(), 0.5);
      assertArrayEquals(new float[] {0, -2.5f, 2.5f}, weight(store, "a"), 1e-6f);
    }
  }

  /** By hand: the n-th value has a share of 1 - min(decay, (1 + n) / (10 + n)). */
  @Test
  void aMovingAverageForgetsWhereItBegan() {
    try (ParameterStore store = store("a");
        var average = new MovingAverage(store, 0.5)) {
      float expected = 1;
      average.add(List.of("a.weight"));
      for (int n = 1; n <= 20; n++) {
        store.load(
            new Weights(
                new LinkedHashMap<>(
                    Map.of("a.weight", new Tensor(List.of(3, 1, 1, 1), new float[] {n, 0, 0}))),
                Map.of()));
        average.add(List.of("a.weight"));
        double keep = Math.min(0.5, (1.0 + n) / (10.0 + n));
        expected += (float) (1 - keep) * (n - expected);
      }
      assertEquals(expected, average.averaged().get("a.weight").data()[0], 1e-5f);
      assertEquals(20, weight(store, "a")[0], 0);

      try (var other = new MovingAverage(store, 0.5)) {
        other.load(average.weights());
        average.add(List.of("a.weight"));
        other.add(List.of("a.weight"));
        assertArrayEquals(
            average.averaged().get("a.weight").data(), other.averaged().get("a.weight").data());
      }
    }
  }

  @Test
  void aNewLearningRateDoesNotRescaleTheMomentum() {
    try (ParameterStore store = store("a");
        var sgd = new Sgd(torch, new Sgd.Settings(0.5, 0, false, UNLIMITED))) {
      step(sgd, store, "a", new float[] {1, 1, 1}, 1);
      step(sgd, store, "a", new float[] {0, 0, 0}, 0.1);
      // torch: the momentum is 1, then 0.5; the moves are 1 and 0.05.
      assertArrayEquals(new float[] {-0.05f, -3.05f, 1.95f}, weight(store, "a"), 1e-6f);
    }
  }

  @Test
  void gradientsAreClippedByTheirNormTogether() {
    try (ParameterStore store = store("a");
        var sgd = new Sgd(torch, new Sgd.Settings(0, 0, false, 1))) {
      double norm = step(sgd, store, "a", new float[] {3, 0, -4}, 1);
      assertEquals(5, norm, 1e-6);
      assertArrayEquals(new float[] {0.4f, -2, 3.8f}, weight(store, "a"), 1e-6f);
    }
  }

  @Test
  void parametersThatDidNotTakePartStayAsTheyAreToTheBit() {
    var settings = new Sgd.Settings(0.9, 0.01, false, UNLIMITED);
    try (ParameterStore store = store("a", "b");
        var sgd = new Sgd(torch, settings)) {
      step(sgd, store, "a", new float[] {1, 2, 3}, 0.1);
      step(sgd, store, "b", new float[] {1, 2, 3}, 0.1);
      float[] weight = weight(store, "b");
      float[] momentum = sgd.weights().get("b.weight").data();
      step(sgd, store, "a", new float[] {1, 2, 3}, 0.1);
      assertArrayEquals(weight, weight(store, "b"));
      assertArrayEquals(momentum, sgd.weights().get("b.weight").data());
    }
  }

  @Test
  void reloadedMomentaContinueTheSameTrajectory() {
    var settings = new Sgd.Settings(0.9, 0.01, false, UNLIMITED);
    try (ParameterStore store = store("a");
        ParameterStore copy = store("a");
        var sgd = new Sgd(torch, settings);
        var other = new Sgd(torch, settings)) {
      step(sgd, store, "a", new float[] {1, 2, 3}, 0.1);
      copy.load(store.weights());
      other.load(sgd.weights());
      step(sgd, store, "a", new float[] {3, 2, 1}, 0.1);
      step(other, copy, "a", new float[] {3, 2, 1}, 0.1);
      assertArrayEquals(weight(store, "a"), weight(copy, "a"));
    }
  }

  @Test
  void aStoreNeverRequiresGradients() {
    try (ParameterStore store = store("a");
        var sgd = new Sgd(torch, new Sgd.Settings(0, 0, false, UNLIMITED))) {
      step(sgd, store, "a", new float[] {1, 1, 1}, 1);
      assertFalse(store.master("a.weight").hasGradient());
      assertTrue(store.names().contains("a.weight"));
    }
  }
}
