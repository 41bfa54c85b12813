package io.crnas.experiments.picture;

import io.crnas.detection.mask.Bounds;
import io.crnas.detection.mask.Mask;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.List;

/** Colours the pixels of objects in an image; each class has its colour. */
public final class MaskPainter {
  /** How much of the image's own colour is left. */
  private static final double LEFT = 0.55;

  private MaskPainter() {}

  /**
   * The pixels of an object.
   *
   * @param mask of the image's size
   * @param kind those of one kind have one colour, as boxes have
   */
  public record Filled(Mask mask, int kind) {}

  /** Draws over an image, the first ones above the others. */
  public static void paint(BufferedImage image, List<Filled> objects) {
    objects.reversed().forEach(object -> paint(image, object));
  }

  private static void paint(BufferedImage image, Filled object) {
    Color colour = BoxPainter.colour(object.kind());
    Bounds bounds = object.mask().bounds();
    float[] pixels = object.mask().resized(image.getHeight(), image.getWidth());
    for (int y = bounds.y(); y < bounds.y() + bounds.height(); y++) {
      for (int x = bounds.x(); x < bounds.x() + bounds.width(); x++) {
        if (pixels[y * image.getWidth() + x] > 0) {
          image.setRGB(x, y, mixed(new Color(image.getRGB(x, y)), colour));
        }
      }
    }
  }

  private static int mixed(Color under, Color over) {
    return new Color(
            mixed(under.getRed(), over.getRed()),
            mixed(under.getGreen(), over.getGreen()),
            mixed(under.getBlue(), over.getBlue()))
        .getRGB();
  }

  private static int mixed(int under, int over) {
    return (int) Math.round(LEFT * under + (1 - LEFT) * over);
  }
}
