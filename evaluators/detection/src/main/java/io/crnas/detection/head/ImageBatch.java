package io.crnas.detection.head;

import io.crnas.spaces.ImageSize;
import io.crnas.spaces.weights.Tensor;
import java.util.List;

/**
 * Images as the detector reads them: resized, normalised, and padded to one size.
 *
 * @param pixels [N, H, W, 3]
 * @param sizes each image's own size within the padded one
 */
public record ImageBatch(Tensor pixels, List<ImageSize> sizes) {
  public ImageBatch {
    List<Integer> shape = pixels.shape();
    if (shape.size() != 4 || shape.getLast() != 3 || shape.getFirst() != sizes.size()) {
      throw new IllegalArgumentException(
          "pixels " + shape + " for " + sizes.size() + " images, expected [N, H, W, 3]");
    }
    for (ImageSize size : sizes) {
      if (size.height() > shape.get(1) || size.width() > shape.get(2)) {
        throw new IllegalArgumentException("an image of " + size + " in pixels " + shape);
      }
    }
    sizes = List.copyOf(sizes);
  }

  /** How many images there are. */
  public int count() {
    return sizes.size();
  }

  /** The padded size. */
  public ImageSize padded() {
    return new ImageSize(pixels.shape().get(1), pixels.shape().get(2));
  }
}
