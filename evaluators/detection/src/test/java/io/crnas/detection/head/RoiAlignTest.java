package io.crnas.detection.head;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crnas.detection.fixtures.ChannelsLast;
import io.crnas.detection.fixtures.Npz;
import io.crnas.detection.fixtures.WithTorch;
import io.crnas.detection.torch.Cells;
import io.crnas.detection.torch.Gathering;
import io.crnas.detection.torch.Normalisation;
import io.crnas.detection.torch.ParameterStore;
import io.crnas.detection.torch.Pass;
import io.crnas.detection.torch.Readout;
import io.crnas.detection.torch.Torch;
import io.crnas.detection.torch.Value;
import io.crnas.framework.device.Device;
import io.crnas.framework.random.Seeds;
import io.crnas.spaces.detector.Reads;
import io.crnas.spaces.weights.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RoIAlign and its gradient against torchvision.ops. */
class RoiAlignTest extends WithTorch {
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
    List<RoiAlign.Level> levels = List.of(new RoiAlign.Level(0, 16, 20, 0.25f));
    Gathering gathering = align.gathering(levels, regions, 1);
    try (var store = new ParameterStore(torch);
        Pass pass = Pass.training(store, new Normalisation.Running())) {
      Value input = pass.trained(pass.input(ChannelsLast.of(Npz.get(fixture, "input"))));
      Readout reading = pass.read(List.of(input), List.of());
      Cells.Gathered pooled = reading.cells().gather(gathering);
      Readout found = pass.read(List.of(pooled.maps()));
      assertArrayEquals(ChannelsLast.of(expected).data(), found.values(), 1e-5f);

      float[] upstream = new float[expected.floats().length];
      for (int i = 0; i < upstream.length; i++) {
        upstream[i] = (float) Math.sin(i);
      }
      found.backward(ChannelsLast.of(upstream, expected.shape()));
      pooled.addGradient();
      reading.backward(new float[0]);
      assertArrayEquals(
          ChannelsLast.of(Npz.get(fixture, key + "_gradin")).data(), pass.gradient(input), 5e-5f);
    }
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
    int first = 0;
    try (var store = new ParameterStore(torch);
        Pass pass = Pass.inference(store, new Normalisation.Running())) {
      List<Value> maps = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Npz.Array level = Npz.get(fixture, "feat" + i);
        int height = level.shape().get(2);
        int width = level.shape().get(3);
        levels.add(new RoiAlign.Level(first, height, width, 0.25f / (1 << i)));
        first += height * width;
        maps.add(pass.input(ChannelsLast.of(level)));
      }
      Gathering gathering =
          new RoiAlign(7, 7, 2, false).gathering(levels, Rois.of(List.of(boxes), READS, 2), 1);
      Value found = pass.read(maps, List.of()).cells().gather(gathering).maps();
      assertArrayEquals(
          ChannelsLast.of(Npz.get(fixture, "out")).data(),
          pass.read(List.of(found)).values(),
          1e-5f);
    }
  }

  @Test
  void imagesWithoutRegionsGiveNothingAndTakeNothing() {
    try (var store = new ParameterStore(torch);
        Pass pass = Pass.training(store, new Normalisation.Running())) {
      Value input = pass.trained(pass.input(new Tensor(List.of(1, 4, 4, 2), new float[32])));
      Readout reading = pass.read(List.of(input), List.of());
      List<RoiAlign.Level> levels = List.of(new RoiAlign.Level(0, 4, 4, 0.25f));
      Gathering gathering =
          new RoiAlign(7, 7, 2, false)
              .gathering(levels, Rois.of(List.of(new Boxes(0)), READS, 2), 1);
      Cells.Gathered pooled = reading.cells().gather(gathering);
      assertEquals(List.of(0, 2, 7, 7), pooled.maps().shape());
      pooled.addGradient();
      reading.backward(new float[0]);
      assertArrayEquals(new float[32], pass.gradient(input));
    }
  }

  @Test
  void neitherThreadsNorWhereTheTermsAreWrittenOutChangeABit() {
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
    var map = new Tensor(List.of(2, 20, 30, channels), features);
    float[][] one;
    float[][] many;
    float[][] far;
    try (Torch alone = Torch.open(new Device.Cpu(), 1);
        Torch four = Torch.open(new Device.Cpu(), 4);
        Torch device = Torch.rehearsal(1)) {
      one = gathered(alone, map, regions);
      many = gathered(four, map, regions);
      far = gathered(device, map, regions);
    }
    assertArrayEquals(one[0], many[0]);
    assertArrayEquals(one[1], many[1]);
    assertArrayEquals(one[0], far[0]);
    assertArrayEquals(one[1], far[1]);
  }

  /** What is pooled, and the gradient of half the sum of its squares. */
  private static float[][] gathered(Torch engine, Tensor map, Rois regions) {
    List<RoiAlign.Level> levels = List.of(new RoiAlign.Level(0, 20, 30, 0.25f));
    try (var store = new ParameterStore(engine);
        Pass pass = Pass.training(store, new Normalisation.Running())) {
      Value input = pass.trained(pass.input(map));
      Readout reading = pass.read(List.of(input), List.of());
      Gathering gathering =
          new RoiAlign(7, 7, 2, false).gathering(levels, regions, engine.threads());
      Cells.Gathered pooled = reading.cells().gather(gathering);
      Readout found = pass.read(List.of(pooled.maps()));
      found.backward(found.values());
      pooled.addGradient();
      reading.backward(new float[0]);
      return new float[][] {found.values(), pass.gradient(input)};
    }
  }
}
