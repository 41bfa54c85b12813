package io.crnas.detection.torch;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import io.crnas.detection.data.ImageBatch;
import io.crnas.detection.data.Numbers;
import io.crnas.detection.data.Rgb;
import io.crnas.spaces.ImageSize;
import java.util.Arrays;
import java.util.List;

/**
 * Images as a network reads them, made on the device from what was brought there: the same numbers
 * as {@link ImageBatch#pixels}, channels last in memory.
 */
final class Normalised {
  private static final List<String> ARRAYS =
      List.of("numbers", "scale", "shift", "rows", "columns");

  /** The shift is 0 where the padding is; 6 is float32, 2 is channels last. */
  private static final String PIXELS =
      "torch.add(torch.mul(torch.to(torch.contiguous(numbers, memory_format=2), 6), scale),"
          + " torch.mul(torch.mul(rows, columns), shift))";

  private Normalised() {}

  /** [N, 3, H, W]. */
  static PtNDArray of(Torch torch, PtNDManager manager, ImageBatch images) {
    int count = images.count();
    int height = images.padded().height();
    int width = images.padded().width();
    float[] rows = new float[count * height];
    float[] columns = new float[count * width];
    for (int image = 0; image < count; image++) {
      ImageSize size = images.sizes().get(image);
      Arrays.fill(rows, image * height, image * height + size.height(), 1);
      Arrays.fill(columns, image * width, image * width + size.width(), 1);
    }
    PtNDArray numbers =
        switch (images.numbers()) {
          case Numbers.Bytes(byte[] bytes) -> torch.array(manager, bytes, count, 3, height, width);
          case Numbers.Floats(float[] floats) ->
              torch.array(manager, floats, count, 3, height, width);
        };
    return torch
        .scripts()
        .apply(
            ARRAYS,
            PIXELS,
            numbers,
            channels(torch, manager, images.scale()),
            channels(torch, manager, images.shift()),
            torch.array(manager, rows, count, 1, height, 1),
            torch.array(manager, columns, count, 1, 1, width));
  }

  private static PtNDArray channels(Torch torch, PtNDManager manager, Rgb numbers) {
    float[] all = {numbers.red(), numbers.green(), numbers.blue()};
    return torch.array(manager, all, 1, 3, 1, 1);
  }
}
