package io.crnas.detection.data;

import java.util.List;
import java.util.Optional;

/**
 * How training images vary.
 *
 * @param horizontalFlip whether half of them, drawn at random, are mirrored left to right
 * @param verticalFlip whether half of them, drawn at random, are mirrored top to bottom
 * @param jitter how much their colours change
 * @param shorterSides of which one is drawn for each batch in place of that of {@link
 *     Resize.KeptAspect}; none where all batches have the same
 * @param crop what is cut out of each image, whose object has to fill it; without it, the whole
 */
public record Augmentation(
    boolean horizontalFlip,
    boolean verticalFlip,
    Jitter jitter,
    List<Integer> shorterSides,
    Optional<RandomCrop> crop) {
  /** Every image as it is. */
  public static final Augmentation NONE = new Augmentation(false, false);

  public Augmentation {
    shorterSides = List.copyOf(shorterSides);
    for (int side : shorterSides) {
      if (side < 1) {
        throw new IllegalArgumentException("a side of " + side + " pixels");
      }
    }
  }

  /** What it is, for fingerprints: a text that renaming something in the code does not change. */
  public String canonical() {
    // Crops are told only where there are some, so that trainings of before are known.
    String cropped = crop.map(one -> ", " + one.canonical()).orElse("");
    return ("Augmentation[horizontalFlip=%s, verticalFlip=%s, jitter=Jitter[brightness=%s,"
            + " contrast=%s, saturation=%s, hue=%s], shorterSides=%s%s]")
        .formatted(
            horizontalFlip,
            verticalFlip,
            jitter.brightness(),
            jitter.contrast(),
            jitter.saturation(),
            jitter.hue(),
            shorterSides,
            cropped);
  }

  /** Without crops. */
  public Augmentation(
      boolean horizontalFlip, boolean verticalFlip, Jitter jitter, List<Integer> shorterSides) {
    this(horizontalFlip, verticalFlip, jitter, shorterSides, Optional.empty());
  }

  /** Flips alone. */
  public Augmentation(boolean horizontalFlip, boolean verticalFlip) {
    this(horizontalFlip, verticalFlip, Jitter.NONE, List.of());
  }
}
