package io.crnas.detection.coco;

import io.crnas.detection.mask.Bounds;
import io.crnas.detection.mask.Mask;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.spaces.ImageSize;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/**
 * One entry of a file. What is asked of it and is not there is an {@link InvalidInputException}
 * with the entry's place.
 *
 * @param where the file and the entry's place in it
 */
public record Entry(String where, JsonNode node) {

  /** From here on not every whole number is a fraction of JSON's. */
  private static final double MOST_EXACT = 1L << 53;

  /** A whole number, also one that is written as 1.0. */
  public long integer(String key) {
    return integer(key, node.path(key));
  }

  private long integer(String key, JsonNode value) {
    if (value.isIntegralNumber() && value.canConvertToLong()) {
      return value.longValue();
    }
    double number = value.isNumber() ? value.doubleValue() : Double.NaN;
    if (number != Math.rint(number) || Math.abs(number) > MOST_EXACT) {
      throw wrong(key, value, "a whole number");
    }
    return (long) number;
  }

  /** A whole number or a text; "3" is 3. */
  String id(String key, Oddities oddities) {
    JsonNode value = node.path(key);
    if (value.isString()) {
      oddities.add(Oddity.TEXT_ID, where + ", " + key, value.toString(), "a whole number");
      return value.asString();
    }
    if (!value.isNumber()) {
      throw wrong(key, value, "a whole number or a text");
    }
    if (!value.isIntegralNumber()) {
      oddities.add(Oddity.FRACTION_ID, where + ", " + key, value.toString(), "a whole number");
    }
    return Long.toString(integer(key, value));
  }

  boolean isText(String key) {
    return node.path(key).isString();
  }

  /** What a whole number stands for among what is known. */
  public <T> T known(String key, Map<Long, T> known, String expected) {
    long id = integer(key);
    T value = known.get(id);
    if (value == null) {
      throw new InvalidInputException(where + ", " + key, Long.toString(id), expected);
    }
    return value;
  }

  /** A finite number. */
  public double number(String key) {
    return number(key, node.path(key));
  }

  /** A text. */
  public String text(String key) {
    JsonNode value = node.path(key);
    if (!value.isString()) {
      throw wrong(key, value, "a text");
    }
    return value.asString();
  }

  /** Whether a key that may be left out is 1 or true. */
  public boolean flag(String key) {
    JsonNode value = node.path(key);
    return value.isBoolean() ? value.booleanValue() : value.asInt(0) != 0;
  }

  /** Whether there is something under a key. */
  public boolean has(String key) {
    return node.hasNonNull(key);
  }

  /** Whether there is something under a key that is no empty list. */
  boolean holds(String key) {
    JsonNode value = node.path(key);
    return has(key) && !(value.isArray() && value.isEmpty());
  }

  /** {@code height} and {@code width} of an image. */
  public ImageSize size() {
    long height = integer("height");
    long width = integer("width");
    if (height < 1 || width < 1 || height > Integer.MAX_VALUE / width) {
      throw new InvalidInputException(
          where, "an image of width " + width + ", height " + height, "a width and a height");
    }
    return new ImageSize((int) height, (int) width);
  }

  /** x, y, width and height. */
  public double[] box(String key) {
    JsonNode value = node.path(key);
    if (!value.isArray() || value.size() != 4) {
      throw wrong(key, value, "[x, y, width, height]");
    }
    double[] box = numbers(key, value);
    if (box[2] < 0 || box[3] < 0) {
      throw wrong(key, value, "a width and a height of 0 or more");
    }
    return box;
  }

  /** The box under {@code bbox}, or where there is none that of the mask. */
  double[] boxOr(Optional<Mask> mask, Oddities oddities) {
    if (holds("bbox") || mask.isEmpty()) {
      return box("bbox");
    }
    if (has("bbox")) {
      oddities.add(Oddity.NO_BOX, where + ", bbox", "[]", "[x, y, width, height]");
    }
    Bounds bounds = mask.get().bounds();
    return new double[] {bounds.x(), bounds.y(), bounds.width(), bounds.height()};
  }

  /** Polygons, or run lengths plain or compressed, as a mask of the image's size. */
  public Mask mask(String key, ImageSize image) {
    return mask(key, Optional.of(image), new Oddities(where, true));
  }

  /**
   * As in pycocotools.
   *
   * @param image absent where the annotations' file does not tell its size; then run lengths do
   */
  Mask mask(String key, Optional<ImageSize> image, Oddities oddities) {
    JsonNode value = node.path(key);
    Mask mask;
    if (value.isArray() && !value.isEmpty()) {
      mask = polygons(key, value, sized(key, image), oddities);
    } else if (value.isObject()) {
      mask = runs(key, value);
    } else {
      throw wrong(key, value, "polygons, or size and counts");
    }
    var size = new ImageSize(mask.height(), mask.width());
    if (image.isPresent() && !size.equals(image.get())) {
      throw new InvalidInputException(
          where + ", " + key,
          "a mask of " + size.inWords(),
          "the image's " + image.get().inWords());
    }
    return mask;
  }

  /** The mask of the box. */
  Mask boxMask(String key, Optional<ImageSize> image) {
    ImageSize size = sized(key, image);
    double[] box = box(key);
    return made(key, () -> Mask.ofBox(size.height(), size.width(), box[0], box[1], box[2], box[3]));
  }

  private ImageSize sized(String key, Optional<ImageSize> image) {
    return image.orElseThrow(() -> unsized(key));
  }

  InvalidInputException unsized(String key) {
    return new InvalidInputException(
        where + ", " + key, "an image without width and height", "both, for a mask");
  }

  private Mask polygons(String key, JsonNode value, ImageSize image, Oddities oddities) {
    if (value.get(0).size() == 4) {
      // pycocotools takes all of them for boxes then, and fails.
      throw wrong(key, value, "a polygon of three or more corners, not of four numbers");
    }
    List<Mask> polygons = new ArrayList<>();
    for (JsonNode polygon : value) {
      double[] corners = numbers(key, polygon);
      if (corners.length % 2 != 0) {
        odd(Oddity.HALF_CORNER, key, polygon, oddities);
        corners = Arrays.copyOf(corners, corners.length - 1);
      }
      if (corners.length < 6) {
        odd(Oddity.FEW_CORNERS, key, polygon, oddities);
        polygons.add(Mask.ofCounts(image.height(), image.width(), image.height() * image.width()));
      } else {
        double[] all = corners;
        polygons.add(made(key, () -> Mask.ofPolygon(image.height(), image.width(), all)));
      }
    }
    return Mask.union(polygons);
  }

  private void odd(Oddity oddity, String key, JsonNode polygon, Oddities oddities) {
    oddities.add(
        oddity,
        where + ", " + key,
        "a polygon of " + polygon.size() + " numbers",
        "two for each of 3 or more corners");
  }

  private Mask runs(String key, JsonNode value) {
    int[] size = wholeNumbers(key + ".size", value.path("size"));
    if (size.length != 2) {
      throw wrong(key + ".size", value.path("size"), "[height, width]");
    }
    JsonNode counts = value.path("counts");
    if (counts.isString()) {
      return made(key, () -> Mask.ofText(size[0], size[1], counts.asString()));
    }
    int[] lengths = wholeNumbers(key + ".counts", counts);
    return made(key, () -> Mask.ofCounts(size[0], size[1], lengths));
  }

  private Mask made(String key, Supplier<Mask> mask) {
    try {
      return mask.get();
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(
          where + ", " + key, String.valueOf(e.getMessage()), "a mask of COCO's");
    }
  }

  private int[] wholeNumbers(String key, JsonNode array) {
    double[] numbers = numbers(key, array);
    int[] whole = new int[numbers.length];
    for (int i = 0; i < whole.length; i++) {
      whole[i] = (int) numbers[i];
      if (whole[i] != numbers[i]) {
        throw wrong(key, array.get(i), "a whole number");
      }
    }
    return whole;
  }

  private double[] numbers(String key, JsonNode array) {
    if (!array.isArray()) {
      throw wrong(key, array, "a list of numbers");
    }
    double[] numbers = new double[array.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = number(key, array.get(i));
    }
    return numbers;
  }

  private double number(String key, JsonNode value) {
    if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
      throw wrong(key, value, "a number");
    }
    return value.doubleValue();
  }

  InvalidInputException wrong(String key, JsonNode value, String expected) {
    String found = value.isMissingNode() ? "nothing" : value.toString();
    return new InvalidInputException(
        where + ", " + key, found.length() > 60 ? found.substring(0, 60) + "..." : found, expected);
  }
}
