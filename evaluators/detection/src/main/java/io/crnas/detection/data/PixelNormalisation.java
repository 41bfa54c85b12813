package io.crnas.detection.data;

import io.crnas.framework.setting.Setting;
import java.util.List;

/**
 * What is subtracted from pixels from 0 to 1 and what they are divided by; ImageNet's by default.
 * Numbers are those of red, green and blue.
 */
public record PixelNormalisation(
    @Setting(
            about = "means of red, green and blue, from 0 to 1",
            byDefault = "[0.485, 0.456, 0.406]",
            minLength = 3,
            maxLength = 3)
        List<Double> mean,
    @Setting(
            about =
                "standard deviations of red, green and blue; with means and deviations of 0.5, pixels become -1 to 1",
            byDefault = "[0.229, 0.224, 0.225]",
            above = 0,
            minLength = 3,
            maxLength = 3)
        List<Double> deviation) {
  private static final int CHANNELS = 3;

  /** That of ImageNet's pixels, as torchvision has it. */
  public static final PixelNormalisation IMAGENET =
      new PixelNormalisation(List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225));

  public PixelNormalisation {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    if (mean.size() != CHANNELS
        || deviation.size() != CHANNELS
        || !deviation.stream().allMatch(number -> number > 0)) {
      throw new IllegalArgumentException("mean " + mean + ", deviation " + deviation);
    }
  }

  Rgb means() {
    return rgb(mean);
  }

  Rgb deviations() {
    return rgb(deviation);
  }

  private static Rgb rgb(List<Double> numbers) {
    return new Rgb(
        numbers.get(0).floatValue(), numbers.get(1).floatValue(), numbers.get(2).floatValue());
  }
}
