package io.crnas.detection.data;

import io.crnas.framework.file.Fingerprint;
import io.crnas.spaces.ImageSize;
import java.util.List;
import java.util.Locale;

/**
 * What is known about one image without its pixels.
 *
 * @param id its name, unique in its dataset
 * @param source where it came from, for messages: a file or the words "generated scene"
 * @param width pixels
 * @param height pixels
 * @param annotations the objects, each inside the image
 */
public record Sample(
    String id, String source, int width, int height, List<Annotation> annotations) {
  public Sample {
    annotations = List.copyOf(annotations);
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(id + " of " + width + " x " + height + " pixels");
    }
    for (Annotation annotation : annotations) {
      Box box = annotation.box();
      if (box.x1() < 0 || box.y1() < 0 || box.x2() > width || box.y2() > height) {
        throw new IllegalArgumentException(
            "%s leaves the %d x %d pixels of %s".formatted(box, width, height, id));
      }
    }
  }

  /** The height and the width. */
  public ImageSize size() {
    return new ImageSize(height, width);
  }

  /** The same under another name. */
  public Sample called(String other) {
    return new Sample(other, source, width, height, annotations);
  }

  /** Adds all that batches depend on. */
  public void addTo(Fingerprint fingerprint) {
    fingerprint.add(id).add(width + "x" + height);
    for (Annotation a : annotations) {
      fingerprint.add(
          String.format(
              Locale.ROOT,
              "%s, category %d, area %s, crowd %s, difficult %s",
              a.box().canonical(),
              a.category(),
              a.area(),
              a.crowd(),
              a.difficult()));
      a.mask().ifPresent(mask -> fingerprint.add("mask " + mask.counts()));
    }
  }
}
