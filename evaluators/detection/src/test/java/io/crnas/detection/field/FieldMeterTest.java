package io.crnas.detection.field;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.detection.data.Image;
import io.crnas.detection.data.Pictures;
import io.crnas.detection.data.PixelNormalisation;
import io.crnas.detection.data.Preparation;
import io.crnas.detection.data.Resize;
import io.crnas.detection.fixtures.Npz;
import io.crnas.detection.fixtures.WithTorch;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.progress.Progress;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.ResNet;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Layer;
import io.crnas.spaces.network.Layer.Conv;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Node;
import io.crnas.spaces.network.Parameter;
import io.crnas.spaces.network.ReceptiveField;
import io.crnas.spaces.weights.Tensor;
import io.crnas.spaces.weights.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FieldMeterTest extends WithTorch {
  private static final Weights NOTHING = new Weights(new LinkedHashMap<>(), Map.of());

  private static Image noise(ImageSize size, long seed) {
    byte[] planes = new byte[3 * size.height() * size.width()];
    new Random(seed).nextBytes(planes);
    return Image.of(size.width(), size.height(), planes);
  }

  private static FieldMeter meter(List<Image> images, ImageSize size) {
    var preparation =
        new Preparation(
            new Resize.Fixed(size),
            new PixelNormalisation(List.of(0.0, 0.0, 0.0), List.of(1.0, 1.0, 1.0)));
    return new FieldMeter(torch, new Pictures("images", images), preparation, size);
  }

  private static FieldMeter meterOfNoise(int side) {
    var size = new ImageSize(side, side);
    return meter(List.of(noise(size, 1)), size);
  }

  /** Convolutions after one another whose weights are all the same positive number. */
  private static Network stack(List<Conv> convolutions) {
    var graph = new Graph();
    Node x = graph.input("input", 3);
    for (int i = 0; i < convolutions.size(); i++) {
      x = graph.node("conv" + i, convolutions.get(i), x);
    }
    return new Network(new LinkedHashMap<>(Map.of("end", x)));
  }

  private static Weights uniform(Network network) {
    var tensors = new LinkedHashMap<String, Tensor>();
    for (Parameter parameter : network.parameters()) {
      float[] values = new float[Math.toIntExact(parameter.size())];
      Arrays.fill(values, 1f / 9);
      tensors.put(parameter.name(), new Tensor(parameter.shape(), values));
    }
    return new Weights(tensors, Map.of());
  }

  private static EffectiveField ofUniform(Network network, int side) throws InterruptedException {
    return meterOfNoise(side)
        .ofTrained("a stack", network, uniform(network), Progress.silent())
        .firstEntry()
        .getValue();
  }

  /** A box that is convolved with itself again and again becomes a Gaussian. */
  @Test
  void aStackOfUniformKernelsHasTheFieldOfClosedForm() throws InterruptedException {
    int depth = 16;
    List<Conv> convolutions = new ArrayList<>(List.of(Conv.same(3, 1, 3, 1, 1)));
    while (convolutions.size() < depth) {
      convolutions.add(Conv.same(1, 1, 3, 1, 1));
    }
    EffectiveField field = ofUniform(stack(convolutions), 64);
    double[] line = {1};
    for (int i = 0; i < depth; i++) {
      double[] longer = new double[line.length + 2];
      for (int j = 0; j < line.length; j++) {
        for (int tap = 0; tap < 3; tap++) {
          longer[j + tap] += line[j] / 3;
        }
      }
      line = longer;
    }
    assertEquals(2 * depth + 1, field.theoretical().height());
    for (int y = 0; y < 64; y++) {
      for (int x = 0; x < 64; x++) {
        int row = y - field.theoretical().top();
        int column = x - field.theoretical().left();
        boolean inside = row >= 0 && row < line.length && column >= 0 && column < line.length;
        double expected = inside ? line[row] * line[column] : 0;
        assertEquals(expected, field.share(y, x), 1e-5 * expected);
      }
    }
    // Each kernel adds (3 * 3 - 1) / 12 to the variance; circles grow by whole pixels.
    double deviation = Math.sqrt(depth * 8 / 12.0);
    assertEquals(2 * deviation, field.radius(), 0.35);
  }

  @Test
  void theTheoreticalFieldIsWhereTheGradientEndsWhateverTheStridesAndDilations()
      throws InterruptedException {
    Network network =
        stack(
            List.of(
                Conv.same(3, 1, 7, 2, 1),
                Conv.same(1, 1, 3, 1, 3),
                Conv.same(1, 1, 3, 2, 2),
                Conv.same(1, 1, 3, 1, 3)));
    EffectiveField field = ofUniform(network, 128);
    ReceptiveField theoretical = field.theoretical();
    // 6, then 2 * dilation at the strides 2, 2 and 4.
    assertEquals(1 + 6 + 2 * 6 + 2 * 4 + 4 * 6, theoretical.width());
    assertEquals((theoretical.left() + theoretical.right()) / 2, field.column());
    for (int y = 0; y < 128; y++) {
      for (int x = 0; x < 128; x++) {
        boolean inside =
            y >= theoretical.top()
                && y <= theoretical.bottom()
                && x >= theoretical.left()
                && x <= theoretical.right();
        assertTrue(inside || field.share(y, x) == 0, y + ", " + x);
      }
    }
    assertTrue(field.share(theoretical.top(), theoretical.left()) > 0);
    assertTrue(field.share(theoretical.bottom(), theoretical.right()) > 0);
  }

  /** receptive_field.py is beside the fixture; torch 1.13.1. */
  @Test
  void gradientsOfANetWithPyramidAndDilationAreThoseOfTorchsAutograd() throws InterruptedException {
    Map<String, Npz.Array> fixture = Npz.read("receptive_field.npz");
    var tensors = new LinkedHashMap<String, Tensor>();
    fixture.forEach((name, array) -> {
      if (name.startsWith("net.")) {
        tensors.put(name.substring("net.".length()), new Tensor(array.shape(), array.floats()));
      }
    });
    int[] pixels = Npz.get(fixture, "images").ints();
    var size = new ImageSize(32, 48);
    List<Image> images = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      byte[] planes = new byte[3 * 32 * 48];
      for (int j = 0; j < planes.length; j++) {
        planes[j] = (byte) pixels[i * planes.length + j];
      }
      images.add(Image.of(48, 32, planes));
    }
    meter(images, size)
        .ofTrained("net", fixtureNet(), new Weights(tensors, Map.of()), Progress.silent())
        .forEach((level, field) -> {
          float[] expected = Npz.get(fixture, level).floats();
          for (int i = 0; i < expected.length; i++) {
            // Shares of 1,536 pixels are about 1e-3.
            assertEquals(expected[i], field.share(i / 48, i % 48), 1e-8, level + " " + i);
          }
        });
  }

  private static Network fixtureNet() {
    var graph = new Graph();
    Node x = graph.node("conv1", Conv.same(3, 6, 7, 2, 1), graph.input("input", 3));
    x = graph.node("relu1", new Layer.Relu(), graph.node("bn1", new Layer.BatchNorm(6), x));
    x = graph.node("pool", new Layer.MaxPool(3, 2, 1), x);
    Node residual = graph.node("conv2", Conv.same(6, 6, 3, 1, 2), x);
    residual = graph.node("bn2", new Layer.BatchNorm(6), residual);
    x = graph.node("relu2", new Layer.Relu(), graph.node("add", new Layer.Add(), x, residual));
    Node high = graph.node("conv3", Conv.same(6, 10, 3, 2, 1), x);
    high = graph.node("relu3", new Layer.Relu(), graph.node("bn3", new Layer.BatchNorm(10), high));
    Node lateral = graph.node("lateral", Conv.biased(10, 6, 1), high);
    Node low =
        graph.node("sum", new Layer.Add(), x, graph.node("up", new Layer.Upsample(), lateral, x));
    var outputs = new LinkedHashMap<String, Node>();
    outputs.put("low", low);
    outputs.put("high", high);
    return new Network(outputs);
  }

  @Test
  void dilatedBlocksWidenTheFieldOfANetThatWasNotTrained() throws InterruptedException {
    FieldMeter meter = meterOfNoise(192);
    double before = radius(meter, "2-2-2-2");
    assertTrue(radius(meter, "2-2-2-2/11.11.22.11") > 1.2 * before);
    assertEquals(before, radius(meter, "2-2-2-2"));
  }

  /** Of C4. */
  private static double radius(FieldMeter meter, String allocation) throws InterruptedException {
    Network network = ResNet.resnet18(8).network(Allocation.parse(allocation));
    return meter.ofBegun(allocation, network, NOTHING, 1, Progress.silent()).values().stream()
        .toList()
        .get(2)
        .radius();
  }

  @Test
  void whatDoesNotDependOnTheImageIsRefusedByName() {
    Network network = stack(List.of(Conv.same(3, 1, 3, 1, 1)));
    var zeros = new LinkedHashMap<String, Tensor>();
    network
        .parameters()
        .forEach(
            one -> zeros.put(one.name(), new Tensor(one.shape(), new float[(int) one.size()])));
    var refused =
        assertThrows(
            InvalidInputException.class,
            () ->
                meterOfNoise(16)
                    .ofTrained("net", network, new Weights(zeros, Map.of()), Progress.silent()));
    assertEquals("net, end", refused.problems().getFirst().where());
    assertThrows(
        InvalidInputException.class,
        () -> meterOfNoise(16).ofTrained("net", network, NOTHING, Progress.silent()));
  }
}
