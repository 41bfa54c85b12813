package io.crnas.spaces.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.framework.problem.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The npz files were written by numpy 2.4.6. */
class WeightsFileTest {
  private static final float[] NUMBERS = {-1, -0.25f, 0.5f, 1.25f, 2, 2.75f};

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"arrays.npz", "compressed.npz"})
  void everyTypeOfNumpyIsRead(String name) throws IOException {
    Weights weights = WeightsFile.read(fixture(name));

    assertEquals(
        Set.of(
            "single",
            "double",
            "half",
            "big.endian",
            "scalar",
            "empty",
            "bytes",
            "layer1.0.conv1.weight"),
        weights.tensors().keySet());
    for (String type : List.of("single", "double", "half", "big.endian")) {
      assertEquals(List.of(2, 3), weights.get(type).shape());
      assertArrayEquals(NUMBERS, weights.get(type).data(), type);
    }
    assertEquals(List.of(), weights.get("scalar").shape());
    assertArrayEquals(new float[] {7}, weights.get("scalar").data());
    assertEquals(List.of(0, 3), weights.get("empty").shape());
    assertArrayEquals(new float[] {200}, weights.get("bytes").data());
    assertEquals(List.of(2, 2, 2, 2), weights.get("layer1.0.conv1.weight").shape());
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1", "v2", "v3"})
  void everyVersionOfTheHeaderIsRead(String version) throws IOException {
    assertArrayEquals(NUMBERS, WeightsFile.read(fixture("versions.npz")).get(version).data());
  }

  @Test
  void safetensorsAreKnownByTheirContent() throws IOException {
    var tensors = new LinkedHashMap<String, Tensor>();
    tensors.put("w", new Tensor(List.of(6), NUMBERS));
    Path file = directory.resolve("weights.npz");
    Safetensors.write(file, new Weights(tensors, Map.of()));

    assertArrayEquals(NUMBERS, WeightsFile.read(file).get("w").data());
  }

  @Test
  void anArrayThatCanNotBeUsedIsNamed() throws IOException {
    assertProblem("array w.npy: found Fortran order, expected C order", fixture("fortran.npz"));
    assertProblem("array w.npy: found type c8", fixture("complex.npz"));
    assertProblem("nowhere.npz: found no file", directory.resolve("nowhere.npz"));
  }

  @Test
  void aFileCutAnywhereIsRefusedByName() throws IOException {
    Path file = fixture("compressed.npz");
    byte[] whole = Files.readAllBytes(file);

    for (int length : new int[] {0, 1, 2, 30, whole.length / 2, whole.length - 1}) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertProblem("compressed.npz: found ", file);
    }
  }

  @Test
  void aDamagedArrayIsRefusedByName() throws IOException {
    Path file = fixture("versions.npz");
    byte[] bytes = Files.readAllBytes(file);
    for (int i = 0; i < bytes.length - 6; i++) {
      if (bytes[i] == (byte) 0x93 && bytes[i + 1] == 'N') {
        bytes[i + 6] = 4;
      }
    }
    Files.write(file, bytes);

    assertProblem("array v1.npy: found no npy header of version 1 to 3", file);
  }

  @Test
  void whatIsNoWeightsIsSaidToBeNone() throws IOException {
    Path file = directory.resolve("weights");
    for (String text : List.of("", "{}", "name: quickstart\nseed: 1\n")) {
      Files.writeString(file, text);
      assertProblem("expected weights as safetensors, npz or pth", file);
    }
  }

  private static void assertProblem(String message, Path file) {
    var problem = assertThrows(InvalidInputException.class, () -> WeightsFile.read(file));
    assertTrue(problem.getMessage().contains(message), problem.getMessage());
  }

  private Path fixture(String name) throws IOException {
    Path file = directory.resolve(name);
    String resource = "/weights/" + name;
    try (InputStream in =
        Objects.requireNonNull(WeightsFileTest.class.getResourceAsStream(resource), resource)) {
      Files.copy(in, file);
    }
    return file;
  }
}
