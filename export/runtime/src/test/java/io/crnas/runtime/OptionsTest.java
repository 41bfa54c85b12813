package io.crnas.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OptionsTest {
  @ParameterizedTest
  @CsvSource({
    "auto,auto",
    "cpu,cpu",
    "cuda,cuda:0",
    "cuda:12,cuda:12",
    "tensorrt,tensorrt:0",
    "tensorrt:3,tensorrt:3"
  })
  void aDeviceIsReadAsItIsWritten(String text, String device) {
    assertEquals(device, Device.parse(text).toString());
    assertEquals(Device.parse(text), Device.parse(device));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "gpu", "CPU", "cpu:0", "cuda:", "cuda:-1", "cuda:1234", "tensorrt:x"})
  void whatIsNoDeviceIsRefused(String text) {
    var e = assertThrows(WrongInputException.class, () -> Device.parse(text));
    assertEquals("device: found '" + text + "', expected " + Device.FORM, e.getMessage());
  }

  @Test
  void everythingThatIsWrongIsTold() {
    var e =
        assertThrows(
            WrongInputException.class,
            () -> new Options(new Device.Cpu(), 0, OptionalLong.of(0), Double.NaN));
    assertEquals(
        """
        threads: found 0, expected at least 1
        memory limit: found 0 bytes, expected at least 1
        least score: found NaN, expected a number from 0 to 1\
        """,
        e.getMessage());
  }
}
