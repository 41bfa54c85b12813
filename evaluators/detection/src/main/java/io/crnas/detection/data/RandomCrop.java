package io.crnas.detection.data;

import io.crnas.framework.setting.Setting;
import io.crnas.spaces.ImageSize;
import java.util.random.RandomGenerator;

/**
 * Parts of images that are trained on in place of the whole, as torchvision's {@code
 * RandomResizedCrop} draws them: the area uniformly, the logarithm of width by height too, and then
 * the place; after ten draws that do not fit, the middle.
 *
 * @param leastArea of an image's area
 * @param mostStretch the greatest width by height, and one over the least
 */
public record RandomCrop(
    @Setting(
            about = "the least part of an image's area that is cut out",
            byDefault = "0.08",
            above = 0,
            max = 1)
        double leastArea,
    @Setting(
            about = "how many times as wide as high, or as high as wide, it may be",
            byDefault = "1.3333333333333333",
            min = 1)
        double mostStretch) {
  private static final int DRAWS = 10;

  public RandomCrop {
    if (!(leastArea > 0 && leastArea <= 1)) {
      throw new IllegalArgumentException("a least area of " + leastArea);
    }
    if (!(mostStretch >= 1 && mostStretch < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("a stretch of " + mostStretch);
    }
  }

  /** What it is, for fingerprints: a text that renaming something in the code does not change. */
  String canonical() {
    return "RandomCrop[leastArea=%s, mostStretch=%s]".formatted(leastArea, mostStretch);
  }

  Part draw(ImageSize image, RandomGenerator random) {
    double all = (double) image.height() * image.width();
    for (int i = 0; i < DRAWS; i++) {
      double area = all * (leastArea + (1 - leastArea) * random.nextDouble());
      double aspect = Math.pow(mostStretch, 2 * random.nextDouble() - 1);
      int width = (int) Math.round(Math.sqrt(area * aspect));
      int height = (int) Math.round(Math.sqrt(area / aspect));
      if (width > 0 && width <= image.width() && height > 0 && height <= image.height()) {
        int top = random.nextInt(image.height() - height + 1);
        int left = random.nextInt(image.width() - width + 1);
        return new Part(left, top, new ImageSize(height, width));
      }
    }
    return middle(image);
  }

  /** As much of the image as is not stretched too much. */
  private Part middle(ImageSize image) {
    int width = (int) Math.min(image.width(), Math.round(image.height() * mostStretch));
    int height = (int) Math.min(image.height(), Math.round(image.width() * mostStretch));
    return new Part(
        (image.width() - width) / 2, (image.height() - height) / 2, new ImageSize(height, width));
  }
}
