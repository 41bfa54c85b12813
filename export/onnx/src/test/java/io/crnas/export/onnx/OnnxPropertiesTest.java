package io.crnas.export.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.crnas.export.Exports;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.runtime.Metadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OnnxPropertiesTest {
  @TempDir private Path directory;

  @Test
  void metadataComesBackFromTheFileAndFromOnnxRuntime() throws IOException {
    Path file = Exports.small(directory);
    Metadata expected = Exports.metadata(Exports.SMALL);
    assertEquals(expected, Metadata.parse("file", OnnxProperties.read(file)));
    try (var backbone = Exports.open(file)) {
      assertEquals(expected, backbone.metadata());
      assertEquals("[0.485,0.456,0.406]", backbone.properties().get("mean"));
      assertEquals("1-1-2-3/1.2.13.121", backbone.properties().get("allocation"));
    }
  }

  @Test
  void changedPropertiesLeaveTheRestOfTheModelAsItWas() throws IOException {
    Path file = Exports.small(directory);
    ModelProto before = ModelProto.parseFrom(Files.readAllBytes(file));
    OnnxProperties.put(file, Map.of("parity", "first"));
    OnnxProperties.put(file, Map.of("parity", "second", "run", "renamed"));
    ModelProto after = ModelProto.parseFrom(Files.readAllBytes(file));
    assertEquals(
        before.toBuilder().clearMetadataProps().build(),
        after.toBuilder().clearMetadataProps().build());
    var expected = new LinkedHashMap<>(Exports.metadata(Exports.SMALL).properties());
    expected.put("run", "renamed");
    expected.put("parity", "second");
    assertEquals(
        List.copyOf(expected.entrySet()), List.copyOf(OnnxProperties.read(file).entrySet()));
    try (Stream<Path> files = Files.list(directory)) {
      assertEquals(List.of(file), files.toList());
    }
  }

  @Test
  void aTruncatedFileIsNotChanged() throws IOException {
    Path file = Exports.small(directory);
    byte[] whole = Files.readAllBytes(file);
    byte[] half = Arrays.copyOf(whole, whole.length / 2);
    Files.write(file, half);
    var e =
        assertThrows(
            InvalidInputException.class, () -> OnnxProperties.put(file, Map.of("parity", "x")));
    assertTrue(e.getMessage().contains("small.onnx"), e.getMessage());
    assertEquals(-1, Arrays.mismatch(half, Files.readAllBytes(file)));
  }
}
