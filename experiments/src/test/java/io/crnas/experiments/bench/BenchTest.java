package io.crnas.experiments.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.crnas.experiments.bench.Measured.Setting;
import io.crnas.experiments.run.Ending;
import io.crnas.runtime.HandMade;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class BenchTest {
  @TempDir Path scratch;

  private Path write(String name, ModelProto.Builder model) throws IOException {
    return HandMade.write(scratch.resolve(name), model);
  }

  private static Ending bench(Stream<Path> files, String... options) {
    return Ending.of(
        Stream.of(
                Stream.of("bench", "--device", "cpu", "--runs", "4"),
                files.map(Path::toString),
                Stream.of(options))
            .flatMap(part -> part)
            .toArray(String[]::new));
  }

  @Test
  void everyFileIsMeasuredInEverySettingAndTheFirstIsTheMeasure() throws IOException {
    Path one = write("one.onnx", HandMade.detector(HandMade.metadata()));
    ModelProto.Builder single = HandMade.detector(HandMade.metadata());
    single.getGraphBuilder().setInput(0, HandMade.port("input", DataType.FLOAT, 1, 3, 64, 96));
    Path two = write("two.onnx", single);
    Ending ending =
        bench(Stream.of(one, two), "--batch", "1,3", "--threads", "1,2", "--json").requireStatus(0);
    JsonNode json = new ObjectMapper().readTree(String.join("\n", ending.out()));
    assertEquals("64x96", json.get("size").asString(), "images and their padding");
    assertEquals("cpu", json.get("device").asString());
    JsonNode results = json.get("results");
    assertEquals(8, results.size());
    for (JsonNode result : results) {
      boolean first = result.get("file").asString().equals(one.toString());
      boolean taken = first || result.get("batch").asInt() == 1;
      assertEquals(taken ? 4 : 0, result.get("runs").asInt(), result::toString);
      assertEquals(taken, result.has("median"), result::toString);
      if (first) {
        assertEquals(1, result.get("ratio").asDouble());
      }
      if (taken) {
        assertTrue(result.get("minimum").asDouble() > 0);
        assertTrue(result.get("p99").asDouble() >= result.get("median").asDouble());
      }
    }
  }

  @Test
  void peopleGetATableForEachSetting() throws IOException {
    Path one = write("one.onnx", HandMade.detector(HandMade.metadata()));
    Ending ending = bench(Stream.of(one, one), "--quiet", "--threads", "1").requireStatus(0);
    assertEquals("64x96 on cpu, 1 thread, 1 image", ending.out().getFirst());
    assertEquals(4, ending.out().size(), ending::toString);
    assertTrue(ending.out().get(1).contains("median ms"), ending::toString);
    assertTrue(ending.out().get(2).contains(" 1.000 "), ending::toString);
  }

  @Test
  void anotherProducersFileIsTimedAtTheSizeGiven() throws IOException {
    Path other = write("other.onnx", HandMade.detector(HandMade.metadata()).clearMetadataProps());
    assertTrue(
        bench(Stream.of(other)).requireStatus(2).complainsOf("other.onnx", "--size"),
        "a size is needed");
    bench(Stream.of(other), "--size", "40x50").requireStatus(0);
  }

  @Test
  void everythingWrongIsToldAtOnce() throws IOException {
    Path one = write("one.onnx", HandMade.detector(HandMade.metadata()));
    Ending ending = bench(Stream.of(one), "--batch", "0", "--threads", "-1,2").requireStatus(2);
    assertTrue(ending.complainsOf("--batch", "0", "at least 1"), ending::toString);
    assertTrue(ending.complainsOf("--threads", "-1"), ending::toString);
    assertFalse(ending.complainsOf("found 2"), ending::toString);
    assertTrue(bench(Stream.of(scratch.resolve("no"))).requireStatus(2).complainsOf("no file"));
  }

  /** By turns: a machine that became slower for both does not change it. */
  @Test
  void theRatioIsThatOfTheSameRounds() {
    long[] first = {10, 100, 1000, 10, 100};
    long[] second = {20, 200, 2000, 20, 900};
    var measured =
        Measured.of(Path.of("b"), new Setting(1, 2), second, first, OptionalLong.empty());
    assertEquals(2, measured.ratio());
    assertEquals(200e-6, measured.median());
    assertEquals(2000e-6, measured.p99());
    assertEquals(1000 * 2 / 200e-6, measured.imagesPerSecond());
    List<Double> hundred = IntStream.rangeClosed(1, 100).mapToObj(i -> (double) i).toList();
    assertEquals(50, Measured.quantile(hundred, 0.5));
    assertEquals(99, Measured.quantile(hundred, 0.99));
    assertEquals(1, Measured.quantile(hundred, 0));
  }
}
