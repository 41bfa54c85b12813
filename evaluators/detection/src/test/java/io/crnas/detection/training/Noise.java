package io.crnas.detection.training;

import io.crnas.detection.data.Annotation;
import io.crnas.detection.data.Box;
import io.crnas.detection.data.Dataset;
import io.crnas.detection.data.Image;
import io.crnas.detection.data.Sample;
import io.crnas.framework.random.Seeds;
import io.crnas.spaces.ImageSize;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Images of random bytes, each with 30 boxes up to a quarter as wide as itself. */
final class Noise implements Dataset {
  private static final int BOXES = 30;
  private static final int LEAST = 8;
  private final List<Sample> samples = new ArrayList<>();
  private final ImageSize size;

  Noise(int images, ImageSize size) {
    this.size = size;
    for (int i = 0; i < images; i++) {
      RandomGenerator random = Seeds.generator(1, "boxes", i);
      List<Annotation> objects = new ArrayList<>();
      float most = size.width() / 4f - LEAST;
      for (int j = 0; j < BOXES; j++) {
        float width = LEAST + most * random.nextFloat();
        float height = LEAST + most * random.nextFloat();
        float left = (size.width() - width) * random.nextFloat();
        float top = (size.height() - height) * random.nextFloat();
        objects.add(
            new Annotation(
                new Box(
                    left,
                    top,
                    Math.min(left + width, size.width()),
                    Math.min(top + height, size.height())),
                random.nextInt(categories().size())));
      }
      samples.add(new Sample("noise-" + i, "noise", size.width(), size.height(), objects));
    }
  }

  @Override
  public String name() {
    return "train";
  }

  @Override
  public List<String> categories() {
    return List.of("a", "b", "c", "d", "e");
  }

  @Override
  public List<Sample> samples() {
    return List.copyOf(samples);
  }

  @Override
  public Image load(int index) {
    byte[] planes = new byte[3 * size.height() * size.width()];
    Seeds.generator(2, "pixels", index).nextBytes(planes);
    return Image.of(size.width(), size.height(), planes);
  }

  @Override
  public String fingerprint() {
    return "noise " + samples.size() + " " + size;
  }
}
