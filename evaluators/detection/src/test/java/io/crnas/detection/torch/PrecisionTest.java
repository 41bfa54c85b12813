package io.crnas.detection.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.framework.device.Device;
import io.crnas.framework.random.Seeds;
import io.crnas.spaces.detector.Initialisation;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Layer;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Node;
import io.crnas.spaces.weights.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class PrecisionTest {
  /** Of bfloat16, which keeps eight bits of a number. */
  private static final double RELATIVE = 0.02;

  /** Of both images, the last of the values; depthwise convolutions are float32. */
  private static final int SCORES = 2 * 5;

  /** Layers that multiply, with others between them. */
  private static Network net() {
    var graph = new Graph();
    Node x = graph.input("x", 3);
    Node stem = graph.node("stem", new Layer.Conv(3, 8, 3, 1, 1, 1, 1, false), x);
    Node normal =
        graph.node("relu", new Layer.Relu(), graph.node("bn", new Layer.BatchNorm(8), stem));
    Node half = graph.node("half", new Layer.Conv(8, 8, 1, 2, 0, 1, 1, true), normal);
    Node deep = graph.node("deep", new Layer.Conv(8, 8, 3, 1, 2, 2, 8, false), half);
    Node sum = graph.node("sum", new Layer.Add(), half, deep);
    Node large = graph.node("large", new Layer.Upsample(), sum, normal);
    Node flat = graph.node("flat", new Layer.Flatten(), large);
    var outputs = new LinkedHashMap<String, Node>();
    outputs.put("maps", large);
    outputs.put("scores", graph.node("scores", new Layer.Linear(8 * 12 * 12, 5), flat));
    return new Network(outputs);
  }

  private static float[] random(int size) {
    RandomGenerator random = Seeds.generator(1, "test");
    float[] numbers = new float[size];
    for (int i = 0; i < size; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  /** Values, the input's gradient and a weight's gradient of the net. */
  private static List<float[]> run(Precision precision) {
    try (Torch torch = Torch.open(new Device.Cpu(), 1, precision);
        var store = new ParameterStore(torch)) {
      store.initialise(net(), Initialisation.USUAL, 1);
      try (Pass pass = Pass.training(store, new Normalisation.Batch(true))) {
        Value x =
            pass.trained(pass.input(new Tensor(List.of(2, 12, 12, 3), random(2 * 12 * 12 * 3))));
        Readout y = pass.read(List.copyOf(pass.run(net(), Map.of("x", x)).values()));
        y.backward(random(y.values().length));
        return List.of(y.values(), pass.gradient(x), pass.gradients().values("stem.weight"));
      }
    }
  }

  private static double distance(float[] found, float[] expected) {
    double difference = 0;
    double size = 0;
    for (int i = 0; i < expected.length; i++) {
      difference += Math.pow(found[i] - expected[i], 2);
      size += Math.pow(expected[i], 2);
    }
    return Math.sqrt(difference / size);
  }

  @Test
  void bfloat16IsFloat32ToItsDigits() {
    List<float[]> expected = run(Precision.FP32);
    List<float[]> found = run(Precision.BF16);
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(0, distance(found.get(i), expected.get(i)), RELATIVE);
    }
    float[] values = found.getFirst();
    for (int i = values.length - SCORES; i < values.length; i++) {
      assertEquals(0, Float.floatToIntBits(values[i]) & 0xffff, "a score of more digits");
    }
    assertArrayEquals(found.getLast(), run(Precision.BF16).getLast());
  }

  @Test
  void passesWithoutGradientsAreFloat32() {
    assertArrayEquals(detected(Precision.FP32), detected(Precision.BF16));
  }

  @Test
  void theSwitchOfTensorFloat32IsTheEngines() {
    try (Torch torch = Torch.open(new Device.Cpu(), 1, Precision.TF32)) {
      assertEquals(Precision.FP32, torch.precision(), "on a processor");
      assertFalse(TensorFloat32.isAllowed());
      TensorFloat32.allow(true);
      assertTrue(TensorFloat32.isAllowed());
    } finally {
      TensorFloat32.allow(false);
    }
    assertFalse(TensorFloat32.isAllowed());
  }

  private static float[] detected(Precision precision) {
    try (Torch torch = Torch.open(new Device.Cpu(), 1, precision);
        var store = new ParameterStore(torch)) {
      store.initialise(net(), Initialisation.USUAL, 1);
      try (Pass pass = Pass.inference(store, new Normalisation.Running())) {
        Value x = pass.input(new Tensor(List.of(2, 12, 12, 3), random(2 * 12 * 12 * 3)));
        return pass.read(List.copyOf(pass.run(net(), Map.of("x", x)).values())).values();
      }
    }
  }

  @Test
  void automaticIsWhatTheDeviceHasUnitsFor() {
    assertTrue(Bfloat16.hasMatrixUnits(List.of("processor : 0", "flags\t\t: avx2 amx_bf16 fma")));
    assertFalse(Bfloat16.hasMatrixUnits(List.of("flags\t\t: avx2 avx512_bf16", "bugs : amx_bf16")));
    var driver =
        new CudaDriver.Working(
            12040, List.of(new CudaDriver.Gpu("old", 1, 7), new CudaDriver.Gpu("new", 1, 9)));
    assertFalse(Bfloat16.isFast(new Device.Cuda(0), driver));
    assertTrue(Bfloat16.isFast(new Device.Cuda(1), driver));
    assertFalse(Bfloat16.isFast(new Device.Cuda(0), new CudaDriver.Missing("libcuda.so.1")));
    try (Torch torch = Torch.open(new Device.Cpu(), 1, Precision.AUTO)) {
      assertEquals(
          Bfloat16.isFast(new Device.Cpu()) ? Precision.BF16 : Precision.FP32, torch.precision());
    }
  }
}
