package io.crnas.detection.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crnas.detection.data.ImageBatch;
import io.crnas.detection.data.Numbers;
import io.crnas.detection.data.Rgb;
import io.crnas.detection.fixtures.ChannelsLast;
import io.crnas.framework.device.Device;
import io.crnas.spaces.ImageSize;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NormalisedTest {
  private static final ImageSize PADDED = new ImageSize(9, 13);
  private static final List<ImageSize> SIZES =
      List.of(new ImageSize(9, 7), PADDED, new ImageSize(5, 13));
  private static final Rgb SCALE = new Rgb(0.017f, 0.0175f, 0.0174f);
  private static final Rgb SHIFT = new Rgb(-2.1f, -2.03f, 1.8f);

  @Test
  void bytesAreNormalisedOnTheDeviceToTheSameBitsAsHere() {
    byte[] bytes = new byte[3 * 3 * 9 * 13];
    new Random(5).nextBytes(bytes);
    ImageBatch images = clear(new Numbers.Bytes(bytes));
    assertArrayEquals(here(images), onDevice(images));
  }

  @Test
  void resizedImagesAreNormalisedToTheSameBitsToo() {
    float[] floats = new float[3 * 3 * 9 * 13];
    var random = new Random(6);
    for (int i = 0; i < floats.length; i++) {
      floats[i] = 255 * random.nextFloat();
    }
    ImageBatch images = clear(new Numbers.Floats(floats));
    assertArrayEquals(here(images), onDevice(images));
  }

  /** With zeros in the padding, as batches have them. */
  private static ImageBatch clear(Numbers numbers) {
    for (int i = 0; i < numbers.length(); i++) {
      ImageSize size = SIZES.get(i / (3 * 9 * 13));
      if (i / 13 % 9 >= size.height() || i % 13 >= size.width()) {
        switch (numbers) {
          case Numbers.Bytes(byte[] bytes) -> bytes[i] = 0;
          case Numbers.Floats(float[] floats) -> floats[i] = 0;
        }
      }
    }
    return new ImageBatch(numbers, PADDED, SIZES, SCALE, SHIFT);
  }

  private static float[] here(ImageBatch images) {
    return ChannelsLast.of(images.pixels(), List.of(3, 3, 9, 13));
  }

  private static float[] onDevice(ImageBatch images) {
    try (Torch torch = Torch.open(new Device.Cpu(), 1);
        var store = new ParameterStore(torch);
        Pass pass = Pass.inference(store, new Normalisation.Running())) {
      Value value = pass.input(images);
      assertEquals(List.of(3, 3, 9, 13), value.shape());
      return pass.read(List.of(value)).values();
    }
  }
}
