package io.crnas.experiments.picture;

import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.util.Optional;

/** The letters that pictures are labelled with. */
public final class Letters {
  private Letters() {}

  /**
   * Sets bold letters of a size; empty on a machine without any font, where nothing can be written.
   *
   * @param size in pixels
   */
  public static Optional<FontMetrics> of(Graphics2D graphics, int size) {
    try {
      graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, size));
      return Optional.of(graphics.getFontMetrics());
    } catch (RuntimeException | Error e) { // of many kinds, where there is no font at all
      return Optional.empty();
    }
  }
}
