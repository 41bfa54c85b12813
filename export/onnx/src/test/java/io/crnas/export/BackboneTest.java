package io.crnas.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.export.onnx.OnnxSettings;
import io.crnas.runtime.Backbone;
import io.crnas.runtime.Device;
import io.crnas.runtime.WrongInputException;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Layer.Conv;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.weights.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BackboneTest {
  @TempDir private Path directory;

  @Test
  void outputsComeInTheOrderOfTheFile() throws IOException {
    try (Backbone backbone = Exports.open(Exports.small(directory))) {
      assertEquals(new Device.Cpu(), backbone.device());
      var outputs = Exports.run(backbone, Formula.input(2 * 3 * 64 * 96), 2, 64, 96);
      assertEquals(List.of("C2", "C3", "C4", "C5"), List.copyOf(outputs.keySet()));
      assertEquals(List.of(2, 8, 16, 24), outputs.firstEntry().getValue().shape());
      assertEquals(List.of(2, 64, 2, 3), outputs.lastEntry().getValue().shape());
    }
  }

  @Test
  void threadsThatRunTogetherGetWhatOneAloneGets() throws Exception {
    try (Backbone backbone = Exports.open(Exports.small(directory));
        var executor = Executors.newFixedThreadPool(4)) {
      List<float[]> expected = new ArrayList<>();
      List<Callable<float[]>> work = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        int side = 32 + 8 * (i % 3);
        float[] input = Arrays.copyOf(Formula.input(3 * 64 * 64 + i), 3 * side * side);
        input[0] = i;
        expected.add(last(backbone, input, side));
        work.add(() -> last(backbone, input, side));
      }
      List<Future<float[]>> answers = executor.invokeAll(work);
      for (int i = 0; i < work.size(); i++) {
        assertArrayEquals(expected.get(i), answers.get(i).get(), 0f);
      }
    }
  }

  @Test
  void aClosedBackboneSaysSo() throws IOException {
    Path file = Exports.small(directory);
    Backbone backbone = Exports.open(file);
    backbone.close();
    backbone.close();
    var e =
        assertThrows(
            IllegalStateException.class,
            () -> Exports.run(backbone, new float[3 * 32 * 32], 1, 32, 32));
    assertEquals(file + " is closed", e.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          4096 | 1 | 32 | 32 | input: found 4096 numbers, expected 3072 for the shape [1, 3, 32, 32]
          3072 | 0 | 32 | 32 | input, batch: found 0 images, expected at least 1
          3072 | 1 | 31 | 40 | input, size: found 31x40 pixels, expected at least 32 on each side
          """)
  void anInputOfAnotherShapeIsRefused(int size, int n, int h, int w, String message)
      throws IOException {
    try (Backbone backbone = Exports.open(Exports.small(directory))) {
      var e =
          assertThrows(
              WrongInputException.class, () -> Exports.run(backbone, new float[size], n, h, w));
      assertEquals(message, e.getMessage());
    }
  }

  @Test
  void anInputWithNaNIsRefused() throws IOException {
    float[] input = new float[3 * 32 * 32];
    input[17] = Float.NaN;
    try (Backbone backbone = Exports.open(Exports.small(directory))) {
      var e =
          assertThrows(WrongInputException.class, () -> Exports.run(backbone, input, 1, 32, 32));
      assertEquals("input: found NaN at position 17, expected finite numbers", e.getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.001, 0.3, 0.9, 0.999})
  void aTruncatedFileIsReportedByName(double part) throws IOException {
    byte[] whole = Files.readAllBytes(Exports.small(directory));
    Path file = directory.resolve("cut.onnx");
    Files.write(file, Arrays.copyOf(whole, (int) (whole.length * part)));
    assertUnreadable(file);
    var e = assertThrows(WrongInputException.class, () -> Exports.open(file));
    assertTrue(e.getMessage().contains("cut short"), e.getMessage());
  }

  @Test
  void whatIsNotOnnxIsReportedByName() throws IOException {
    Path text = directory.resolve("text.onnx");
    Files.writeString(text, "not a model\n");
    assertUnreadable(text);
    assertUnreadable(directory.resolve("missing.onnx"));
    assertUnreadable(directory);
  }

  @Test
  void aNetworkWithAnotherInputIsRefused() throws IOException {
    Graph graph = new Graph();
    var conv = graph.node("conv", Conv.biased(5, 2, 3), graph.input("features", 5));
    Path file =
        Exports.write(
            directory.resolve("head.onnx"),
            new Network(new LinkedHashMap<>(Map.of("out", conv))),
            OnnxSettings.defaults());
    assertUnreadable(file);
  }

  @Test
  void autoRunsWhereverItCan() throws IOException {
    Path file = Exports.small(directory);
    Tensor expected = Exports.run(file, 1, 64, 64).get("C5");
    try (Backbone backbone = Backbone.load(file, Exports.on(new Device.Auto()))) {
      Tensor actual = Exports.run(backbone, Formula.input(3 * 64 * 64), 1, 64, 64).get("C5");
      assertTrue(Exports.distance(expected, actual) <= 1e-4);
    }
  }

  @Test
  void autoBlamesTheFileWhenTheFileIsBad() throws IOException {
    Path file = directory.resolve("text.onnx");
    Files.writeString(file, "not a model\n");
    for (Device device : List.of(new Device.Auto(), new Device.Cuda(0))) {
      var e =
          assertThrows(WrongInputException.class, () -> Backbone.load(file, Exports.on(device)));
      assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
    }
  }

  @Test
  void cudaWithoutAGpuIsOneClearMessage() throws IOException {
    Assumptions.assumeTrue(Files.notExists(Path.of("/dev/nvidia0")));
    Path file = Exports.small(directory);
    var e =
        assertThrows(
            WrongInputException.class, () -> Backbone.load(file, Exports.on(new Device.Cuda(0))));
    assertEquals(1, e.faults().size());
    assertEquals("device", e.faults().getFirst().where());
    assertTrue(e.faults().getFirst().found().startsWith("cuda:0"), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }

  private static float[] last(Backbone backbone, float[] input, int side) {
    return Exports.run(backbone, input, 1, side, side).lastEntry().getValue().data();
  }

  private static void assertUnreadable(Path file) {
    var e = assertThrows(WrongInputException.class, () -> Exports.open(file));
    assertEquals(1, e.faults().size());
    assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }
}
