package io.crnas.detection.coco;

import io.crnas.detection.mask.Mask;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.spaces.ImageSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * One entry of a file. What is asked of it and is not there is an {@link InvalidInputException}
 * with the entry's place.
 *
 * @param where the file and the entry's place in it
 */
public record Entry(String where, JsonNode node) {

  /** A whole number. */
  public long integer(String key) {
    JsonNode value = node.path(key);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw wrong(key, value, "a whole number");
    }
    return value.longValue();
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

  /** {@code height} and {@code width} of an image. */
  public ImageSize size() {
    long height = integer("height");
    long width = integer("width");
    if (height < 1 || width < 1 || height * width > Integer.MAX_VALUE) {
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

  /** Polygons, or run lengths plain or compressed, as a mask of the image's size. */
  public Mask mask(String key, ImageSize image) {
    JsonNode value = node.path(key);
    Mask mask;
    try {
      if (value.isArray() && !value.isEmpty()) {
        List<Mask> polygons = new ArrayList<>();
        for (JsonNode polygon : value) {
          polygons.add(Mask.ofPolygon(image.height(), image.width(), numbers(key, polygon)));
        }
        mask = Mask.union(polygons);
      } else if (value.isObject()) {
        mask = runs(key, value);
      } else {
        throw wrong(key, value, "polygons, or size and counts");
      }
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(
          where + ", " + key, String.valueOf(e.getMessage()), "a mask of COCO's");
    }
    var size = new ImageSize(mask.height(), mask.width());
    if (!size.equals(image)) {
      throw new InvalidInputException(
          where + ", " + key, "a mask of " + size.inWords(), "the image's " + image.inWords());
    }
    return mask;
  }

  private Mask runs(String key, JsonNode value) {
    double[] size = numbers(key, value.path("size"));
    if (size.length != 2) {
      throw wrong(key + ".size", value.path("size"), "[height, width]");
    }
    JsonNode counts = value.path("counts");
    if (counts.isString()) {
      return Mask.ofText((int) size[0], (int) size[1], counts.asString());
    }
    double[] runs = numbers(key, counts);
    int[] lengths = new int[runs.length];
    for (int i = 0; i < runs.length; i++) {
      lengths[i] = (int) runs[i];
    }
    return Mask.ofCounts((int) size[0], (int) size[1], lengths);
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
