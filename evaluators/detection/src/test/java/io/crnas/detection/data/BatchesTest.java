package io.crnas.detection.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.detection.parallel.Ahead;
import io.crnas.detection.scenes.Scenes;
import io.crnas.spaces.ImageSize;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class BatchesTest {
  private static final long PLENTY = 1L << 30;
  private static final Augmentation FLIPS = new Augmentation(true, true);
  private static final PixelNormalisation NONE =
      new PixelNormalisation(List.of(0.0, 0.0, 0.0), List.of(1.0, 1.0, 1.0));
  private static final Dataset SCENES = Scenes.of(40, 32, 1).split("train", 10);

  @Test
  void eachEpochHasEveryImageOnceInAnotherOrder() {
    Batches batches = training(SCENES, Preparation.of(40, 32), 0);

    List<Integer> order =
        LongStream.range(0, 5).boxed().flatMap(step -> indices(batches.batch(step))).toList();

    assertEquals(4, batches.batch(3).size(), "full across the end of an epoch");
    assertEquals(10, new HashSet<>(order.subList(0, 10)).size());
    assertEquals(10, new HashSet<>(order.subList(10, 20)).size());
    assertNotEquals(order.subList(0, 10), order.subList(10, 20));
  }

  @Test
  void aBatchDependsOnItsStepAloneAndNotOnWhatIsKept() {
    var preparation = Preparation.of(30, 24);
    Batches forward = training(SCENES, preparation, PLENTY);
    Batches backward = training(SCENES, preparation, 0);
    Batches half = training(SCENES, preparation, 5L * 3 * 30 * 24 * 4);
    List<Batch> first = LongStream.range(0, 20).mapToObj(forward::batch).toList();

    for (int step = 19; step >= 0; step--) {
      assertSame(first.get(step), backward.batch(step));
      assertSame(first.get(step), half.batch(step));
      assertSame(first.get(step), forward.batch(step));
    }
  }

  @Test
  void pixelsAreNormalisedAndPaddedWithZeros() {
    Batches batches = Batches.inOrder(SCENES, Preparation.of(40, 32), 4, PLENTY);
    Batch batch = batches.batch(0);
    Image image = SCENES.load(2);

    assertEquals(List.of(4, 32, 64), List.of(batch.size(), batch.height(), batch.width()));
    double green = (image.value(1, 5, 7) / 255.0 - 0.456) / 0.224;
    assertEquals(green, batch.pixels()[((2 * 3 + 1) * 32 + 5) * 64 + 7], 1e-6);
    assertEquals(0, batch.pixels()[((2 * 3 + 1) * 32 + 5) * 64 + 40]);
  }

  @Test
  void boxesFollowTheResizeAndTheFlips() {
    Batches batches = training(SCENES, exactly(64, 20), 0);
    int flipped = 0;
    for (long step = 0; step < 10; step++) {
      for (PreparedSample sample : batches.batch(step).samples()) {
        flipped += sample.flippedHorizontally() ? 1 : 0;
        for (int i = 0; i < sample.annotations().size(); i++) {
          Annotation before = sample.sample().annotations().get(i);
          Box box = before.box();
          Annotation after = sample.annotations().get(i);
          float left = sample.flippedHorizontally() ? 40 - box.x2() : box.x1();
          float upper = sample.flippedVertically() ? 32 - box.y2() : box.y1();
          assertEquals(left / 2, after.box().x1(), 1e-4);
          assertEquals(upper * 2, after.box().y1(), 1e-4);
          assertEquals(box.area(), after.area(), 1e-2);
          assertEquals(before.category(), after.category());
          Box back = sample.original(after.box());
          assertEquals(box.x1(), back.x1(), 1e-4);
          assertEquals(box.y2(), back.y2(), 1e-4);
        }
      }
    }
    assertEquals(20, flipped, 10, "half of 40");
  }

  @Test
  void aFlippedImageIsTheMirrorOfItself() {
    var preparation = exactly(32, 40);
    Batches flipping = training(SCENES, preparation, 0);
    for (long step = 0; step < 5; step++) {
      Batch batch = flipping.batch(step);
      for (int i = 0; i < batch.size(); i++) {
        PreparedSample sample = batch.samples().get(i);
        Image image = SCENES.load(sample.index());
        int x = sample.flippedHorizontally() ? 39 - 3 : 3;
        int y = sample.flippedVertically() ? 31 - 9 : 9;
        assertEquals(
            image.value(2, y, x) / 255f,
            batch.pixels()[((i * 3 + 2) * 32 + 9) * 40 + 3],
            1e-6,
            sample::toString);
      }
    }
  }

  @Test
  void anEvaluationTakesEachImageOnceInOrder() {
    Batches batches = Batches.inOrder(SCENES, Preparation.of(40, 32), 4, PLENTY);

    assertEquals(3, batches.stepsPerEpoch());
    assertEquals(List.of(8, 9), indices(batches.batch(2)).toList());
    assertThrows(IndexOutOfBoundsException.class, () -> batches.batch(3));
  }

  @Test
  void aSubsetKeepsItsImages() {
    Dataset subset = SCENES.subset("calibration", List.of(7, 2));

    assertEquals(SCENES.samples().get(7), subset.samples().getFirst());
    assertArrayEquals(SCENES.load(2).planes(), subset.load(1).planes());
    assertNotEquals(
        subset.fingerprint(), SCENES.subset("calibration", List.of(2, 7)).fingerprint());
  }

  @Test
  void prefetchedBatchesAreTheSameInOrder() throws InterruptedException {
    Batches batches = training(SCENES, Preparation.of(30, 24), PLENTY);
    try (Ahead<Batch> ahead = new Ahead<>("batches", batches::batch, 3, 23, 3)) {
      for (long step = 3; step < 23; step++) {
        assertTrue(ahead.hasNext());
        assertSame(batches.batch(step), ahead.next());
      }
      assertFalse(ahead.hasNext());
      assertThrows(NoSuchElementException.class, ahead::next);
    }
  }

  @Test
  void closedPrefetchingLeavesNoThread() throws InterruptedException {
    Batches batches = training(SCENES, Preparation.of(30, 24), PLENTY);
    Ahead<Batch> ahead = new Ahead<>("batches", batches::batch, 0, Long.MAX_VALUE, 2);
    ahead.next();
    List<Thread> loaders = loaderThreads();
    assertEquals(2, loaders.size());

    ahead.close();

    // A pool has ended a moment before its threads have.
    for (Thread loader : loaders) {
      assertTrue(loader.join(Duration.ofMinutes(1)), loader::getName);
    }
    assertFalse(ahead.hasNext());
  }

  private static Preparation exactly(int height, int width) {
    return new Preparation(new Resize.Fixed(new ImageSize(height, width)), NONE, 1);
  }

  private static Batches training(Dataset dataset, Preparation preparation, long mostBytes) {
    return Batches.training(dataset, preparation, 4, FLIPS, 9, mostBytes);
  }

  private static Stream<Integer> indices(Batch batch) {
    return batch.samples().stream().map(PreparedSample::index);
  }

  private static void assertSame(Batch expected, Batch actual) {
    assertEquals(expected.samples(), actual.samples());
    assertArrayEquals(expected.pixels(), actual.pixels());
  }

  private static List<Thread> loaderThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("batches-"))
        .toList();
  }
}
