package io.crnas.spaces;

/**
 * The size of an image in pixels, written {@code 800x1088}: height first.
 *
 * @param height in pixels
 * @param width in pixels
 */
public record ImageSize(int height, int width) {
  public ImageSize {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException("an image of " + height + "x" + width + " is empty");
    }
  }

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException when it is not height, x, width
   */
  public static ImageSize parse(String text) {
    if (!text.matches("[1-9][0-9]{0,5}x[1-9][0-9]{0,5}")) {
      throw new IllegalArgumentException(
          "'" + text + "' is no image size, expected height x width in pixels such as 800x1088");
    }
    int x = text.indexOf('x');
    return new ImageSize(
        Integer.parseInt(text.substring(0, x)), Integer.parseInt(text.substring(x + 1)));
  }

  /**
   * {@code width 1088, height 800}: for messages about files, whose sizes people say width first.
   */
  public String inWords() {
    return "width " + width + ", height " + height;
  }

  @Override
  public String toString() {
    return height + "x" + width;
  }
}
