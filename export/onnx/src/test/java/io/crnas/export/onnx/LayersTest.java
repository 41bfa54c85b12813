package io.crnas.export.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.crnas.export.Exports;
import io.crnas.export.Formula;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Layer.Add;
import io.crnas.spaces.network.Layer.BatchNorm;
import io.crnas.spaces.network.Layer.ChannelShuffle;
import io.crnas.spaces.network.Layer.Concat;
import io.crnas.spaces.network.Layer.Conv;
import io.crnas.spaces.network.Layer.ConvTranspose;
import io.crnas.spaces.network.Layer.DeformConv;
import io.crnas.spaces.network.Layer.Flatten;
import io.crnas.spaces.network.Layer.GlobalAttention;
import io.crnas.spaces.network.Layer.GlobalAveragePool;
import io.crnas.spaces.network.Layer.GroupNorm;
import io.crnas.spaces.network.Layer.Linear;
import io.crnas.spaces.network.Layer.MaxPool;
import io.crnas.spaces.network.Layer.Relu;
import io.crnas.spaces.network.Layer.Relu6;
import io.crnas.spaces.network.Layer.Slice;
import io.crnas.spaces.network.Layer.Upsample;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Node;
import io.crnas.spaces.network.Shape;
import io.crnas.spaces.weights.Tensor;
import io.crnas.spaces.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Layers and graphs that a ResNet does not have. */
final class LayersTest {
  private static final double TOLERANCE = 1e-5;
  private static final OnnxSettings DEFAULTS = OnnxSettings.defaults();

  @TempDir private Path directory;
  private final Graph graph = new Graph();
  private final Node input = graph.input("input", 3);

  @ParameterizedTest
  @CsvSource({"64, 96", "97, 131", "33, 35"})
  void upsamplingTakesTheNearestCellAtAnySize(int h, int w) throws IOException {
    Node small = graph.node("pool", new MaxPool(1, 2, 0), input);
    Node up = graph.node("up", new Upsample(), small, input);
    Tensor output = run(network(Map.of("up", up)), h, w).get("up");
    assertEquals(List.of(1, 3, h, w), output.shape());
    float[] image = Formula.input(3 * h * w);
    int smallHeight = (h - 1) / 2 + 1;
    int smallWidth = (w - 1) / 2 + 1;
    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < h; y++) {
        for (int x = 0; x < w; x++) {
          // The source of torch.nn.functional.interpolate, mode "nearest".
          int from = (y * smallHeight / h) * 2 * w + (x * smallWidth / w) * 2;
          assertEquals(image[c * h * w + from], output.data()[(c * h + y) * w + x]);
        }
      }
    }
  }

  /** A last square that is not whole counts, as torch's ceil_mode has it. */
  @ParameterizedTest
  @CsvSource({"64, 96", "97, 131", "33, 36"})
  void poolingIsRoundedUp(int h, int w) throws IOException {
    Node half = graph.node("half", new MaxPool(2, 2, 0, true), input);
    Tensor output = run(network(Map.of("half", half)), h, w).get("half");
    int rows = (h + 1) / 2;
    int columns = (w + 1) / 2;
    assertEquals(List.of(1, 3, rows, columns), output.shape());
    assertEquals(new Shape(3, rows, columns), shape("half", half, h, w));
    float[] image = Formula.input(3 * h * w);
    for (int i = 0; i < 3 * rows * columns; i++) {
      int x = i % columns * 2;
      int y = i / columns % rows * 2;
      int plane = i / columns / rows * h * w;
      float most = Float.NEGATIVE_INFINITY;
      for (int cell = 0; cell < 4; cell++) {
        if (x + cell % 2 < w && y + cell / 2 < h) {
          most = Math.max(most, image[plane + (y + cell / 2) * w + x + cell % 2]);
        }
      }
      assertEquals(most, output.data()[i]);
    }
  }

  private static Shape shape(String name, Node node, int h, int w) {
    return network(Map.of(name, node)).outputShapes(new Shape(3, h, w)).get(name);
  }

  @Test
  void globalAttentionWeighsTheFirstInputByTheMeansOfTheSecond() throws IOException {
    Node active = graph.node("relu", new Relu(), input);
    Node joined = graph.node("join", new GlobalAttention(), active, input);
    int cells = 35 * 50;
    float[] output = run(network(Map.of("join", joined)), 35, 50).get("join").data();
    float[] image = Formula.input(3 * cells);
    for (int c = 0; c < 3; c++) {
      double sum = 0;
      for (int i = c * cells; i < (c + 1) * cells; i++) {
        sum += image[i];
      }
      double part = 1 / (1 + Math.exp(-sum / cells));
      for (int i = c * cells; i < (c + 1) * cells; i++) {
        assertEquals(image[i] + part * Math.max(image[i], 0), output[i], TOLERANCE);
      }
    }
  }

  @Test
  void globalAveragePoolingLeavesTheMeanOfEachChannel() throws IOException {
    Node pooled = graph.node("pool", new GlobalAveragePool(), input);
    Tensor output = run(network(Map.of("means", pooled)), 35, 50).get("means");
    assertEquals(List.of(1, 3), output.shape());
    float[] image = Formula.input(3 * 35 * 50);
    for (int c = 0; c < 3; c++) {
      double sum = 0;
      for (int i = c * 35 * 50; i < (c + 1) * 35 * 50; i++) {
        sum += image[i];
      }
      assertEquals(sum / (35 * 50), output.data()[c], TOLERANCE);
    }
  }

  @Test
  void aLinearLayerMultipliesByItsTransposedWeight() throws IOException {
    Node flat = graph.node("flatten", new Flatten(), input);
    Node linear = graph.node("fc", new Linear(3 * 32 * 32, 5), flat);
    Network network = network(Map.of("scores", linear));
    Tensor output = run(network, 32, 32).get("scores");
    assertEquals(List.of(1, 5), output.shape());
    Weights weights = Formula.weights(network);
    float[] image = Formula.input(3 * 32 * 32);
    for (int row = 0; row < 5; row++) {
      double sum = weights.get("fc.bias").data()[row];
      for (int i = 0; i < image.length; i++) {
        sum += (double) weights.get("fc.weight").data()[row * image.length + i] * image[i];
      }
      assertEquals(sum, output.data()[row], TOLERANCE * 10);
    }
  }

  /** Three groups of two channels, each normalised over the pixels of its own image. */
  @Test
  void groupsOfChannelsAreNormalised() throws IOException {
    Node six = graph.node("six", new Concat(), input, input);
    Node norm = graph.node("norm", new GroupNorm(6, 3), six);
    Network network = network(Map.of("all", norm));
    float[] scale = {1, 2, 3, 4, 5, 6};
    float[] shift = {0, -1, 1, 0.5f, 2, -3};
    var tensors = new LinkedHashMap<String, Tensor>();
    tensors.put("norm.weight", new Tensor(List.of(6), scale));
    tensors.put("norm.bias", new Tensor(List.of(6), shift));
    var weights = new Weights(tensors, Map.of());
    Path file = Exports.write(directory.resolve("net.onnx"), network, weights, DEFAULTS);
    int pixels = 33 * 40;
    float[] images = Formula.input(2 * 3 * pixels);
    Tensor output = Exports.run(file, 2, 33, 40).get("all");
    assertEquals(List.of(2, 6, 33, 40), output.shape());
    for (int image = 0; image < 2; image++) {
      for (int channel = 0; channel < 6; channel++) {
        double[] moments = moments(images, image, channel / 2 * 2, pixels);
        for (int pixel = 0; pixel < pixels; pixel += 7) {
          double value = images[(image * 3 + channel % 3) * pixels + pixel];
          double expected =
              scale[channel] * (value - moments[0]) / Math.sqrt(moments[1] + GroupNorm.EPSILON)
                  + shift[channel];
          assertEquals(
              expected, output.data()[(image * 6 + channel) * pixels + pixel], TOLERANCE * 10);
        }
      }
    }
  }

  /** Mean and variance of two channels of six, which are the image's three twice. */
  private static double[] moments(float[] images, int image, int first, int pixels) {
    double sum = 0;
    double squares = 0;
    for (int channel = first; channel < first + 2; channel++) {
      for (int pixel = 0; pixel < pixels; pixel++) {
        double value = images[(image * 3 + channel % 3) * pixels + pixel];
        sum += value;
        squares += value * value;
      }
    }
    double mean = sum / (2 * pixels);
    return new double[] {mean, squares / (2 * pixels) - mean * mean};
  }

  /** Six channels, made of the three of the image: the second three are those times 8, cut at 6. */
  @Test
  void channelsAreCutSplitJoinedAndShuffled() throws IOException {
    Node large = graph.node("large", new Conv(3, 3, 1, 1, 0, 1, 3, true), input);
    Node cut = graph.node("cut", new Relu6(), large);
    Node joined = graph.node("joined", new Concat(), input, cut);
    Node shuffled = graph.node("shuffled", new ChannelShuffle(2), joined);
    Node part = graph.node("part", new Slice(1, 5), shuffled);
    Network network = network(Map.of("all", shuffled, "part", part));
    float[] factors = {8, -8, 16};
    var tensors = new LinkedHashMap<String, Tensor>();
    tensors.put("large.weight", new Tensor(List.of(3, 1, 1, 1), factors));
    tensors.put("large.bias", new Tensor(List.of(3), new float[] {0, 1, 2}));
    var weights = new Weights(tensors, Map.of());
    Path file = Exports.write(directory.resolve("net.onnx"), network, weights, DEFAULTS);
    Map<String, Tensor> outputs = Exports.run(file, 1, 33, 40);
    int pixels = 33 * 40;
    float[] image = Formula.input(3 * pixels);
    assertEquals(List.of(1, 4, 33, 40), outputs.get("part").shape());
    // Two groups of three: first, fourth, second, fifth, third, sixth.
    int[] order = {0, 3, 1, 4, 2, 5};
    for (int c = 0; c < 6; c++) {
      int from = order[c];
      for (int i = 0; i < pixels; i++) {
        float pixel = image[from % 3 * pixels + i];
        float expected =
            from < 3 ? pixel : Math.clamp(pixel * factors[from - 3] + (from - 3), 0f, 6f);
        assertEquals(expected, outputs.get("all").data()[c * pixels + i], 1e-5f);
        if (c >= 1 && c < 5) {
          assertEquals(expected, outputs.get("part").data()[(c - 1) * pixels + i], 1e-5f);
        }
      }
    }
  }

  @Test
  void aTransposedConvolutionMakesASquareOfEveryCell() throws IOException {
    Node up = graph.node("up", new ConvTranspose(3, 2, 2), input);
    Network network = network(Map.of("up", up));
    Tensor output = run(network, 32, 34).get("up");
    assertEquals(List.of(1, 2, 64, 68), output.shape());
    Weights weights = Formula.weights(network);
    float[] image = Formula.input(3 * 32 * 34);
    for (int c = 0; c < 2; c++) {
      for (int y = 0; y < 64; y++) {
        for (int x = 0; x < 68; x++) {
          double sum = weights.get("up.bias").data()[c];
          for (int in = 0; in < 3; in++) {
            float weight = weights.get("up.weight").data()[((in * 2 + c) * 2 + y % 2) * 2 + x % 2];
            sum += (double) weight * image[(in * 32 + y / 2) * 34 + x / 2];
          }
          assertEquals(sum, output.data()[(c * 64 + y) * 68 + x], TOLERANCE);
        }
      }
    }
  }

  @Test
  void aConvolutionWithBiasAndGroupsFolds() throws IOException {
    Node conv = graph.node("conv", new Conv(3, 6, 3, 2, 3, 3, 3, true), input);
    Node norm = graph.node("bn", new BatchNorm(6, 1e-3), conv);
    Network network = network(Map.of("out", graph.node("relu", new Relu(), norm)));
    assertEquals(List.of("Conv", "Relu"), types(network, true));
    assertEquals(List.of("Conv", "BatchNormalization", "Relu"), types(network, false));
    assertAgree(network);
  }

  @Test
  void aConvolutionThatOthersReadIsNotFolded() throws IOException {
    Node conv = graph.node("conv", Conv.same(3, 3, 3, 1, 1), input);
    Node norm = graph.node("bn", new BatchNorm(3), conv);
    Network read = network(Map.of("out", graph.node("add", new Add(), conv, norm)));
    assertEquals(List.of("Conv", "BatchNormalization", "Add"), types(read, true));
    Network shown = network(Map.of("out", norm, "raw", conv));
    assertTrue(types(shown, true).contains("BatchNormalization"));
    assertAgree(shown);
  }

  @Test
  void oneWeightBeforeTwoNormalisationsIsNotFolded() throws IOException {
    Node first = graph.node("conv", Conv.same(3, 3, 3, 1, 1), input);
    Node second = graph.node("conv", Conv.same(3, 3, 3, 1, 2), input);
    Network network =
        network(
            Map.of(
                "one", graph.node("bn1", new BatchNorm(3), first),
                "two", graph.node("bn2", new BatchNorm(3), second)));
    assertEquals(2, types(network, true).stream().filter("BatchNormalization"::equals).count());
    assertAgree(network);
  }

  @Test
  void oneModuleUsedTwiceSharesItsFoldedWeight() throws IOException {
    Node first = graph.node("conv", Conv.same(3, 3, 3, 1, 1), input);
    Node once = graph.node("bn", new BatchNorm(3), first);
    Node second = graph.node("conv", Conv.same(3, 3, 3, 1, 1), once);
    Node twice = graph.node("bn", new BatchNorm(3), second);
    Network network = network(Map.of("out", twice));
    assertEquals(List.of("Conv", "Conv"), types(network, true));
    ModelProto model = model(network, true);
    assertEquals(2, model.getGraph().getInitializerCount());
    assertEquals(
        List.of("conv", "conv/2"),
        model.getGraph().getNodeList().stream().map(NodeProto::getName).toList());
    assertAgree(network);
  }

  @Test
  void oneNodeUnderTwoOutputNamesIsGivenTwice() throws IOException {
    Node relu = graph.node("relu", new Relu(), input);
    Map<String, Tensor> outputs = run(network(Map.of("a", relu, "b", relu)), 32, 32);
    assertEquals(0, Exports.distance(outputs.get("a"), outputs.get("b")));
  }

  /**
   * All taps read half a pixel further down and two further to the right. Interpolation is linear,
   * so cells off the edges are means of two of a plain convolution.
   */
  @ParameterizedTest
  @ValueSource(ints = {16, 17, 18, 19, 21, 22})
  void deformableConvolutionsReadWhereTheyAreTold(int opset) throws IOException {
    Conv conv = new Conv(3, 5, 3, 1, 2, 2, 1, false);
    Network deformed = network(Map.of("y", graph.node("conv", new DeformConv(conv), input)));
    Network plain = network(Map.of("y", graph.node("conv", conv, input)));
    var tensors = new LinkedHashMap<>(Formula.weights(plain).tensors());
    tensors.put("conv.conv_offset.weight", new Tensor(List.of(18, 3, 3, 3), new float[18 * 3 * 9]));
    float[] offsets = new float[18];
    for (int i = 0; i < 18; i += 2) {
      offsets[i] = 0.5f;
      offsets[i + 1] = 2;
    }
    tensors.put("conv.conv_offset.bias", new Tensor(List.of(18), offsets));
    var weights = new Weights(tensors, Map.of());
    OnnxSettings settings = DEFAULTS.withVersions(opset, 9);
    float[] expected = one(Exports.write(directory.resolve("0.onnx"), plain, weights, settings));
    float[] found = one(Exports.write(directory.resolve("1.onnx"), deformed, weights, settings));
    int h = 40;
    int w = 44;
    for (int channel = 0; channel < 5; channel++) {
      for (int y = 2; y < h - 3; y++) {
        for (int x = 2; x < w - 4; x++) {
          int cell = (channel * h + y) * w + x;
          double mean = (expected[cell + 2] + expected[cell + w + 2]) / 2;
          assertEquals(mean, found[cell], TOLERANCE);
        }
      }
    }
  }

  private static float[] one(Path file) throws IOException {
    return Exports.run(file, 1, 40, 44).get("y").data();
  }

  /** At the edges, too, with strides, groups and batches. */
  @ParameterizedTest
  @CsvSource({
    "1, 1, 1, false",
    "2, 3, 1, false",
    "2, 1, 3, false",
    "1, 2, 1, true",
    "2, 1, 3, true"
  })
  void deformableConvolutionsAreTheSameOfAllVersions(
      int stride, int dilation, int groups, boolean modulated) throws IOException {
    var plain = new Conv(3, 6, 3, stride, dilation, dilation, groups, false);
    var conv = new DeformConv(plain, modulated);
    Network network = network(Map.of("y", graph.node("conv", conv, input)));
    List<Tensor> outputs = new ArrayList<>();
    for (int opset : List.of(17, 19)) {
      Path file = directory.resolve(opset + ".onnx");
      Exports.write(file, network, DEFAULTS.withVersions(opset, 9));
      outputs.add(Exports.run(file, 2, 37, 45).get("y"));
    }
    assertEquals(outputs.getFirst().shape(), outputs.getLast().shape());
    assertTrue(Exports.distance(outputs.getLast(), outputs.getFirst()) <= TOLERANCE);
  }

  /** Where nothing is told, masks are the sigmoid of 0. */
  @ParameterizedTest
  @ValueSource(ints = {17, 19})
  void masksMultiplyWhatIsRead(int opset) throws IOException {
    Conv conv = new Conv(3, 5, 3, 1, 2, 2, 1, false);
    Network masked = network(Map.of("y", graph.node("conv", new DeformConv(conv, true), input)));
    Network plain = network(Map.of("y", graph.node("conv", conv, input)));
    var tensors = new LinkedHashMap<>(Formula.weights(plain).tensors());
    tensors.put("conv.conv_offset.weight", new Tensor(List.of(27, 3, 3, 3), new float[27 * 3 * 9]));
    tensors.put("conv.conv_offset.bias", new Tensor(List.of(27), new float[27]));
    var weights = new Weights(tensors, Map.of());
    OnnxSettings settings = DEFAULTS.withVersions(opset, 9);
    float[] whole = one(Exports.write(directory.resolve("0.onnx"), plain, weights, settings));
    float[] half = one(Exports.write(directory.resolve("1.onnx"), masked, weights, settings));
    for (int i = 0; i < whole.length; i++) {
      assertEquals(whole[i] / 2, half[i], TOLERANCE);
    }
  }

  @Test
  void anOpsetThatSamplesNothingIsRefusedForADeformableConvolution() {
    Network network =
        network(Map.of("y", graph.node("conv", new DeformConv(Conv.same(3, 6, 3, 1, 1)), input)));
    Path file = directory.resolve("15.onnx");
    var e =
        assertThrows(
            InvalidInputException.class,
            () -> Exports.write(file, network, DEFAULTS.withVersions(15, 8)));
    assertTrue(e.getMessage().contains("at least 16"), e::getMessage);
  }

  @Test
  void aSecondInputIsRefused() {
    Node other = graph.input("other", 3);
    Network network = network(Map.of("out", graph.node("add", new Add(), input, other)));
    var e = assertThrows(IllegalArgumentException.class, () -> types(network, true));
    assertTrue(e.getMessage().startsWith("expected a network with one input"), e.getMessage());
  }

  private static Network network(Map<String, Node> outputs) {
    return new Network(new LinkedHashMap<>(new TreeMap<>(outputs)));
  }

  private Path write(Network network, boolean fold) throws IOException {
    return Exports.write(
        directory.resolve(fold + ".onnx"),
        network,
        OnnxSettings.defaults().withFoldBatchNorm(fold));
  }

  private Map<String, Tensor> run(Network network, int h, int w) throws IOException {
    return Exports.run(write(network, true), 1, h, w);
  }

  private ModelProto model(Network network, boolean fold) throws IOException {
    return ModelProto.parseFrom(Files.readAllBytes(write(network, fold)));
  }

  private List<String> types(Network network, boolean fold) throws IOException {
    return model(network, fold).getGraph().getNodeList().stream()
        .map(NodeProto::getOpType)
        .toList();
  }

  private void assertAgree(Network network) throws IOException {
    Map<String, Tensor> folded = Exports.run(write(network, true), 1, 40, 44);
    Map<String, Tensor> plain = Exports.run(write(network, false), 1, 40, 44);
    for (String name : network.outputs().keySet()) {
      assertTrue(Exports.distance(plain.get(name), folded.get(name)) <= TOLERANCE, name);
    }
  }
}
