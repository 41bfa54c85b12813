package io.crnas.detection.head;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.detection.fixtures.Npz;
import io.crnas.framework.random.Seeds;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.detector.Anchors;
import io.crnas.spaces.detector.Sampler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Box geometry and the choice of boxes against torchvision. */
class BoxesTest {

  private static float[] flat(Boxes boxes) {
    float[] flat = new float[4 * boxes.count];
    for (int i = 0; i < boxes.count; i++) {
      flat[4 * i] = boxes.left[i];
      flat[4 * i + 1] = boxes.top[i];
      flat[4 * i + 2] = boxes.right[i];
      flat[4 * i + 3] = boxes.bottom[i];
    }
    return flat;
  }

  private static Boxes boxes(Map<String, Npz.Array> fixture, String name) {
    return Boxes.of(Npz.get(fixture, name).floats());
  }

  @Test
  void overlapsAreTorchvisions() {
    Map<String, Npz.Array> fixture = Npz.read("boxes.npz");
    Boxes a = boxes(fixture, "a");
    Boxes b = boxes(fixture, "b");
    float[] expected = Npz.get(fixture, "iou").floats();
    float[] row = new float[b.count];
    for (int i = 0; i < a.count; i++) {
      b.overlaps(a.get(i), b.areas(), 0, b.count, row);
      assertArrayEquals(Arrays.copyOfRange(expected, i * b.count, (i + 1) * b.count), row, 1e-6f);
    }
  }

  /** torchvision has NaN here, which no comparison with a threshold survives. */
  @Test
  void twoEmptyBoxesOverlapByZero() {
    Boxes empty = Boxes.of(new float[] {1, 1, 1, 1});
    float[] overlap = new float[1];
    empty.overlaps(empty.get(0), empty.areas(), 0, empty.count, overlap);
    assertEquals(0, overlap[0]);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rpn", "roi"})
  void deltasAreTorchvisions(String kind) {
    Map<String, Npz.Array> fixture = Npz.read("boxes.npz");
    BoxCoder coder = kind.equals("rpn") ? new BoxCoder.Deltas(1, 1) : new BoxCoder.Deltas(10, 5);
    Boxes targets = boxes(fixture, kind + "_gt");
    Boxes anchors = boxes(fixture, kind + "_anchor");
    float[] encoded = new float[4 * anchors.count];
    for (int i = 0; i < anchors.count; i++) {
      coder.encode(targets.get(i), anchors.get(i), encoded, 4 * i);
    }
    assertArrayEquals(Npz.get(fixture, kind + "_enc").floats(), encoded, 2e-5f);

    // Two boxes a row; some of the sizes are beyond the clamp.
    float[] deltas = Npz.get(fixture, kind + "_deltas").floats();
    var decoded = new Boxes(2 * anchors.count);
    for (int i = 0; i < decoded.count; i++) {
      coder.decode(deltas, 4 * i, anchors, i / 2, decoded, i);
    }
    float[] expected = Npz.get(fixture, kind + "_dec").floats();
    float[] found = flat(decoded);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], found[i], 1e-4 + 1e-6 * Math.abs(expected[i]));
    }
  }

  @Test
  void clippedAndSmallBoxesAreTorchvisions() {
    Map<String, Npz.Array> fixture = Npz.read("nms.npz");
    Boxes boxes = boxes(fixture, "boxes");
    assertArrayEquals(Npz.get(fixture, "small_keep_10").ints(), boxes.atLeast(10));
    boxes.clip(50, 60);
    assertArrayEquals(Npz.get(fixture, "clip_60x50").floats(), flat(boxes));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.3", "0.5", "0.7"})
  void suppressionIsTorchvisionsWithTiedScores(String threshold) {
    Map<String, Npz.Array> fixture = Npz.read("nms.npz");
    Boxes boxes = boxes(fixture, "boxes");
    float[] scores = Npz.get(fixture, "scores").floats();
    double limit = Double.parseDouble(threshold);
    int[] together = Nms.batchedNms(boxes, scores, new int[boxes.count], limit);
    assertArrayEquals(Npz.get(fixture, "nms_" + threshold).ints(), together);
    int[] found = Nms.batchedNms(boxes, scores, Npz.get(fixture, "idxs").ints(), limit);
    assertArrayEquals(Npz.get(fixture, "batched_" + threshold).ints(), found);
  }

  @Test
  void descendingOrderKeepsTiesAndTakesEveryFloat() {
    float[] scores = {0, -1, 3, -0f, Float.NEGATIVE_INFINITY, 3, Float.POSITIVE_INFINITY, -2};
    assertArrayEquals(new int[] {6, 2, 5, 0, 3, 1, 7, 4}, Nms.descending(scores));
  }

  @Test
  void theFirstOfADescendingOrderAreThoseOfTheWholeOrder() {
    RandomGenerator random = Seeds.generator(1, "test");
    for (int length : List.of(0, 1, 7, 500, 3000)) {
      float[] scores = new float[length];
      for (int i = 0; i < length; i++) {
        // Some alike, some of no size, some infinite.
        scores[i] =
            switch (random.nextInt(8)) {
              case 0 -> -0f;
              case 1 -> random.nextInt(3) - 1;
              case 2 -> (random.nextInt(3) - 1) / 0f;
              default -> (float) random.nextGaussian() * 1e-3f;
            };
      }
      int[] all = Nms.descending(scores);
      for (int most : List.of(0, 1, 5, 499, 2000, 4000)) {
        assertArrayEquals(Arrays.copyOf(all, Math.min(most, length)), Nms.descending(scores, most));
      }
    }
  }

  @Test
  void anchorsAreTorchvisions() {
    Map<String, Npz.Array> fixture = Npz.read("anchors.npz");
    int[] grid = Npz.get(fixture, "grid").ints();
    List<ImageSize> grids = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      grids.add(new ImageSize(grid[2 * i], grid[2 * i + 1]));
    }
    var anchors =
        new AnchorGrid(
            Anchors.of(List.of(32, 64, 128, 256, 512), List.of(0.5, 1.0, 2.0)),
            new ImageSize(64, 96),
            grids);
    assertArrayEquals(Npz.get(fixture, "fpn").floats(), flat(anchors.boxes()));
  }

  @Test
  void matchesAreTorchvisions() {
    Map<String, Npz.Array> fixture = Npz.read("matcher.npz");
    Boxes anchors = boxes(fixture, "anchors");
    Boxes targets = boxes(fixture, "gt");
    float[] areas = anchors.areas();
    assertArrayEquals(
        Npz.get(fixture, "rpn_07_03_lowq").ints(),
        new Matcher(0.7, 0.3, true).match(targets, anchors, areas));
    assertArrayEquals(
        Npz.get(fixture, "roi_05").ints(),
        new Matcher(0.5, 0.5, false).match(targets, anchors, areas));
    assertArrayEquals(
        Npz.get(fixture, "retina_05_04_lowq").ints(),
        new Matcher(0.5, 0.4, true).match(targets, anchors, areas));
  }

  /** Also of objects that reach over the edges, and of one that overlaps no anchor at all. */
  @Test
  void anchorsThatAreLookedForByTheirCellsMatchAsThoseThatAreAllLookedAt() {
    var image = new ImageSize(96, 160);
    var grids = List.of(new ImageSize(24, 40), new ImageSize(12, 20), new ImageSize(3, 5));
    var anchors =
        new AnchorGrid(Anchors.of(List.of(12, 40, 96), List.of(0.4, 1.0, 2.5)), image, grids);
    RandomGenerator random = Seeds.generator(1, "test");
    for (int i = 0; i < 200; i++) {
      var objects = new Boxes(random.nextInt(1, 12));
      for (int j = 0; j < objects.count; j++) {
        float left = random.nextFloat(-60, 200);
        float top = random.nextFloat(-60, 130);
        float side = (float) Math.exp(random.nextFloat(0, 5));
        objects.set(j, left, top, left + side, top + side * random.nextFloat(0.3f, 3));
      }
      if (i % 10 == 0) {
        objects.set(0, 1000, 1000, 1010, 1010);
      }
      for (boolean lowQuality : List.of(true, false)) {
        var matcher = new Matcher(0.6, 0.3, lowQuality);
        assertArrayEquals(
            matcher.match(objects, anchors.boxes(), anchors.areas()),
            matcher.match(objects, anchors));
      }
    }
  }

  @Test
  void anImageWithoutObjectsIsBackground() {
    Boxes anchors = Boxes.of(new float[] {0, 0, 5, 5});
    assertArrayEquals(
        new int[] {Matcher.BACKGROUND},
        new Matcher(0.7, 0.3, true).match(new Boxes(0), anchors, anchors.areas()));
  }

  @Test
  void samplesAreBalancedDifferentAndDeterministic() {
    int[] matches = new int[1000];
    Arrays.fill(matches, Matcher.BACKGROUND);
    Arrays.fill(matches, 0, 100, 3);
    Arrays.fill(matches, 100, 200, Matcher.BETWEEN);
    var sampler = new Sampler.Balanced(128, 0.25);
    BoxSampler.Sample sample = BoxSampler.sample(sampler, matches, Seeds.generator(1, "test"));
    assertEquals(32, Arrays.stream(sample.positive()).filter(i -> i < 100).distinct().count());
    assertEquals(96, Arrays.stream(sample.background()).filter(i -> i >= 200).distinct().count());
    assertEquals(128, sample.positive().length + sample.background().length);
    assertArrayEquals(
        sample.positive(),
        BoxSampler.sample(sampler, matches, Seeds.generator(1, "test")).positive());
    assertTrue(
        !Arrays.equals(
            sample.positive(),
            BoxSampler.sample(sampler, matches, Seeds.generator(2, "test")).positive()));
  }

  /** Fewer objects than their share leave more room for the background. */
  @Test
  void missingPositivesAreFilledWithBackground() {
    int[] matches = new int[1000];
    Arrays.fill(matches, Matcher.BACKGROUND);
    matches[7] = 0;
    BoxSampler.Sample sample =
        BoxSampler.sample(new Sampler.Balanced(128, 0.5), matches, Seeds.generator(1, "test"));
    assertArrayEquals(new int[] {7}, sample.positive());
    assertEquals(127, sample.background().length);
  }
}
