package io.crnas.export.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.crnas.export.Exports;
import io.crnas.export.Formula;
import io.crnas.runtime.WrongInputException;
import io.crnas.spaces.ResNet;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.weights.Tensor;
import io.crnas.spaces.weights.Weights;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExternalDataTest {
  private static final Network NETWORK = ResNet.resnet18(16).network(Exports.ALLOCATION);
  private static final OnnxSettings EXTERNAL = OnnxSettings.defaults().withExternalDataAbove(1000);

  @TempDir private Path directory;

  @Test
  void parametersBesideTheModelGiveTheSameNumbers() throws IOException {
    Path file = directory.resolve("net.onnx");
    List<Path> files = write(file, Formula.weights(NETWORK), EXTERNAL);
    assertEquals(2, files.size());
    assertEquals(names(files), listed());
    ModelProto model = ModelProto.parseFrom(Files.readAllBytes(file));
    List<TensorProto> external =
        model.getGraph().getInitializerList().stream()
            .filter(t -> t.getDataLocation() == TensorProto.DataLocation.EXTERNAL)
            .toList();
    assertTrue(external.size() > 5);
    for (TensorProto tensor : external) {
      assertEquals("offset", tensor.getExternalData(1).getKey());
      assertEquals(0, Long.parseLong(tensor.getExternalData(1).getValue()) % 65536);
    }
    Path whole = Exports.write(directory.resolve("whole.onnx"), NETWORK, OnnxSettings.defaults());
    Tensor expected = Exports.run(whole, 1, 64, 64).get("C5");
    assertEquals(0, Exports.distance(expected, Exports.run(file, 1, 64, 64).get("C5")));
  }

  @Test
  void theSameArgumentsGiveTheSamePair() throws IOException {
    Path file = directory.resolve("net.onnx");
    List<Path> files = write(file, Formula.weights(NETWORK), EXTERNAL);
    byte[] model = Files.readAllBytes(files.getFirst());
    byte[] data = Files.readAllBytes(files.getLast());
    assertEquals(files, write(file, Formula.weights(NETWORK), EXTERNAL));
    assertEquals(-1, Arrays.mismatch(model, Files.readAllBytes(files.getFirst())));
    assertEquals(-1, Arrays.mismatch(data, Files.readAllBytes(files.getLast())));
  }

  @Test
  void otherWeightsReplaceBothFilesAndLeaveNothing() throws IOException {
    Path file = directory.resolve("net.onnx");
    Path old = write(file, Formula.weights(NETWORK), EXTERNAL).getLast();
    Weights changed = Formula.weights(NETWORK);
    changed.get("layer4.0.conv1.weight").data()[0] = 1;
    List<Path> files = write(file, changed, EXTERNAL);
    assertFalse(files.contains(old));
    assertEquals(names(files), listed());
    assertEquals(List.of(file), write(file, changed, OnnxSettings.defaults()));
    assertEquals(Set.of("net.onnx"), listed());
  }

  @Test
  void aModelThatCanNotBeWrittenLeavesNoData() throws IOException {
    Path file = directory.resolve("net.onnx");
    Files.createDirectories(file.resolve("in the way"));
    assertThrows(IOException.class, () -> write(file, Formula.weights(NETWORK), EXTERNAL));
    assertEquals(Set.of("net.onnx"), listed());
  }

  @Test
  void aTruncatedDataFileIsReportedByName() throws IOException {
    Path file = directory.resolve("net.onnx");
    Path data = write(file, Formula.weights(NETWORK), EXTERNAL).getLast();
    try (FileChannel channel = FileChannel.open(data, StandardOpenOption.WRITE)) {
      channel.truncate(Files.size(data) / 2);
    }
    var e = assertThrows(WrongInputException.class, () -> Exports.open(file));
    assertTrue(e.getMessage().contains("net.onnx"), e.getMessage());
    assertTrue(e.getMessage().contains("External initializer"), e.getMessage());
    Files.delete(data);
    e = assertThrows(WrongInputException.class, () -> Exports.open(file));
    assertTrue(e.getMessage().contains(data.getFileName().toString()), e.getMessage());
  }

  @Test
  void propertiesAreChangedInTheModelAlone() throws IOException {
    Path file = directory.resolve("net.onnx");
    Path data = write(file, Formula.weights(NETWORK), EXTERNAL).getLast();
    byte[] before = Files.readAllBytes(data);
    Tensor expected = Exports.run(file, 1, 64, 64).get("C5");
    OnnxProperties.put(file, Map.of("parity", "x"));
    assertEquals(-1, Arrays.mismatch(before, Files.readAllBytes(data)));
    assertEquals(0, Exports.distance(expected, Exports.run(file, 1, 64, 64).get("C5")));
  }

  private static List<Path> write(Path file, Weights weights, OnnxSettings settings)
      throws IOException {
    return OnnxWriter.write(file, NETWORK, weights, Exports.metadata(NETWORK), settings);
  }

  private Set<String> listed() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return names(files.toList());
    }
  }

  private static Set<String> names(List<Path> files) {
    var names = new TreeSet<String>();
    files.forEach(file -> names.add(file.getFileName().toString()));
    return names;
  }
}
