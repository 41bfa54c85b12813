package io.crnas.experiments.chart;

import java.util.Locale;

/** Text that becomes HTML or SVG. */
public final class Markup {
  private Markup() {}

  /** What may stand in HTML and in a quoted attribute. */
  public static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  /** The text with {@code %s} and the like filled in; numbers as in English. */
  @SuppressWarnings("AnnotateFormatMethod") // Not worth a dependency; every template is a constant.
  public static String fill(String template, Object... values) {
    return String.format(Locale.ROOT, template, values);
  }
}
