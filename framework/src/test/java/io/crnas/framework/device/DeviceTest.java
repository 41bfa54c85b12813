package io.crnas.framework.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.crnas.framework.problem.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DeviceTest {

  @ParameterizedTest
  @ValueSource(strings = {"auto", "cpu", "cuda:0", "cuda:12"})
  void theTextFormParsesBack(String text) {
    assertEquals(text, Device.parse(text).toString());
  }

  @Test
  void cudaAloneIsTheFirstDevice() {
    assertEquals(new Device.Cuda(0), Device.parse("cuda"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "gpu", "cuda:", "cuda:-1", "cuda:1000", "CPU"})
  void anythingElseIsRefused(String text) {
    var e = assertThrows(InvalidInputException.class, () -> Device.parse(text));
    assertEquals(
        "device: found '" + text + "', expected auto, cpu or cuda:N, like cuda:0", e.getMessage());
  }
}
