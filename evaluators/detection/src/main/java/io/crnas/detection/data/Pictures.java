package io.crnas.detection.data;

import io.crnas.framework.file.Fingerprint;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Images that are there already, without objects.
 *
 * @param name of the split
 * @param images in order
 */
public record Pictures(String name, List<Image> images) implements Dataset {
  public Pictures {
    images = List.copyOf(images);
  }

  @Override
  public List<String> categories() {
    return List.of();
  }

  @Override
  public List<Sample> samples() {
    return IntStream.range(0, images.size())
        .mapToObj(index -> {
          Image image = images.get(index);
          return new Sample(
              name + "-" + index, name, image.width(), image.height(), List.<Annotation>of());
        })
        .toList();
  }

  @Override
  public Image load(int index) {
    return images.get(index);
  }

  @Override
  public String fingerprint() {
    var fingerprint = new Fingerprint();
    for (Image image : images) {
      fingerprint.add(image.size().toString()).add(Fingerprint.of(image.planes()));
    }
    return fingerprint.hexadecimal();
  }
}
