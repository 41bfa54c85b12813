package io.crnas.detection.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.detection.scenes.Scenes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Images that keep their aspect ratio, training at several scales, changing colours. */
final class VariedBatchesTest {
  private static final long PLENTY = 1L << 30;
  private static final Preparation PREPARATION =
      new Preparation(
          Resize.parse("64/96"),
          new PixelNormalisation(List.of(0.5, 0.5, 0.5), List.of(0.5, 0.5, 0.5)));
  private static final int HIGH = 9;
  private static final Dataset MIXED =
      new Mixed(
          List.of(
              Scenes.of(48, 32, 1).split("wide", 11),
              Scenes.of(32, 48, 1).split("high", HIGH),
              Scenes.of(40, 40, 1).split("square", 4)));

  /** Several datasets of the same categories, one after the other. */
  private record Mixed(List<Dataset> parts) implements Dataset {
    @Override
    public String name() {
      return "mixed";
    }

    @Override
    public List<String> categories() {
      return parts.getFirst().categories();
    }

    @Override
    public List<Sample> samples() {
      return parts.stream().flatMap(part -> part.samples().stream()).toList();
    }

    @Override
    public Image load(int index) {
      int at = index;
      for (Dataset part : parts) {
        if (at < part.size()) {
          return part.load(at);
        }
        at -= part.size();
      }
      throw new IndexOutOfBoundsException(index);
    }

    @Override
    public String fingerprint() {
      return parts.toString();
    }
  }

  private static Batches training(Augmentation augmentation, long mostBytes) {
    return Batches.training(MIXED, PREPARATION, 4, augmentation, 3, mostBytes);
  }

  private static boolean isHigh(PreparedSample sample) {
    return sample.sample().height() > sample.sample().width();
  }

  @Test
  void imagesOfOneShapeShareABatch() {
    Batches batches = training(Augmentation.NONE, 0);
    for (int step = 0; step < 40; step++) {
      Batch batch = batches.batch(step);
      assertEquals(4, batch.size());
      Set<Boolean> shapes = new HashSet<>(batch.samples().stream().map(s -> isHigh(s)).toList());
      assertEquals(1, shapes.size(), "step " + step);
      assertTrue(
          batch.height() * batch.width() <= 64 * 96,
          "padded to %d x %d".formatted(batch.height(), batch.width()));
    }
  }

  @Test
  void everyImageComesOnceInAnEpochOfItsGroup() {
    Batches batches = training(Augmentation.NONE, 0);
    List<Integer> high = new ArrayList<>();
    List<Integer> others = new ArrayList<>();
    // Six epochs of all 24: the least number that ends with whole batches in both groups.
    int steps = 4 * batches.stepsPerEpoch() * 6;
    for (int step = 0; step < steps; step++) {
      for (PreparedSample sample : batches.batch(step).samples()) {
        (isHigh(sample) ? high : others).add(sample.index());
      }
    }
    assertEquals(steps * 4 * HIGH / MIXED.size(), high.size(), "in proportion");
    assertEpochs(high, HIGH);
    assertEpochs(others, MIXED.size() - HIGH);
  }

  private static void assertEpochs(List<Integer> indices, int size) {
    List<Integer> before = List.of();
    for (int from = 0; from + size <= indices.size(); from += size) {
      List<Integer> epoch = indices.subList(from, from + size);
      assertEquals(size, new HashSet<>(epoch).size());
      assertNotEquals(before, epoch);
      before = epoch;
    }
  }

  @Test
  void aGroupSmallerThanABatchIsNotApart() {
    Batches batches = Batches.training(MIXED, PREPARATION, HIGH + 1, Augmentation.NONE, 3, 0);
    var seen = new HashSet<Integer>();
    batches.batch(0).samples().forEach(sample -> seen.add(sample.index()));
    batches.batch(1).samples().forEach(sample -> seen.add(sample.index()));

    assertEquals(2 * (HIGH + 1), seen.size());
  }

  @Test
  void theScaleIsDrawnForEachBatch() {
    Batches batches =
        training(new Augmentation(true, false, Jitter.NONE, List.of(32, 40, 64)), PLENTY);
    var sides = new HashSet<Integer>();
    for (int step = 0; step < 30; step++) {
      Set<Integer> shorter = new HashSet<>();
      for (PreparedSample sample : batches.batch(step).samples()) {
        shorter.add(Math.min(sample.height(), sample.width()));
        float scale = (float) sample.width() / sample.sample().width();
        for (int i = 0; i < sample.annotations().size(); i++) {
          assertEquals(
              sample.sample().annotations().get(i).box().width() * scale,
              sample.annotations().get(i).box().width(),
              1e-3);
        }
      }
      assertEquals(1, shorter.size(), "step " + step);
      sides.addAll(shorter);
    }
    assertEquals(Set.of(32, 40, 64), sides);
  }

  @Test
  void whateverVariesDependsOnTheStepAlone() {
    var all = new Augmentation(true, true, new Jitter(0.4, 0.4, 0.4, 0.1), List.of(32, 48, 64));
    Batches forward = training(all, PLENTY);
    Batches backward = training(all, 0);
    List<Batch> first = IntStream.range(0, 20).mapToObj(forward::batch).toList();
    for (int step = 19; step >= 0; step--) {
      Batch again = backward.batch(step);
      assertEquals(first.get(step).samples(), again.samples());
      assertArrayEquals(first.get(step).pixels(), again.pixels());
    }
  }

  @Test
  void coloursChangeWhatIsSeenAndNotWhatIsKept() {
    Batches plain = training(Augmentation.NONE, PLENTY);
    Batches changing =
        training(new Augmentation(false, false, new Jitter(0.4, 0, 0, 0), List.of()), PLENTY);

    Batch before = plain.batch(0);
    Batch after = changing.batch(0);

    assertEquals(before.samples(), after.samples());
    assertArrayEquals(after.pixels(), changing.batch(0).pixels());
    int at = before.width() * (before.height() / 2) + 16;
    // Brightness multiplies: from -1..1 back to 0..1 the ratio is the factor, another each time.
    float factor = (after.pixels()[at] + 1) / (before.pixels()[at] + 1);
    assertTrue(factor > 0.6 && factor < 1.4 && Math.abs(factor - 1) > 1e-3, "factor " + factor);
  }

  @Test
  void anEvaluationPadsToTheLargestOfEachBatch() {
    Batches batches = Batches.inOrder(MIXED, PREPARATION, 8, 0);

    assertEquals(3, batches.stepsPerEpoch());
    assertEquals(List.of(64, 96), List.of(batches.batch(0).height(), batches.batch(0).width()));
    assertEquals(List.of(96, 96), List.of(batches.batch(1).height(), batches.batch(1).width()));
    PreparedSample last = batches.batch(2).samples().getLast();
    assertEquals(List.of(64, 64), List.of(last.height(), last.width()));
  }

  @Test
  void severalScalesNeedImagesThatKeepTheirAspect() {
    var scales = new Augmentation(false, false, Jitter.NONE, List.of(32));
    assertThrows(
        IllegalArgumentException.class,
        () -> Batches.training(MIXED, Preparation.of(64, 64), 4, scales, 3, 0));
  }
}
