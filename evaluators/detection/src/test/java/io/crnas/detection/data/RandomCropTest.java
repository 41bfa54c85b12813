package io.crnas.detection.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.detection.scenes.Scenes;
import io.crnas.detection.scenes.World;
import io.crnas.framework.random.Seeds;
import io.crnas.spaces.ImageSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class RandomCropTest {
  private static final Dataset IMAGES =
      ClassifiedImages.of(
          new Scenes(64, 48, World.MIXED, List.of("wheel", "die"), 20, 1, 1).split("train", 8));
  private static final Preparation PREPARATION = Preparation.of(32, 32);
  private static final Augmentation CROPS =
      new Augmentation(
          false, false, Jitter.NONE, List.of(), Optional.of(new RandomCrop(0.3, 4.0 / 3)));

  /** Of a square so large that nothing that is drawn does not fit, or is rounded by much. */
  @Test
  void areasAndLogarithmsOfAspectsAreUniform() {
    var crop = new RandomCrop(0.08, 1.2);
    RandomGenerator random = Seeds.generator(5, "test");
    List<Double> areas = new ArrayList<>();
    List<Double> aspects = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      Part part = crop.draw(new ImageSize(8000, 8000), random);
      ImageSize size = part.size();
      assertTrue(part.left() >= 0 && part.left() + size.width() <= 8000);
      assertTrue(part.top() >= 0 && part.top() + size.height() <= 8000);
      double area = (double) size.height() * size.width() / (8000.0 * 8000);
      // What is larger and much stretched does not fit, and is drawn again.
      if (area < 0.8) {
        areas.add(area);
        aspects.add(Math.log((double) size.width() / size.height()));
      }
    }
    assertUniform(areas, 0.08, 0.8);
    assertUniform(aspects, -Math.log(1.2), Math.log(1.2));
  }

  /** Kolmogorov and Smirnov's distance, below what one of a hundred samples exceeds. */
  private static void assertUniform(List<Double> values, double least, double most) {
    double[] sorted = values.stream().mapToDouble(value -> value).sorted().toArray();
    double distance = 0;
    for (int i = 0; i < sorted.length; i++) {
      double expected = (sorted[i] - least) / (most - least);
      distance = Math.max(distance, Math.abs(expected - (i + 0.5) / sorted.length));
    }
    assertTrue(distance < 1.63 / Math.sqrt(sorted.length), "distance " + distance);
  }

  @Test
  void ofAnImageThatNoCropFitsTheMiddleIsTaken() {
    Part part = new RandomCrop(1, 1.5).draw(new ImageSize(10, 100), Seeds.generator(1, "test"));

    assertEquals(new Part(42, 0, new ImageSize(10, 15)), part);
  }

  @Test
  void theMiddleIsOfTheInputsShape() {
    assertEquals(
        new Part(80, 30, new ImageSize(420, 420)),
        Part.middle(new ImageSize(480, 580), new ImageSize(224, 224), 0.875));
    assertEquals(
        new Part(0, 25, new ImageSize(50, 100)),
        Part.middle(new ImageSize(100, 100), new ImageSize(16, 32), 1));
  }

  @Test
  void aPartIsCutOutBeforeItIsResized() {
    Image image = IMAGES.load(0);
    Batch batch = Batches.middles(IMAGES, PREPARATION, 1, 0, 2.0 / 3).batch(0);
    // The middle 32 x 32 pixels of 48 x 64, which need no resizing.
    float[] pixels = batch.pixels();
    for (int y = 0; y < 32; y++) {
      for (int x = 0; x < 32; x++) {
        float red = image.value(0, y + 8, x + 16) / 255f;
        assertEquals((red - 0.485f) / 0.229f, pixels[32 * y + x], 1e-5f);
      }
    }
    assertEquals(
        List.of(new Box(0, 0, 32, 32)),
        batch.samples().getFirst().annotations().stream().map(Annotation::box).toList());
  }

  @Test
  void cropsDependOnTheSeedAndTheStepAloneAndNotOnWhatIsKept() {
    Batches kept = Batches.training(IMAGES, PREPARATION, 4, CROPS, 7, 1 << 20);
    Batches anew = Batches.training(IMAGES, PREPARATION, 4, CROPS, 7, 0);
    for (long step : List.of(3L, 0L, 5L)) {
      assertEquals(numbers(kept.batch(step).pixels()), numbers(anew.batch(step).pixels()));
    }
    assertNotEquals(
        numbers(kept.batch(0).pixels()),
        numbers(Batches.training(IMAGES, PREPARATION, 4, CROPS, 8, 0).batch(0).pixels()));
  }

  private static List<Float> numbers(float[] pixels) {
    List<Float> all = new ArrayList<>();
    for (float pixel : pixels) {
      all.add(pixel);
    }
    return all;
  }

  @Test
  void anObjectThatDoesNotFillItsImageIsNotCutInParts() {
    Dataset objects = Scenes.of(64, 64, 1).split("train", 8);
    Batches batches = Batches.training(objects, PREPARATION, 4, CROPS, 7, 0);

    var refusal = assertThrows(IllegalArgumentException.class, () -> batches.batch(0));

    assertTrue(String.valueOf(refusal.getMessage()).startsWith("a part of train-"));
  }
}
