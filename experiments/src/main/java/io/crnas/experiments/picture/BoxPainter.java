package io.crnas.experiments.picture;

import io.crnas.framework.file.AtomicFile;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.imageio.ImageIO;

/** Draws boxes with labels into an image; each class has its colour. */
public final class BoxPainter {
  /** An image of this many pixels on its longer side has lines and letters of the usual size. */
  private static final double USUAL_SIDE = 640;

  private static final double GOLDEN = 0.618034;

  /** Letters are dark on colours that are brighter than this. */
  private static final double BRIGHT = 140;

  private BoxPainter() {}

  /**
   * A box to draw.
   *
   * @param area in pixels of the image
   * @param label what is written by it
   * @param kind those of one kind have one colour
   */
  public record Labelled(Area area, String label, int kind) {

    /** A detection: its category and its score in per cent. */
    public static Labelled of(Area area, String category, double score, int kind) {
      return new Labelled(area, String.format(Locale.ROOT, "%s %.0f", category, 100 * score), kind);
    }
  }

  /**
   * Draws over an image.
   *
   * @param boxes whose labels come first come first
   * @return whether labels could be written: a machine without any font has none
   */
  public static boolean paint(BufferedImage image, List<Labelled> boxes) {
    double unit = Math.max(0.75, Math.max(image.getWidth(), image.getHeight()) / USUAL_SIDE);
    Graphics2D graphics = image.createGraphics();
    try {
      graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      graphics.setRenderingHint(
          RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
      // The surest last, above the others.
      boxes.reversed().forEach(box -> frame(graphics, box, unit));
      return labels(graphics, image, boxes, unit);
    } finally {
      graphics.dispose();
    }
  }

  /** Writes an image as PNG; the file is there whole or not at all. */
  public static void write(BufferedImage image, Path file) throws IOException {
    AtomicFile.write(
        file,
        out -> {
          if (!ImageIO.write(image, "png", out)) {
            throw new IOException("Java writes no PNG here");
          }
        });
  }

  private static void frame(Graphics2D graphics, Labelled box, double unit) {
    Area area = box.area();
    var rectangle =
        new Rectangle2D.Double(
            area.left(), area.top(), area.right() - area.left(), area.bottom() - area.top());
    // A dark edge makes the line seen on a ground of its own colour.
    graphics.setColor(new Color(0, 0, 0, 110));
    graphics.setStroke(new BasicStroke((float) (3.2 * unit)));
    graphics.draw(rectangle);
    graphics.setColor(colour(box.kind()));
    graphics.setStroke(new BasicStroke((float) (1.8 * unit)));
    graphics.draw(rectangle);
  }

  private static boolean labels(
      Graphics2D graphics, BufferedImage image, List<Labelled> boxes, double unit) {
    Optional<FontMetrics> found = Letters.of(graphics, (int) Math.round(11 * unit));
    if (found.isEmpty()) {
      return false;
    }
    FontMetrics letters = found.get();
    double edge = 2 * unit;
    var places = new LabelPlaces(image.getWidth(), image.getHeight());
    for (Labelled box : boxes) {
      Optional<Area> place =
          places.take(
              box.area(),
              letters.stringWidth(box.label()) + 2 * edge,
              letters.getAscent() + letters.getDescent());
      place.ifPresent(area -> {
        Color ground = colour(box.kind());
        graphics.setColor(ground);
        graphics.fill(
            new Rectangle2D.Double(
                area.left(), area.top(), area.right() - area.left(), area.bottom() - area.top()));
        graphics.setColor(brightness(ground) > BRIGHT ? Color.BLACK : Color.WHITE);
        graphics.drawString(
            box.label(), (float) (area.left() + edge), (float) (area.top() + letters.getAscent()));
      });
    }
    return true;
  }

  /** Far apart for kinds that are near each other. */
  static Color colour(int kind) {
    double hue = 0.04 + kind * GOLDEN;
    return Color.getHSBColor((float) (hue - Math.floor(hue)), kind % 2 == 0 ? 0.85f : 0.7f, 1);
  }

  private static double brightness(Color colour) {
    return 0.299 * colour.getRed() + 0.587 * colour.getGreen() + 0.114 * colour.getBlue();
  }
}
