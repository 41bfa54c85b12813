package io.crnas.detection.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.detection.mask.CompressedMask;
import io.crnas.detection.mask.Mask;
import io.crnas.detection.scenes.Scenes;
import io.crnas.framework.file.Fingerprint;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.spaces.ImageSize;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Masks go where their boxes go, and back. */
final class MasksTest {
  private static final int WIDTH = 40;
  private static final int HEIGHT = 32;
  private static final Scenes SCENES = Scenes.of(WIDTH, HEIGHT, 1);

  /** Twice as high and half as wide. */
  private static final Preparation PREPARATION =
      Preparation.of(WIDTH, HEIGHT).at(new ImageSize(2 * HEIGHT, WIDTH / 2));

  private static final Batches BATCHES =
      Batches.training(
          SCENES.splitWithMasks("train", 12), PREPARATION, 4, new Augmentation(true, true), 1, 0);

  @Test
  void aMaskFollowsTheResizeAndTheFlips() {
    int flipped = 0;
    for (long step = 0; step < 6; step++) {
      for (PreparedSample sample : BATCHES.batch(step).samples()) {
        flipped += sample.flippedHorizontally() && sample.flippedVertically() ? 1 : 0;
        for (int i = 0; i < sample.annotations().size(); i++) {
          boolean[] before = pixels(sample.sample().annotations().get(i));
          float[] after = sample.mask(i).orElseThrow().pixels();
          for (int y = 0; y < 2 * HEIGHT; y++) {
            for (int x = 0; x < WIDTH / 2; x++) {
              int unflippedX = sample.flippedHorizontally() ? WIDTH / 2 - 1 - x : x;
              int unflippedY = sample.flippedVertically() ? 2 * HEIGHT - 1 - y : y;
              boolean expected = before[unflippedY / 2 * WIDTH + unflippedX * 2];
              assertEquals(expected ? 1 : 0, after[y * (WIDTH / 2) + x]);
            }
          }
        }
      }
    }
    assertTrue(flipped > 0);
  }

  private static boolean[] pixels(Annotation annotation) {
    float[] values = annotation.mask().orElseThrow().mask().resized(HEIGHT, WIDTH);
    boolean[] pixels = new boolean[values.length];
    for (int i = 0; i < values.length; i++) {
      pixels[i] = values[i] > 0;
    }
    return pixels;
  }

  /** A mask found in the batch's image is the one of the image as it was, as far as cells tell. */
  @Test
  void whatIsFoundIsBroughtBack() {
    int side = 28;
    for (long step = 0; step < 3; step++) {
      for (PreparedSample sample : BATCHES.batch(step).samples()) {
        float[] cells = new float[side * side];
        for (int i = 0; i < cells.length; i++) {
          // The left half and the lowest quarter of what the batch's image shows.
          cells[i] = i % side < side / 2 || i / side >= side * 3 / 4 ? 1 : 0;
        }
        for (Annotation object : sample.annotations()) {
          Mask back = sample.original(new BoxMask(side, cells), object.box());
          Box box = sample.original(object.box());
          boolean left = !sample.flippedHorizontally();
          boolean low = !sample.flippedVertically();
          float middle = (box.x1() + box.x2()) / 2;
          float height = box.height() / 4;
          Mask half =
              Mask.ofBox(
                  HEIGHT, WIDTH, left ? box.x1() : middle, box.y1(), box.width() / 2, box.height());
          Mask quarter =
              Mask.ofBox(
                  HEIGHT, WIDTH, box.x1(), low ? box.y2() - height : box.y1(), box.width(), height);
          double overlap = back.overlap(Mask.union(List.of(half, quarter)), false);
          assertTrue(overlap > 0.5, () -> overlap + " of " + box);
        }
      }
    }
  }

  @Test
  void aMirroredMaskIsItselfTwiceMirrored() {
    float[] cells = {1, 2, 3, 4};
    var mask = new BoxMask(2, cells);
    assertArrayEquals(new float[] {2, 1, 4, 3}, mask.flipped(true, false).probabilities());
    assertArrayEquals(new float[] {3, 4, 1, 2}, mask.flipped(false, true).probabilities());
    assertArrayEquals(cells, mask.flipped(true, true).flipped(true, true).probabilities());
  }

  @Test
  void masksAreInTheFingerprint() {
    Dataset train = SCENES.splitWithMasks("train", 1);
    Sample sample = train.samples().getFirst();
    Annotation first = sample.annotations().getFirst();
    var other = CompressedMask.of(Mask.ofBox(HEIGHT, WIDTH, 1, 1, 5, 5));
    assertTrue(
        !digest(sample, first.withMask(other)).equals(digest(sample, first)), "another mask");
  }

  private static String digest(Sample sample, Annotation annotation) {
    var fingerprint = new Fingerprint();
    new Sample(sample.id(), "", sample.width(), sample.height(), List.of(annotation))
        .addTo(fingerprint);
    return fingerprint.hexadecimal();
  }

  @Test
  void objectsWithoutMasksAreNamed() {
    SCENES.splitWithMasks("train", 12).requireMasks();
    Dataset plain = SCENES.split("train", 12);
    assertEquals(Optional.empty(), plain.samples().getFirst().annotations().getFirst().mask());

    var e = assertThrows(InvalidInputException.class, plain::requireMasks);

    assertTrue(e.getMessage().contains("generated scene train 0, object 1 ("), e.getMessage());
    assertTrue(e.getMessage().contains("found no mask, expected one of every object"));
    int objects = plain.samples().stream().mapToInt(one -> one.annotations().size()).sum();
    assertTrue(
        e.getMessage().contains("split train: found " + (objects - Dataset.TOLD) + " more objects"),
        e.getMessage());
    assertEquals(Dataset.TOLD + 1, e.problems().size());
  }
}
