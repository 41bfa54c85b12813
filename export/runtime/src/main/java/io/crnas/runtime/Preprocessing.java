package io.crnas.runtime;

import java.awt.image.BufferedImage;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * What an image goes through before the network sees it: brought to size, its R, G and B values
 * scaled to 0..1 and normalised, and padded with zeros on the right and at the bottom.
 *
 * @param resize to what size
 * @param multiple the padded height and width are multiples of this, in pixels
 * @param mean subtracted from R, G and B, which lie in 0..1
 * @param std what they are divided by afterwards
 */
public record Preprocessing(Resize resize, int multiple, List<Double> mean, List<Double> std) {

  /**
   * @throws IllegalArgumentException when there are not three means and three positive deviations
   */
  public Preprocessing {
    if (multiple < 1) {
      throw new IllegalArgumentException("padded to multiples of " + multiple);
    }
    mean = requireMeans(mean);
    std = requireDeviations(std);
  }

  /** An image as the network sees it. */
  public Prepared prepare(BufferedImage image) {
    Frame frame = Frame.of(image, this);
    int height = frame.size().height();
    int width = frame.size().width();
    float[] nchw = new float[Math.multiplyExact(3 * height, width)];
    Images.write(image, this, frame, FloatBuffer.wrap(nchw), 0);
    return new Prepared(nchw, height, width, frame.height(), frame.width());
  }

  /** A number of pixels with the padding. */
  int padded(int pixels) {
    return Math.ceilDiv(pixels, multiple) * multiple;
  }

  static List<Double> requireMeans(List<Double> mean) {
    if (mean.size() != 3 || !mean.stream().allMatch(Double::isFinite)) {
      throw new IllegalArgumentException("expected three means, got " + mean);
    }
    return List.copyOf(mean);
  }

  static List<Double> requireDeviations(List<Double> std) {
    if (std.size() != 3 || std.stream().anyMatch(s -> !(s > 0 && Double.isFinite(s)))) {
      throw new IllegalArgumentException("expected three deviations above 0, got " + std);
    }
    return List.copyOf(std);
  }

  /** How images are brought to size, and the multiple that they are padded to. */
  record Size(Resize resize, int multiple) {
    private static final Json NO = new Json.Truth(false);

    /**
     * Reads {@link #toJson}.
     *
     * @throws IllegalArgumentException when it is none, or it is done in another way
     */
    static Size parse(String text) {
      Json json = Json.parse(text);
      Resize resize =
          switch (json.get("mode").text()) {
            case "stretched" ->
                new Resize.Stretched(json.get("height").integer(), json.get("width").integer());
            case "kept_aspect" ->
                new Resize.KeptAspect(json.get("shorter").integer(), json.get("longer").integer());
            case String other -> throw new IllegalArgumentException(other);
          };
      int multiple = json.get("pad_multiple").integer();
      if (multiple < 1
          || !json.get("interpolation").text().equals("bilinear")
          || !json.get("align_corners").equals(NO)
          || !json.get("antialias").equals(NO)) {
        throw new IllegalArgumentException(text);
      }
      return new Size(resize, multiple);
    }

    Json toJson() {
      var fields = new LinkedHashMap<String, Json>();
      switch (resize) {
        case Resize.Stretched stretched -> {
          fields.put("mode", Json.of("stretched"));
          fields.put("height", Json.of(stretched.toHeight()));
          fields.put("width", Json.of(stretched.toWidth()));
        }
        case Resize.KeptAspect kept -> {
          fields.put("mode", Json.of("kept_aspect"));
          fields.put("shorter", Json.of(kept.shorter()));
          fields.put("longer", Json.of(kept.longer()));
        }
      }
      fields.put("interpolation", Json.of("bilinear"));
      fields.put("align_corners", NO);
      fields.put("antialias", NO);
      fields.put("pad_multiple", Json.of(multiple));
      return new Json.Fields(fields);
    }
  }
}
