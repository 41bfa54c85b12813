package io.crnas.detection.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.crnas.spaces.ImageSize;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ResizeTest {

  /**
   * The sizes were computed by torchvision 0.14.1's {@code GeneralizedRCNNTransform(800, 1333)}.
   */
  @ParameterizedTest
  @CsvSource({
    "480x640, 800x1066",
    "640x480, 1066x800",
    "427x640, 799x1199",
    "375x500, 799x1066",
    "333x500, 799x1201",
    "500x333, 1201x799",
    "240x1000, 319x1333",
    "1000x240, 1333x319",
    "1x3, 444x1333",
    "426x640, 800x1201",
    "612x612, 800x800",
    "600x800, 800x1066",
    "800x800, 800x800",
    "1080x1920, 749x1333"
  })
  void theSizesAreThoseOfTorchvision(String from, String to) {
    assertEquals(ImageSize.parse(to), Resize.parse("800/1333").of(ImageSize.parse(from)));
  }

  @Test
  void aSideIsNeverEmpty() {
    assertEquals(new ImageSize(1, 20), new Resize.KeptAspect(10, 20).of(new ImageSize(1, 1000)));
  }

  @Test
  void aFixedSizeIsForEveryImage() {
    assertEquals(new ImageSize(24, 32), Resize.parse("24x32").of(new ImageSize(500, 333)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"240x320", "800/1333", "600/600"})
  void theTextFormParsesBack(String text) {
    assertEquals(text, Resize.parse(text).toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "800", "800/", "0/5", "900/800", "1/2/3", "-1x3"})
  void anotherTextIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> Resize.parse(text));
  }

  @Test
  void batchesArePaddedToTheStrideAroundTheirLargest() {
    var preparation = new Preparation(Resize.parse("800/1333"), PixelNormalisation.IMAGENET);

    assertEquals(new ImageSize(800, 1344), preparation.paddedSize());
    assertEquals(
        new ImageSize(1088, 1216),
        preparation.padded(List.of(new ImageSize(1066, 799), new ImageSize(799, 1199))));
  }
}
