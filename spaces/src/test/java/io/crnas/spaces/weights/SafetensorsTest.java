package io.crnas.spaces.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.framework.problem.InvalidInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
  @TempDir Path directory;

  @Test
  void whatIsWrittenReadsBackBitForBit() throws IOException {
    Weights weights = example();
    Path file = directory.resolve("a.safetensors");

    Safetensors.write(file, weights);
    Weights read = Safetensors.read(file);

    assertEquals(weights.metadata(), read.metadata());
    assertEquals(List.copyOf(weights.tensors().keySet()), List.copyOf(read.tensors().keySet()));
    weights
        .tensors()
        .forEach((name, tensor) -> {
          assertEquals(tensor.shape(), read.get(name).shape());
          assertArrayEquals(tensor.data(), read.get(name).data());
        });
  }

  /** The layout that the reference implementation writes for one tensor. */
  @Test
  void theBytesAreTheFormats() throws IOException {
    Path file = directory.resolve("b.safetensors");
    var tensors = new LinkedHashMap<String, Tensor>();
    tensors.put("w", new Tensor(List.of(2), new float[] {1, -2}));
    Safetensors.write(file, new Weights(tensors, Map.of()));

    byte[] bytes = Files.readAllBytes(file);
    String header = "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";
    assertEquals(0, bytes[0] % 8);
    assertEquals(header, new String(bytes, 8, bytes[0], StandardCharsets.UTF_8).strip());
    assertArrayEquals(
        new byte[] {0, 0, (byte) 0x80, 0x3f, 0, 0, 0, (byte) 0xc0},
        Arrays.copyOfRange(bytes, bytes.length - 8, bytes.length));
  }

  @Test
  void aFileCutAnywhereIsRefusedByName() throws IOException {
    Path file = directory.resolve("c.safetensors");
    Safetensors.write(file, example());
    byte[] whole = Files.readAllBytes(file);

    for (int length : new int[] {0, 7, 8, 40, whole.length / 2, whole.length - 1}) {
      Files.write(file, Arrays.copyOf(whole, length));
      var problem =
          assertThrows(InvalidInputException.class, () -> Safetensors.read(file), "cut " + length);
      assertTrue(problem.getMessage().contains("c.safetensors"), problem.getMessage());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "F32, 0000c03f",
    "F64, 000000000000f83f",
    "F16, 003e",
    "BF16, c03f",
  })
  void oneAndAHalfIsReadFromEveryType(String type, String hexadecimal) throws IOException {
    byte[] data = HexFormat.of().parseHex(hexadecimal);
    String header =
        "{\"w\":{\"dtype\":\"%s\",\"shape\":[1],\"data_offsets\":[0,%d]}}"
            .formatted(type, data.length);

    Weights weights = Safetensors.read(withHeader(header, data));

    assertArrayEquals(new float[] {1.5f}, weights.get("w").data());
  }

  @Test
  void anotherTypeIsNamed() throws IOException {
    Path file = withHeader("{\"w\":{\"dtype\":\"C64\",\"shape\":[1],\"data_offsets\":[0,8]}}");

    var problem = assertThrows(InvalidInputException.class, () -> Safetensors.read(file));
    assertEquals(
        file + ", tensor w: found type C64, expected F32, or another type of number",
        problem.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[4,0]}}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[4294967297],\"data_offsets\":[0,4]}}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[-4,0]}}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[65536,65536,65536,65536],\"data_offsets\":[0,0]}}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[9223372036854775803,"
            + "9223372036854775807]}}"
      })
  void aHeaderThatDescribesNoTensorIsRefused(String header) throws IOException {
    Path file = withHeader(header);

    assertThrows(InvalidInputException.class, () -> Safetensors.read(file));
  }

  private Path withHeader(String header) throws IOException {
    return withHeader(header, new byte[4]);
  }

  private Path withHeader(String header, byte[] data) throws IOException {
    byte[] bytes = new byte[8 + header.length() + data.length];
    bytes[0] = (byte) header.length();
    System.arraycopy(header.getBytes(StandardCharsets.UTF_8), 0, bytes, 8, header.length());
    System.arraycopy(data, 0, bytes, 8 + header.length(), data.length);
    Path file = directory.resolve("d.safetensors");
    Files.write(file, bytes);
    return file;
  }

  @Test
  void whenWritingFailsTheOldFileStaysAndNothingIsLeftBeside() throws IOException {
    Path file = directory.resolve("e.safetensors");
    Safetensors.write(file, example());
    byte[] before = Files.readAllBytes(file);
    Files.createDirectory(directory.resolve(".e.safetensors.part"));

    assertThrows(IOException.class, () -> Safetensors.write(file, example()));

    assertArrayEquals(before, Files.readAllBytes(file));
    assertFalse(Files.exists(directory.resolve(".e.safetensors.part")));
  }

  private static Weights example() {
    Random random = new Random(5);
    float[] big = new float[70_000];
    for (int i = 0; i < big.length; i++) {
      big[i] = (float) random.nextGaussian();
    }
    var tensors = new LinkedHashMap<String, Tensor>();
    tensors.put("layer1.0.conv1.weight", new Tensor(List.of(7, 10_000), big));
    tensors.put("scalar", new Tensor(List.of(), new float[] {Float.MIN_VALUE}));
    tensors.put("empty", new Tensor(List.of(0, 3), new float[0]));
    return new Weights(tensors, Map.of("allocation", "1-2/1.11", "quote", "\"ü\""));
  }
}
