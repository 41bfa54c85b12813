package io.crnas.detection.data;

import io.crnas.detection.mask.Mask;
import io.crnas.spaces.ImageSize;
import java.util.List;
import java.util.Optional;

/**
 * One image of a batch: how it was prepared and what is to be found in it.
 *
 * @param index the image's place in its dataset
 * @param sample the image as it was before it was prepared
 * @param width pixels after the resize, without padding
 * @param height pixels after the resize, without padding
 * @param flippedHorizontally whether it was mirrored left to right
 * @param flippedVertically whether it was mirrored top to bottom
 * @param annotations the objects in pixels of the batch: after the resize and the flips, in the
 *     order of the sample
 */
public record PreparedSample(
    int index,
    Sample sample,
    int width,
    int height,
    boolean flippedHorizontally,
    boolean flippedVertically,
    List<Annotation> annotations) {
  public PreparedSample {
    annotations = List.copyOf(annotations);
  }

  static PreparedSample of(Draw draw, Sample sample, ImageSize size) {
    return new PreparedSample(
        draw.index(),
        sample,
        size.width(),
        size.height(),
        draw.flippedHorizontally(),
        draw.flippedVertically(),
        draw.part().isPresent() ? filling(sample, size) : resized(draw, sample, size));
  }

  private static List<Annotation> resized(Draw draw, Sample sample, ImageSize size) {
    float horizontally = (float) size.width() / sample.width();
    float vertically = (float) size.height() / sample.height();
    return sample.annotations().stream()
        .map(annotation -> {
          Box box = annotation.box().scaled(horizontally, vertically);
          box = draw.flippedHorizontally() ? box.flippedHorizontally(size.width()) : box;
          box = draw.flippedVertically() ? box.flippedVertically(size.height()) : box;
          return annotation.at(box);
        })
        .toList();
  }

  /** What fills an image fills every part of it. */
  private static List<Annotation> filling(Sample sample, ImageSize size) {
    var whole = new Box(0, 0, sample.width(), sample.height());
    for (Annotation annotation : sample.annotations()) {
      if (!annotation.box().equals(whole)) {
        throw new IllegalArgumentException(
            "a part of %s, which has an object at %s".formatted(sample.id(), annotation.box()));
      }
    }
    return sample.annotations().stream()
        .map(annotation -> annotation.at(new Box(0, 0, size.width(), size.height())))
        .toList();
  }

  /** The mask of an object, where it is known. */
  public Optional<PreparedMask> mask(int annotation) {
    return sample
        .annotations()
        .get(annotation)
        .mask()
        .map(mask ->
            new PreparedMask(
                mask, new ImageSize(height, width), flippedHorizontally, flippedVertically));
  }

  /** The pixels of the image as it was that a mask found in a box of the batch's image fills. */
  public Mask original(BoxMask found, Box box) {
    return found.flipped(flippedHorizontally, flippedVertically).in(original(box), sample.size());
  }

  /** A box found in the batch's image, unflipped, in pixels of the image as it was. */
  public Box original(Box found) {
    Box box = flippedHorizontally ? found.flippedHorizontally(width) : found;
    box = flippedVertically ? box.flippedVertically(height) : box;
    return box.scaled((float) sample.width() / width, (float) sample.height() / height);
  }
}
