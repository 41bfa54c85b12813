package io.crnas.detection.data;

/**
 * How training pictures vary.
 *
 * @param horizontalFlip whether half of them, drawn at random, are mirrored left to right
 * @param verticalFlip whether half of them, drawn at random, are mirrored top to bottom
 */
public record Augmentation(boolean horizontalFlip, boolean verticalFlip) {
  /** Every picture as it is. */
  public static final Augmentation NONE = new Augmentation(false, false);
}
