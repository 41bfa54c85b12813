package io.crnas.detection.data;

/** A number for each channel, where pixels are 0 to 1. */
public record Rgb(float red, float green, float blue) {
  public Rgb {
    if (!(Float.isFinite(red) && Float.isFinite(green) && Float.isFinite(blue))) {
      throw new IllegalArgumentException("%s, %s, %s".formatted(red, green, blue));
    }
  }

  /** The number for channel 0 (red), 1 (green) or 2 (blue). */
  public float channel(int channel) {
    return switch (channel) {
      case 0 -> red;
      case 1 -> green;
      case 2 -> blue;
      default -> throw new IndexOutOfBoundsException(channel);
    };
  }

  /** What it is, for fingerprints: a text that renaming something in the code does not change. */
  String canonical() {
    return "Rgb[red=%s, green=%s, blue=%s]".formatted(red, green, blue);
  }
}
