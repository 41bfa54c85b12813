package io.crnas.experiments.sketch;

import com.github.weisj.jsvg.SVGDocument;
import com.github.weisj.jsvg.parser.LoaderContext;
import com.github.weisj.jsvg.parser.SVGLoader;
import io.crnas.experiments.picture.Letters;
import java.awt.Component;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes pixels of a sketch, for what shows no SVG. */
public final class Raster {
  /** Twice as many pixels as the sketch has units, so that its letters can be read. */
  private static final int SCALE = 2;

  private static final @Nullable Component NO_WINDOW = null;

  private Raster() {}

  /**
   * Draws an SVG element on white; empty on a machine without any font, where nothing can be
   * written.
   */
  public static Optional<BufferedImage> of(String svg) {
    SVGDocument document =
        new SVGLoader()
            .load(
                new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)),
                null,
                LoaderContext.createDefault());
    if (document == null) {
      throw new IllegalArgumentException("not SVG: " + svg);
    }
    var size = document.size();
    var image =
        new BufferedImage(
            (int) Math.ceil(size.width * SCALE),
            (int) Math.ceil(size.height * SCALE),
            BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      graphics.setRenderingHint(
          RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
      if (Letters.of(graphics, 1).isEmpty()) {
        return Optional.empty();
      }
      graphics.scale(SCALE, SCALE);
      document.render(NO_WINDOW, graphics, document.viewBox());
      return Optional.of(image);
    } finally {
      graphics.dispose();
    }
  }
}
