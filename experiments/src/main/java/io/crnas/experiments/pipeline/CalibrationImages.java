package io.crnas.experiments.pipeline;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Images on which ranges of values are looked at.
 *
 * @param split {@code train}, {@code val} or {@code test}
 * @param count how many of it at most
 */
public record CalibrationImages(String split, int count) {
  private static final Pattern FORM = Pattern.compile("(train|val|test):([1-9]\\d{0,5})");

  /** So many of the training's images that more change nothing. */
  public static CalibrationImages defaults() {
    return new CalibrationImages("train", 64);
  }

  /**
   * Reads {@code train:64}.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static CalibrationImages parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(text);
    }
    return new CalibrationImages(form.group(1), Integer.parseInt(form.group(2)));
  }

  @Override
  public String toString() {
    return split + ":" + count;
  }
}
