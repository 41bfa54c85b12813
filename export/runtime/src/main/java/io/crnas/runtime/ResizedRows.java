package io.crnas.runtime;

/** The rows of an image that is brought to size, one after the other; values from 0 to 255. */
final class ResizedRows {
  private static final int CHANNELS = 3;

  private final Pixels pixels;
  private final Axis rows;
  private final Axis columns;
  private final float[][] source;
  private Row above;
  private Row below;
  private float down;

  /** A row of the image, as wide as the result. */
  private static final class Row {
    private final float[][] values;
    private int y = -1;

    private Row(int width) {
      this.values = new float[CHANNELS][width];
    }
  }

  /**
   * @param height of the result
   * @param width of the result
   */
  ResizedRows(Pixels pixels, int height, int width) {
    this.pixels = pixels;
    this.rows = new Axis(pixels.height(), height);
    this.columns = new Axis(pixels.width(), width);
    this.source = new float[CHANNELS][pixels.width()];
    this.above = new Row(width);
    this.below = new Row(width);
  }

  /** Goes to a row of the result. */
  void moveTo(int y) {
    if (rows.before(y) == below.y) {
      Row swapped = above;
      above = below;
      below = swapped;
    }
    fill(above, rows.before(y));
    fill(below, rows.after(y));
    down = rows.weight(y);
  }

  /** A value of the row. */
  float at(int channel, int x) {
    return above.values[channel][x] * (1 - down) + below.values[channel][x] * down;
  }

  private void fill(Row row, int y) {
    if (row.y == y) {
      return;
    }
    row.y = y;
    pixels.read(y, source);
    for (int channel = 0; channel < CHANNELS; channel++) {
      float[] from = source[channel];
      float[] to = row.values[channel];
      for (int x = 0; x < columns.length(); x++) {
        float across = columns.weight(x);
        to[x] = from[columns.before(x)] * (1 - across) + from[columns.after(x)] * across;
      }
    }
  }
}
