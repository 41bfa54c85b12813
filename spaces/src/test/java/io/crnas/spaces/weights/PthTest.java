package io.crnas.spaces.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.framework.problem.InvalidInputException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files were written by Python's torch 1.13; {@code weights/save.py} says how. */
class PthTest {

  @Test
  void whatTorchSavesIsItsSafetensorsToTheBit() throws IOException {
    Weights expected = WeightsFile.read(fixture("torch.safetensors"));

    Weights read = WeightsFile.read(fixture("torch.pth"));

    assertEquals(List.copyOf(expected.tensors().keySet()), List.copyOf(read.tensors().keySet()));
    assertEquals(19, expected.tensors().size());
    expected
        .tensors()
        .forEach((name, tensor) -> {
          assertEquals(tensor.shape(), read.get(name).shape(), name);
          assertArrayEquals(tensor.data(), read.get(name).data(), 0, name);
        });
    assertSame(read.get("conv1.weight"), read.get("tied"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"checkpoint.pth", "nested.pth"})
  void weightsAreFoundInACheckpoint(String name) throws IOException {
    Weights read = WeightsFile.read(fixture(name));

    assertEquals(
        List.of("module.conv1.weight", "module.conv1.bias"), List.copyOf(read.tensors().keySet()));
    assertArrayEquals(new float[] {0, 1, 2, 3, 4, 5}, read.get("module.conv1.weight").data());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "legacy.pth    | legacy.pth: found a bare pickle, as torch wrote it before 1.6",
        "namespace.pth | namespace.pth, data.pkl: found argparse.Namespace, expected tensors and",
        "call.pth      | call.pth, data.pkl: found __builtin__.print, expected tensors and plain",
        "complex.pth   | complex.pth, data.pkl: found torch.ComplexFloatStorage, expected",
        "expanded.pth  | expanded.pth, w: found tensors that lie in each other",
        "list.pth      | list.pth: found no names, expected tensors by name",
        "script.pth    | script.pth: found a TorchScript module, expected its weights",
      })
  void whatIsMoreThanTensorsIsRefusedByName(String name, String problem) {
    var e = assertThrows(InvalidInputException.class, () -> WeightsFile.read(fixture(name)));

    assertTrue(e.getMessage().contains(problem), e.getMessage());
  }

  private static Path fixture(String name) {
    String resource = "/weights/" + name;
    try {
      return Path.of(Objects.requireNonNull(PthTest.class.getResource(resource), resource).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
