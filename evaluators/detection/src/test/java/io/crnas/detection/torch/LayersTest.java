package io.crnas.detection.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crnas.detection.fixtures.ChannelsLast;
import io.crnas.detection.fixtures.Npz;
import io.crnas.detection.fixtures.WithTorch;
import io.crnas.spaces.detector.Initialisation;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Layer;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Node;
import io.crnas.spaces.weights.Tensor;
import io.crnas.spaces.weights.Weights;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Single layers against Python torch. */
class LayersTest extends WithTorch {
  private static Network network(Layer layer, int channels) {
    var graph = new Graph();
    return network(graph.node("layer", layer, graph.input("x", channels)));
  }

  private static Network network(Node node) {
    var outputs = new LinkedHashMap<String, Node>();
    outputs.put("y", node);
    return new Network(outputs);
  }

  private static ParameterStore store(Map<String, Npz.Array> arrays, Map<String, String> names) {
    var tensors = new LinkedHashMap<String, Tensor>();
    names.forEach((name, key) -> {
      Npz.Array array = Npz.get(arrays, key);
      tensors.put(name, new Tensor(array.shape(), array.floats()));
    });
    var store = new ParameterStore(torch);
    store.load(new Weights(tensors, Map.of()));
    return store;
  }

  @ParameterizedTest
  @CsvSource({"1,1", "1,2", "1,3", "2,1", "2,2", "2,3"})
  void dilatedConvolutionsAndTheirGradientsAreTorchs(int stride, int dilation) {
    Map<String, Npz.Array> fixture = Npz.read("conv_dilated.npz");
    String key = "s" + stride + "_d" + dilation;
    var layer = new Layer.Conv(4, 6, 3, stride, dilation, dilation, 1, false);
    try (ParameterStore store = store(fixture, Map.of("layer.weight", "w"));
        Pass pass = Pass.training(store, new Normalisation.Running())) {
      Value x = pass.trained(pass.input(ChannelsLast.of(Npz.get(fixture, "x"))));
      Readout y = pass.read(List.of(pass.run(network(layer, 4), Map.of("x", x)).get("y")));
      Npz.Array expected = Npz.get(fixture, key);
      assertArrayEquals(ChannelsLast.of(expected).data(), y.values(), 2e-5f);

      float[] upstream = new float[y.values().length];
      for (int i = 0; i < upstream.length; i++) {
        upstream[i] = (float) Math.cos(i);
      }
      y.backward(ChannelsLast.of(upstream, expected.shape()));
      assertArrayEquals(
          ChannelsLast.of(Npz.get(fixture, key + "_gx")).data(), pass.gradient(x), 5e-5f);
      assertArrayEquals(
          Npz.get(fixture, key + "_gw").floats(), pass.gradients().values("layer.weight"), 2e-4f);
    }
  }

  /** torchvision's deform_conv2d, with the offsets of a convolution of the same image. */
  @ParameterizedTest
  @CsvSource({
    "1, 1, 1, false",
    "1, 2, 1, false",
    "2, 1, 1, false",
    "2, 3, 1, false",
    "1, 1, 2, false",
    "1, 1, 1, true",
    "2, 3, 1, true",
    "1, 1, 2, true"
  })
  void deformableConvolutionsAndTheirGradientsAreTorchvisions(
      int stride, int dilation, int groups, boolean modulated) {
    Map<String, Npz.Array> fixture = Npz.read("deform.npz");
    String key = (modulated ? "m" : "s") + stride + "_d" + dilation + "_g" + groups;
    var conv = new Layer.Conv(4, 6, 3, stride, dilation, dilation, groups, false);
    var layer = new Layer.DeformConv(conv, modulated);
    var names = new LinkedHashMap<String, String>();
    names.put("layer.weight", "w" + groups);
    names.put("layer.conv_offset.weight", modulated ? "mw" : "ow");
    names.put("layer.conv_offset.bias", modulated ? "mb" : "ob");
    try (ParameterStore store = store(fixture, names);
        Pass pass = Pass.training(store, new Normalisation.Running())) {
      Value x = pass.trained(pass.input(ChannelsLast.of(Npz.get(fixture, "x"))));
      Readout y = pass.read(List.of(pass.run(network(layer, 4), Map.of("x", x)).get("y")));
      Npz.Array expected = Npz.get(fixture, key);
      assertNear(ChannelsLast.of(expected).data(), y.values());

      float[] upstream = new float[y.values().length];
      for (int i = 0; i < upstream.length; i++) {
        upstream[i] = (float) Math.cos(i);
      }
      y.backward(ChannelsLast.of(upstream, expected.shape()));
      assertNear(ChannelsLast.of(Npz.get(fixture, key + "_gx")).data(), pass.gradient(x));
      Gradients gradients = pass.gradients();
      names.forEach((name, array) -> {
        String gradient = key + "_g" + (array.startsWith("w") ? "w" : array);
        assertNear(Npz.get(fixture, gradient).floats(), gradients.values(name));
      });
    }
  }

  /** To 1e-5 of the greatest number. */
  private static void assertNear(float[] expected, float[] found) {
    float greatest = 1;
    for (float number : expected) {
      greatest = Math.max(greatest, Math.abs(number));
    }
    assertArrayEquals(expected, found, 1e-5f * greatest);
  }

  @ParameterizedTest
  @CsvSource({"1,1", "1,2", "1,3", "2,1", "2,2", "2,3"})
  void depthwiseConvolutionsAreTorchs(int stride, int dilation) {
    Map<String, Npz.Array> fixture = Npz.read("conv_dilated.npz");
    var layer = new Layer.Conv(4, 4, 3, stride, dilation, dilation, 4, false);
    try (ParameterStore store = store(fixture, Map.of("layer.weight", "w_dw"));
        Pass pass = Pass.inference(store, new Normalisation.Running())) {
      Value x = pass.input(ChannelsLast.of(Npz.get(fixture, "x")));
      Readout y = pass.read(List.of(pass.run(network(layer, 4), Map.of("x", x)).get("y")));
      assertArrayEquals(
          ChannelsLast.of(Npz.get(fixture, "s" + stride + "_d" + dilation + "_dw")).data(),
          y.values(),
          2e-5f);
    }
  }

  /** The layers of MobileNetV2, ShuffleNetV2 and the mask head, with their gradients. */
  static Stream<Arguments> layers() {
    return Stream.of(
        Arguments.of("relu6", new Layer.Relu6()),
        Arguments.of("concat", new Layer.Concat()),
        Arguments.of("slice", new Layer.Slice(2, 5)),
        Arguments.of("shuffle", new Layer.ChannelShuffle(2)),
        Arguments.of("shuffle3", new Layer.ChannelShuffle(3)),
        Arguments.of("transpose", new Layer.ConvTranspose(6, 4, 2)));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void valuesAndGradientsAreTorchs(String key, Layer layer) {
    Map<String, Npz.Array> fixture = Npz.read("layers.npz");
    var graph = new Graph();
    Node x = graph.input("x", 6);
    Network network =
        network(
            layer.arity() == 1
                ? graph.node("layer", layer, x)
                : graph.node("layer", layer, x, graph.input("z", 3)));
    try (ParameterStore store = store(fixture, Map.of("layer.weight", "w", "layer.bias", "b"));
        Pass pass = Pass.training(store, new Normalisation.Running())) {
      Value first = pass.trained(pass.input(ChannelsLast.of(Npz.get(fixture, "x"))));
      Value second = pass.trained(pass.input(ChannelsLast.of(Npz.get(fixture, "z"))));
      Readout y = pass.read(List.of(pass.run(network, Map.of("x", first, "z", second)).get("y")));
      Npz.Array expected = Npz.get(fixture, key);
      assertArrayEquals(ChannelsLast.of(expected).data(), y.values(), 2e-5f);

      float[] upstream = new float[y.values().length];
      for (int i = 0; i < upstream.length; i++) {
        upstream[i] = (float) Math.cos(i);
      }
      y.backward(ChannelsLast.of(upstream, expected.shape()));
      assertGradient(fixture, key + "_g0", pass.gradient(first));
      switch (layer) {
        case Layer.Concat _ -> assertGradient(fixture, key + "_g1", pass.gradient(second));
        case Layer.ConvTranspose _ -> {
          assertArrayEquals(
              Npz.get(fixture, key + "_g1").floats(),
              pass.gradients().values("layer.weight"),
              2e-4f);
          assertArrayEquals(
              Npz.get(fixture, key + "_g2").floats(), pass.gradients().values("layer.bias"), 2e-4f);
        }
        case Layer _ -> assertEquals(1, layer.arity());
      }
    }
  }

  private static void assertGradient(
      Map<String, Npz.Array> fixture, String key, float[] channelsLast) {
    assertArrayEquals(ChannelsLast.of(Npz.get(fixture, key)).data(), channelsLast, 5e-5f);
  }

  /** As in MobileNetV2: the first of a stage's blocks ends in a norm that two nodes read. */
  @Test
  void aSumLeavesWhatAnEarlierConvolutionNeedsForItsGradient() {
    Map<String, Npz.Array> fixture = Npz.read("batchnorm.npz");
    var graph = new Graph();
    Node norm = graph.node("layer", new Layer.BatchNorm(5), graph.input("x", 5));
    Node conv = graph.node("conv", Layer.Conv.same(5, 1, 1, 1, 1), norm);
    Node wide = graph.node("wide", Layer.Conv.same(1, 5, 1, 1, 1), conv);
    Network network = network(graph.node("sum", new Layer.Add(), norm, wide));
    try (ParameterStore store = batchNorm(fixture)) {
      var tensors = new LinkedHashMap<String, Tensor>();
      tensors.put("conv.weight", new Tensor(List.of(1, 5, 1, 1), new float[5]));
      tensors.put("wide.weight", new Tensor(List.of(5, 1, 1, 1), new float[] {1, 0, 0, 0, 0}));
      store.load(new Weights(tensors, Map.of()));
      try (Pass pass = Pass.training(store, new Normalisation.Running())) {
        Value x = pass.input(ChannelsLast.of(Npz.get(fixture, "x")));
        Readout y = pass.read(List.of(pass.run(network, Map.of("x", x)).get("y")));
        float[] ones = new float[y.values().length];
        Arrays.fill(ones, 1);
        y.backward(ones);

        float[] normalised = ChannelsLast.of(Npz.get(fixture, "frozen")).data();
        double[] sums = new double[5];
        for (int i = 0; i < normalised.length; i++) {
          sums[i % 5] += normalised[i];
        }
        float[] gradient = pass.gradients().values("conv.weight");
        for (int c = 0; c < 5; c++) {
          assertEquals(sums[c], gradient[c], 1e-4);
        }
      }
    }
  }

  /** A sum that may not be put where a slice still looks. */
  @Test
  void aSliceKeepsItsNumbersWhenWhatItWasTakenFromIsAddedTo() {
    Map<String, Npz.Array> fixture = Npz.read("batchnorm.npz");
    var graph = new Graph();
    Node norm = graph.node("layer", new Layer.BatchNorm(5), graph.input("x", 5));
    Node slice = graph.node("slice", new Layer.Slice(1, 3), norm);
    Node sum = graph.node("sum", new Layer.Add(), norm, graph.node("relu", new Layer.Relu(), norm));
    var outputs = new LinkedHashMap<String, Node>();
    outputs.put("slice", slice);
    outputs.put("sum", sum);
    try (ParameterStore store = batchNorm(fixture);
        Pass pass = Pass.inference(store, new Normalisation.Running())) {
      Value x = pass.input(ChannelsLast.of(Npz.get(fixture, "x")));
      Map<String, Value> values = pass.run(new Network(outputs), Map.of("x", x));
      float[] sliced = pass.read(List.of(values.get("slice"))).values();
      float[] all = ChannelsLast.of(Npz.get(fixture, "frozen")).data();
      for (int i = 0; i < sliced.length; i++) {
        assertEquals(all[i / 2 * 5 + 1 + i % 2], sliced[i], 1e-5f);
      }
    }
  }

  private static ParameterStore batchNorm(Map<String, Npz.Array> fixture) {
    return store(
        fixture,
        Map.of(
            "layer.weight", "weight",
            "layer.bias", "bias",
            "layer.running_mean", "mean",
            "layer.running_var", "var"));
  }

  private static float[] normalised(
      ParameterStore store, Npz.Array x, Network network, Normalisation normalisation) {
    return normalised(store, ChannelsLast.of(x), network, normalisation);
  }

  private static float[] normalised(
      ParameterStore store, Tensor x, Network network, Normalisation normalisation) {
    try (Pass pass = Pass.inference(store, normalisation)) {
      Value input = pass.input(x);
      return pass.read(List.of(pass.run(network, Map.of("x", input)).get("y"))).values();
    }
  }

  @Test
  void frozenBatchNormIsTorchvisions() {
    Map<String, Npz.Array> fixture = Npz.read("batchnorm.npz");
    try (ParameterStore store = batchNorm(fixture)) {
      float[] y =
          normalised(
              store,
              Npz.get(fixture, "x"),
              network(new Layer.BatchNorm(5), 5),
              new Normalisation.Running());
      assertArrayEquals(ChannelsLast.of(Npz.get(fixture, "frozen")).data(), y, 1e-5f);
    }
  }

  /** The fixture's running statistics began at mean 0 and variance 1, torch's defaults. */
  @Test
  void trainingBatchNormAndItsNewRunningStatisticsAreTorchs() {
    Map<String, Npz.Array> fixture = Npz.read("batchnorm.npz");
    Network network = network(new Layer.BatchNorm(5), 5);
    try (ParameterStore store = new ParameterStore(torch)) {
      store.initialise(network, Initialisation.USUAL, 1);
      var tensors = new LinkedHashMap<String, Tensor>();
      tensors.put("layer.weight", new Tensor(List.of(5), Npz.get(fixture, "weight").floats()));
      tensors.put("layer.bias", new Tensor(List.of(5), Npz.get(fixture, "bias").floats()));
      store.load(new Weights(tensors, Map.of()));
      float[] y = normalised(store, Npz.get(fixture, "x"), network, new Normalisation.Batch(true));
      assertArrayEquals(ChannelsLast.of(Npz.get(fixture, "train")).data(), y, 1e-5f);
      assertArrayEquals(
          Npz.get(fixture, "train_new_mean").floats(),
          store.weights().get("layer.running_mean").data(),
          1e-6f);
      assertArrayEquals(
          Npz.get(fixture, "train_new_var").floats(),
          store.weights().get("layer.running_var").data(),
          1e-6f);
    }
  }

  @Test
  void batchStatisticsLeaveTheRunningOnesWhenNotAsked() {
    Map<String, Npz.Array> fixture = Npz.read("batchnorm.npz");
    try (ParameterStore store = batchNorm(fixture)) {
      float[] y =
          normalised(
              store,
              Npz.get(fixture, "x"),
              network(new Layer.BatchNorm(5), 5),
              new Normalisation.Batch(false));
      assertArrayEquals(ChannelsLast.of(Npz.get(fixture, "train")).data(), y, 1e-5f);
      assertArrayEquals(
          Npz.get(fixture, "mean").floats(), store.weights().get("layer.running_mean").data());
    }
  }

  @Test
  void gatheredStatisticsBelongToTheNodeAndAverageTheBatches() {
    Map<String, Npz.Array> fixture = Npz.read("batchnorm.npz");
    var graph = new Graph();
    Node x = graph.input("x", 5);
    // Two nodes of one parameter name: the second sees max(x, 0).
    Network plain = network(graph.node("layer", new Layer.BatchNorm(5), x));
    Network positive =
        network(graph.node("layer", new Layer.BatchNorm(5), graph.node("r", new Layer.Relu(), x)));
    try (ParameterStore store = batchNorm(fixture);
        NodeStatistics statistics = new NodeStatistics(torch)) {
      Tensor once = ChannelsLast.of(Npz.get(fixture, "x"));
      for (Tensor input : List.of(once, tripled(once))) {
        NodeStatistics batch = statistics.newBatch();
        normalised(store, input, plain, new Normalisation.Gather(batch));
        normalised(store, input, positive, new Normalisation.Gather(batch));
        statistics.add(batch);
      }
      // torch moved a tenth of the way from 0 and from 1. Of once and thrice a number the mean is
      // twice, and that of the squares five times.
      float[] newMean = Npz.get(fixture, "train_new_mean").floats();
      float[] newVariance = Npz.get(fixture, "train_new_var").floats();
      Weights own = statistics.weights(plain);
      Weights other = statistics.weights(positive);
      for (int c = 0; c < 5; c++) {
        assertEquals(2 * 10 * newMean[c], own.get("layer.running_mean").data()[c], 1e-6);
        assertEquals(5 * 10 * (newVariance[c] - 0.9), own.get("layer.running_var").data()[c], 5e-5);
        float positiveMean = other.get("layer.running_mean").data()[c];
        assertEquals(true, positiveMean > 2 * 10 * newMean[c]);
      }
      assertArrayEquals(
          Npz.get(fixture, "mean").floats(), store.weights().get("layer.running_mean").data());
    }
  }

  private static Tensor tripled(Tensor tensor) {
    float[] data = tensor.data().clone();
    for (int i = 0; i < data.length; i++) {
      data[i] *= 3;
    }
    return new Tensor(tensor.shape(), data);
  }
}
