package io.crnas.experiments.field;

import io.crnas.detection.field.EffectiveField;
import io.crnas.experiments.picture.Area;
import io.crnas.experiments.picture.Letters;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Draws receptive fields: a row for each net, a panel for each level. A panel is the whole input:
 * brighter where a pixel matters more, by the square root of its share, so that what is far out
 * shows; the anchors are boxes, the effective radius is a circle.
 */
public final class FieldPainter {
  /** The longer side of a panel. */
  private static final int PANEL = 224;

  private static final int GAP = 8;
  private static final int LINE = 18;
  private static final int LETTERS = 12;

  /** From nothing to the most; so few colours that the file stays small. */
  private static final int COLOURS = 32;

  private static final Color[] SCALE = {
    new Color(8, 4, 24),
    new Color(84, 18, 108),
    new Color(186, 54, 86),
    new Color(248, 142, 12),
    new Color(252, 252, 168)
  };

  private static final Color ANCHOR = new Color(96, 224, 255);
  private static final Color RADIUS = Color.WHITE;

  private static final String NAME = "erf.png";

  private FieldPainter() {}

  /** Where the picture of a run's nets is in its folder. */
  public static Path in(Path run) {
    return run.resolve(NAME);
  }

  /** The picture; at least one net. */
  public static BufferedImage paint(List<NetFields> nets) {
    int columns = nets.stream().mapToInt(net -> net.levels().size()).max().orElseThrow();
    int width = nets.stream().mapToInt(FieldPainter::width).max().orElseThrow();
    int height = nets.stream().mapToInt(net -> height(net) + 2 * LINE + GAP).sum();
    var image =
        new BufferedImage(columns * (width + GAP) + GAP, height + GAP, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      graphics.setColor(Color.WHITE);
      graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
      graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      Optional<FontMetrics> letters = Letters.of(graphics, LETTERS);
      int top = GAP;
      for (NetFields net : nets) {
        write(graphics, letters, net.title(), GAP, top);
        int left = GAP;
        for (NetFields.Level level : net.levels()) {
          paint(graphics, image, level, left, top + LINE);
          write(graphics, letters, caption(level), left, top + LINE + height(net));
          left += width + GAP;
        }
        top += height(net) + 2 * LINE + GAP;
      }
    } finally {
      graphics.dispose();
    }
    return image;
  }

  private static String caption(NetFields.Level level) {
    return "%s: field %s, radius %s"
        .formatted(level.name(), FieldTable.theoretical(level), FieldTable.radius(level));
  }

  private static void write(
      Graphics2D graphics, Optional<FontMetrics> letters, String text, int left, int top) {
    letters.ifPresent(metrics -> {
      graphics.setColor(Color.BLACK);
      graphics.drawString(text, left, top + metrics.getAscent());
    });
  }

  private static double scale(EffectiveField field) {
    return (double) PANEL / Math.max(field.size().height(), field.size().width());
  }

  private static int width(NetFields net) {
    EffectiveField field = net.levels().getFirst().field();
    return (int) Math.round(field.size().width() * scale(field));
  }

  private static int height(NetFields net) {
    EffectiveField field = net.levels().getFirst().field();
    return (int) Math.round(field.size().height() * scale(field));
  }

  private static void paint(
      Graphics2D graphics, BufferedImage image, NetFields.Level level, int left, int top) {
    EffectiveField field = level.field();
    double scale = scale(field);
    int width = (int) Math.round(field.size().width() * scale);
    int height = (int) Math.round(field.size().height() * scale);
    double[][] means = means(field, height, width);
    double most = 0;
    for (double[] row : means) {
      for (double mean : row) {
        most = Math.max(most, mean);
      }
    }
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(left + x, top + y, colour(Math.sqrt(means[y][x] / most)).getRGB());
      }
    }
    Shape outside = graphics.getClip();
    graphics.clipRect(left, top, width, height);
    graphics.setStroke(new BasicStroke(1.2f));
    graphics.setColor(ANCHOR);
    for (Area anchor : level.anchors()) {
      graphics.draw(
          new Rectangle2D.Double(
              left + anchor.left() * scale,
              top + anchor.top() * scale,
              (anchor.right() - anchor.left()) * scale,
              (anchor.bottom() - anchor.top()) * scale));
    }
    graphics.setColor(RADIUS);
    double radius = field.radius() * scale;
    graphics.draw(
        new Ellipse2D.Double(
            left + (field.column() + 0.5) * scale - radius,
            top + (field.row() + 0.5) * scale - radius,
            2 * radius,
            2 * radius));
    graphics.setClip(outside);
  }

  /** The mean share of the input's pixels under each pixel of the panel. */
  private static double[][] means(EffectiveField field, int height, int width) {
    double[][] means = new double[height][width];
    for (int y = 0; y < height; y++) {
      int firstRow = from(y, height, field.size().height());
      int endRow = Math.max(firstRow + 1, from(y + 1, height, field.size().height()));
      for (int x = 0; x < width; x++) {
        int firstColumn = from(x, width, field.size().width());
        int endColumn = Math.max(firstColumn + 1, from(x + 1, width, field.size().width()));
        double sum = 0;
        for (int row = firstRow; row < endRow; row++) {
          for (int column = firstColumn; column < endColumn; column++) {
            sum += field.share(row, column);
          }
        }
        means[y][x] = sum / ((endRow - firstRow) * (endColumn - firstColumn));
      }
    }
    return means;
  }

  private static int from(int pixel, int pixels, int of) {
    return (int) ((long) pixel * of / pixels);
  }

  /** Of a value from 0 to 1. */
  private static Color colour(double value) {
    double place = Math.rint(value * (COLOURS - 1)) / (COLOURS - 1) * (SCALE.length - 1);
    int below = Math.min((int) place, SCALE.length - 2);
    double above = place - below;
    Color from = SCALE[below];
    Color to = SCALE[below + 1];
    return new Color(
        mixed(from.getRed(), to.getRed(), above),
        mixed(from.getGreen(), to.getGreen(), above),
        mixed(from.getBlue(), to.getBlue(), above));
  }

  private static int mixed(int from, int to, double share) {
    return (int) Math.round(from + (to - from) * share);
  }
}
