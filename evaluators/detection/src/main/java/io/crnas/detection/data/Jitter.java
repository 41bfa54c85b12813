package io.crnas.detection.data;

import io.crnas.framework.setting.Setting;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * How much the colours of training images change, as torchvision's {@code ColorJitter}: for each
 * image the factors are drawn uniformly and applied in an order that is drawn too. Nothing happens
 * where a strength is 0.
 *
 * @param brightness the factor is within 1 - brightness (or 0) and 1 + brightness
 * @param contrast likewise
 * @param saturation likewise
 * @param hue the shift is within -hue and hue of a whole turn; at most 0.5
 */
public record Jitter(
    @Setting(
            about = "brightness is multiplied by 1, give or take at most this",
            byDefault = "0",
            min = 0)
        double brightness,
    @Setting(
            about = "contrast is multiplied by 1, give or take at most this",
            byDefault = "0",
            min = 0)
        double contrast,
    @Setting(
            about = "saturation is multiplied by 1, give or take at most this",
            byDefault = "0",
            min = 0)
        double saturation,
    @Setting(
            about = "hue is turned by at most this part of a whole turn",
            byDefault = "0",
            min = 0,
            max = 0.5)
        double hue) {
  /** Colours as they are. */
  public static final Jitter NONE = new Jitter(0, 0, 0, 0);

  public Jitter {
    for (double strength : List.of(brightness, contrast, saturation)) {
      if (!(strength >= 0 && strength < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("a strength of " + strength);
      }
    }
    if (!(hue >= 0 && hue <= 0.5)) {
      throw new IllegalArgumentException("a hue of " + hue);
    }
  }

  /** The changes of one image, in the order to apply them. */
  List<Recolouring> draw(RandomGenerator random) {
    var drawn = new ArrayList<Recolouring>();
    if (brightness > 0) {
      drawn.add(new Recolouring.Brightness(factor(brightness, random)));
    }
    if (contrast > 0) {
      drawn.add(new Recolouring.Contrast(factor(contrast, random)));
    }
    if (saturation > 0) {
      drawn.add(new Recolouring.Saturation(factor(saturation, random)));
    }
    if (hue > 0) {
      drawn.add(new Recolouring.Hue((float) ((2 * random.nextDouble() - 1) * hue)));
    }
    Collections.shuffle(drawn, Random.from(random));
    return List.copyOf(drawn);
  }

  private static float factor(double strength, RandomGenerator random) {
    double least = Math.max(0, 1 - strength);
    return (float) (least + random.nextDouble() * (1 + strength - least));
  }
}
