package io.crnas.detection.data;

import io.crnas.framework.file.Fingerprint;
import java.util.List;

/**
 * Images of one object each as images of a class: the object is taken to fill its image.
 *
 * @param objects every image of it has exactly one object
 */
public record ClassifiedImages(Dataset objects, List<Sample> samples) implements Dataset {

  /** An image with another number of objects is an {@link IllegalArgumentException}. */
  public static ClassifiedImages of(Dataset objects) {
    return new ClassifiedImages(
        objects, objects.samples().stream().map(ClassifiedImages::whole).toList());
  }

  private static Sample whole(Sample sample) {
    var box = new Box(0, 0, sample.width(), sample.height());
    return new Sample(
        sample.id(),
        sample.source(),
        sample.width(),
        sample.height(),
        List.of(new Annotation(box, category(sample))));
  }

  /** The class of an image, an index into {@link Dataset#categories}. */
  public static int category(Sample sample) {
    if (sample.annotations().size() != 1) {
      throw new IllegalArgumentException(
          "%s has %d objects, so no class of its own"
              .formatted(sample.id(), sample.annotations().size()));
    }
    return sample.annotations().getFirst().category();
  }

  @Override
  public String name() {
    return objects.name();
  }

  @Override
  public List<String> categories() {
    return objects.categories();
  }

  @Override
  public Image load(int index) {
    return objects.load(index);
  }

  @Override
  public String fingerprint() {
    return Fingerprint.of("classes of images", objects.fingerprint());
  }
}
