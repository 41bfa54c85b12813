package io.crnas.detection.scenes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.detection.data.Annotation;
import io.crnas.detection.data.Box;
import io.crnas.detection.data.Dataset;
import io.crnas.detection.data.Image;
import io.crnas.detection.data.Sample;
import io.crnas.detection.mask.Bounds;
import io.crnas.detection.mask.Mask;
import io.crnas.framework.file.Fingerprint;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

final class ScenesTest {
  private static final Scenes SCENES = Scenes.of(128, 128, 42);

  @Test
  void aSeedGivesTheSameBytesOnEveryMachine() {
    Dataset train = SCENES.split("train", 20);
    var fingerprint = new Fingerprint();
    for (int i = 0; i < train.size(); i++) {
      train.samples().get(i).addTo(fingerprint);
      fingerprint.add(Fingerprint.of(planes(train.load(i))));
    }

    assertEquals(
        "8c3ce15feb2f60bc47dc2becfe2aea4ad969f73f7a4225ec02827074e0b81abe",
        fingerprint.hexadecimal());
  }

  @Test
  void aFingerprintIsTheSameInEveryLanguage() {
    Locale before = Locale.getDefault();
    String fingerprint = SCENES.split("train", 2).fingerprint();
    try {
      // Whose digits are others.
      Locale.setDefault(Locale.of("ar", "EG"));
      assertEquals(fingerprint, SCENES.split("train", 2).fingerprint());
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void aLongerSplitBeginsWithTheSameImages() {
    Dataset three = SCENES.split("train", 3);
    Dataset four = SCENES.split("train", 4);

    assertEquals(three.samples(), four.samples().subList(0, 3));
    assertArrayEquals(planes(three.load(2)), planes(four.load(2)));
    assertNotEquals(three.fingerprint(), four.fingerprint());
    assertEquals(three.fingerprint(), SCENES.split("train", 3).fingerprint());
  }

  /** Of the same images and boxes; the pixels are those whose middle is in the figure. */
  @Test
  void masksFillTheirBoxesFromEdgeToEdge() {
    Dataset plain = SCENES.split("train", 12);
    Dataset masked = SCENES.splitWithMasks("train", 12);

    assertNotEquals(plain.fingerprint(), masked.fingerprint());
    for (int i = 0; i < plain.size(); i++) {
      List<Annotation> objects = masked.samples().get(i).annotations();
      assertEquals(
          plain.samples().get(i).annotations().stream().map(Annotation::box).toList(),
          objects.stream().map(Annotation::box).toList());
      for (Annotation object : objects) {
        Mask mask = object.mask().orElseThrow().mask();
        assertEquals(List.of(128, 128), List.of(mask.height(), mask.width()));
        Bounds bounds = mask.bounds();
        Box box = object.box();
        assertEquals(box.x1(), bounds.x(), 1.5);
        assertEquals(box.y1(), bounds.y(), 1.5);
        assertEquals(box.x2(), bounds.x() + bounds.width(), 1.5);
        assertEquals(box.y2(), bounds.y() + bounds.height(), 1.5);
        double part = mask.area() / object.box().area();
        assertTrue(part > 0.15 && part < 1.05, () -> part + " of its box");
      }
    }
  }

  @Test
  void splitsAndSeedsDiffer() {
    Sample train = SCENES.split("train", 1).samples().getFirst();

    assertNotEquals(train.annotations(), SCENES.split("val", 1).samples().getFirst().annotations());
    assertNotEquals(
        train.annotations(),
        Scenes.of(128, 128, 43).split("train", 1).samples().getFirst().annotations());
  }

  @Test
  void everyCategoryAndSizeIsCommon() {
    Dataset train = SCENES.split("train", 1000);
    int[] ofCategory = new int[6];
    int small = 0;
    int large = 0;
    double smallest = Double.MAX_VALUE;
    double largest = 0;
    int all = 0;
    for (Sample sample : train.samples()) {
      for (Annotation annotation : sample.annotations()) {
        double length = Math.max(annotation.box().width(), annotation.box().height());
        ofCategory[annotation.category()]++;
        small += length < 16 ? 1 : 0;
        large += length > 64 ? 1 : 0;
        smallest = Math.min(smallest, length);
        largest = Math.max(largest, length);
        all++;
      }
    }
    for (int count : ofCategory) {
      // A sixth each; 4,000 draws stay well within a fifth of that.
      assertEquals(all / 6.0, count, all / 30.0);
    }
    assertTrue(small > 0.1 * all, small + " of " + all + " below 16 pixels");
    assertTrue(large > 0.15 * all, large + " of " + all + " above 64 pixels");
    assertTrue(smallest < 9, "smallest " + smallest);
    assertTrue(largest > 100, "largest " + largest);
    assertEquals(4, all / 1000.0, 0.5, "objects in an image");
  }

  @Test
  void aBoxIsTightAroundItsFigure() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X256MixRandom").create(3);
    for (Figure figure : Figure.values()) {
      for (int i = 0; i < 20; i++) {
        Placed placed = Placed.at(figure, 80 + 40 * random.nextDouble(), random).movedTo(100, 90);
        double left = Double.MAX_VALUE;
        double top = Double.MAX_VALUE;
        double right = 0;
        double bottom = 0;
        for (int point = 0; point < 800 * 800; point++) {
          double x = point % 800 / 4.0;
          double y = Math.floorDiv(point, 800) / 4.0;
          if (placed.covers(x, y)) {
            left = Math.min(left, x);
            top = Math.min(top, y);
            right = Math.max(right, x);
            bottom = Math.max(bottom, y);
          }
        }
        Box box = placed.bounds();
        // Points lie a quarter of a pixel apart, and a thin tip may pass between them.
        assertArrayEquals(
            new double[] {left, top, right, bottom},
            new double[] {box.x1(), box.y1(), box.x2(), box.y2()},
            1,
            () -> figure + " " + placed);
      }
    }
  }

  @Test
  void hiddenFiguresAreLeftOut() {
    int partlyHidden = 0;
    for (int index = 0; index < 300; index++) {
      List<Placed> figures = SceneLayout.of(SCENES, "train", index).figures();
      for (int i = 0; i < figures.size(); i++) {
        List<Placed> above = figures.subList(i + 1, figures.size());
        double visible = figures.get(i).visible(128, 128, above);
        assertTrue(visible >= 0.25, figures.get(i) + " shows " + visible);
        partlyHidden += visible < 0.8 ? 1 : 0;
      }
    }
    assertTrue(partlyHidden > 50, partlyHidden + " are partly hidden");
  }

  @Test
  void neitherOutlineNorColourTellsACategory() {
    for (Figure figure : World.MIXED.figures(true)) {
      boolean shared =
          List.of(Figure.values()).stream()
              .anyMatch(other -> other != figure && other.outline().equals(figure.outline()));
      assertTrue(shared || figure == Figure.KEY || figure == Figure.BARBELL, figure::toString);
    }
    assertEquals(Figure.KEY.parts(), Figure.BARBELL.parts());
  }

  @Test
  void someCategoriesInAnotherOrderAreIndexedByIt() {
    var scenes = new Scenes(64, 96, World.MIXED, List.of("key", "wheel"), 10, 3, 1);
    Dataset split = scenes.split("train", 50);

    assertEquals(List.of("key", "wheel"), split.categories());
    assertEquals(64, split.load(0).width());
    assertEquals(96, split.load(0).height());
    for (int i = 0; i < 50; i++) {
      long keys =
          SceneLayout.of(scenes, "train", i).figures().stream()
              .filter(placed -> placed.figure() == Figure.KEY)
              .count();
      assertEquals(
          keys,
          split.samples().get(i).annotations().stream()
              .filter(annotation -> annotation.category() == 0)
              .count());
    }
  }

  @Test
  void settingsThatMakeNoSenseAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new Scenes(64, 64, World.MIXED, List.of("cat"), 8, 3, 1));
    assertThrows(IllegalArgumentException.class, () -> Scenes.of(8, 64, 1));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Scenes(64, 64, World.MIXED, World.MIXED.categories(), 50, 3, 1));
  }

  private static byte[] planes(Image image) {
    byte[] planes = new byte[3 * image.height() * image.width()];
    int i = 0;
    for (int channel = 0; channel < 3; channel++) {
      for (int y = 0; y < image.height(); y++) {
        for (int x = 0; x < image.width(); x++) {
          planes[i++] = (byte) image.value(channel, y, x);
        }
      }
    }
    return planes;
  }

  @Test
  void smallFiguresAreNearAndLargeOnesFarAndWholeInTheImage() {
    for (World world : World.values()) {
      var scenes =
          new Scenes(128, 128, world, world.categories(), world.smallest(128), 4, 1)
              .split("train", 300);
      int[] ofCategory = new int[world.categories().size()];
      for (Sample sample : scenes.samples()) {
        for (Annotation annotation : sample.annotations()) {
          Box box = annotation.box();
          double length = Math.max(box.width(), box.height());
          ofCategory[annotation.category()]++;
          switch (world) {
            case MIXED -> assertTrue(length > 3);
            case NEAR -> assertTrue(length <= 2.4 * 10 + 1, () -> world + " " + box);
            case FAR -> {
              // Turned by 45 degrees a cross is as wide as its arms are long.
              assertTrue(length >= 64 / 1.5, () -> world + " " + box);
              assertTrue(
                  Math.min(box.x1(), box.y1()) >= 0 && Math.max(box.x2(), box.y2()) <= 128,
                  () -> world + " " + box);
            }
          }
        }
      }
      int all = Arrays.stream(ofCategory).sum();
      assertTrue(all > 300, world + " has " + all);
      for (int count : ofCategory) {
        assertEquals(all / (double) ofCategory.length, count, all / 10.0, world::toString);
      }
    }
  }

  @Test
  void aCategoryOfAnotherWorldIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new Scenes(64, 64, World.NEAR, List.of("wheel"), 8, 3, 1));
  }
}
