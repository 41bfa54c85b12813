package io.crnas.detection.head;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.crnas.detection.fixtures.ChannelsLast;
import io.crnas.detection.fixtures.Npz;
import io.crnas.framework.random.Seeds;
import io.crnas.spaces.detector.Reads;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RoIAlign and its gradient against torchvision.ops. */
class RoiAlignTest {
  private static final Reads.Rois READS = new Reads.Rois("rpn", 7, 2, 4, 224);

  @ParameterizedTest
  @CsvSource({"false,2", "false,0", "true,2", "true,0"})
  void forwardAndBackwardAreTorchvisions(boolean aligned, int samplingRatio) {
    Map<String, Npz.Array> fixture = Npz.read("roi_align.npz");
    String key = "aligned" + (aligned ? 1 : 0) + "_sr" + samplingRatio;
    Npz.Array expected = Npz.get(fixture, key);
    var align =
        new RoiAlign(expected.shape().get(2), expected.shape().get(3), samplingRatio, aligned);
    Rois regions = regions(Npz.get(fixture, "rois").floats());
    float[] features = ChannelsLast.of(Npz.get(fixture, "input")).data();
    List<RoiAlign.Level> levels = List.of(new RoiAlign.Level(0, 16, 20, 0.25f));
    assertArrayEquals(
        ChannelsLast.of(expected).data(), align.forward(features, levels, 3, regions, 1), 1e-5f);

    float[] upstream = new float[expected.floats().length];
    for (int i = 0; i < upstream.length; i++) {
      upstream[i] = (float) Math.sin(i);
    }
    float[] gradient = new float[features.length];
    align.backward(ChannelsLast.of(upstream, expected.shape()), levels, 3, regions, gradient, 1);
    assertArrayEquals(ChannelsLast.of(Npz.get(fixture, key + "_gradin")).data(), gradient, 5e-5f);
  }

  /** Rows of image, left, top, right, bottom. */
  private static Rois regions(float[] rows) {
    int count = rows.length / 5;
    var boxes = new Boxes(count);
    int[] images = new int[count];
    for (int i = 0; i < count; i++) {
      images[i] = (int) rows[5 * i];
      boxes.set(i, rows[5 * i + 1], rows[5 * i + 2], rows[5 * i + 3], rows[5 * i + 4]);
    }
    return new Rois(boxes, images, new int[count]);
  }

  @Test
  void severalLevelsAreTorchvisions() {
    Map<String, Npz.Array> fixture = Npz.read("multiscale_roi.npz");
    Boxes boxes = Boxes.of(Npz.get(fixture, "boxes").floats());
    assertArrayEquals(Npz.get(fixture, "levels").ints(), Rois.levels(boxes, READS, 2));

    List<RoiAlign.Level> levels = new ArrayList<>();
    float[] features = new float[0];
    for (int i = 0; i < 4; i++) {
      Npz.Array level = Npz.get(fixture, "feat" + i);
      levels.add(
          new RoiAlign.Level(
              features.length, level.shape().get(2), level.shape().get(3), 0.25f / (1 << i)));
      features = join(features, ChannelsLast.of(level).data());
    }
    float[] found =
        new RoiAlign(7, 7, 2, false)
            .forward(features, levels, 2, Rois.of(List.of(boxes), READS, 2), 1);
    assertArrayEquals(ChannelsLast.of(Npz.get(fixture, "out")).data(), found, 1e-5f);
  }

  private static float[] join(float[] a, float[] b) {
    float[] joined = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, joined, a.length, b.length);
    return joined;
  }

  @Test
  void theNumberOfThreadsChangesNoBit() {
    RandomGenerator random = Seeds.generator(1, "test");
    int channels = 8;
    float[] features = new float[2 * 20 * 30 * channels];
    for (int i = 0; i < features.length; i++) {
      features[i] = random.nextFloat();
    }
    var boxes = new Boxes(200);
    for (int i = 0; i < boxes.count; i++) {
      float left = 60 * random.nextFloat();
      float top = 40 * random.nextFloat();
      boxes.set(i, left, top, left + 60 * random.nextFloat(), top + 40 * random.nextFloat());
    }
    int[] images = new int[200];
    Arrays.fill(images, 100, 200, 1);
    var regions = new Rois(boxes, images, new int[200]);
    List<RoiAlign.Level> levels = List.of(new RoiAlign.Level(0, 20, 30, 0.25f));
    var align = new RoiAlign(7, 7, 2, false);
    float[] pooled = align.forward(features, levels, channels, regions, 1);
    assertArrayEquals(pooled, align.forward(features, levels, channels, regions, 4));
    float[] one = new float[features.length];
    float[] many = new float[features.length];
    align.backward(pooled, levels, channels, regions, one, 1);
    align.backward(pooled, levels, channels, regions, many, 4);
    assertArrayEquals(one, many);
  }
}
