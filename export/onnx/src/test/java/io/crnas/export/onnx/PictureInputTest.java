package io.crnas.export.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.export.Exports;
import io.crnas.runtime.Detection;
import io.crnas.runtime.Detector;
import io.crnas.runtime.Device;
import io.crnas.runtime.Input;
import io.crnas.runtime.Metadata;
import io.crnas.runtime.Model;
import io.crnas.runtime.Prepared;
import io.crnas.runtime.Resize;
import io.crnas.runtime.Tensor;
import io.crnas.runtime.WrongInputException;
import io.crnas.spaces.ResNet;
import io.crnas.spaces.Sharing;
import io.crnas.spaces.detector.FasterRcnn;
import io.crnas.spaces.detector.Fcos;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Network;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that take pictures, against those of the same net that take what Java has prepared. */
final class PictureInputTest {
  private static final Resize STRETCHED = new Resize.Stretched(70, 96);
  private static final Resize KEPT = new Resize.KeptAspect(64, 100);

  @TempDir private Path directory;

  private static BufferedImage picture(int width, int height) {
    var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    var random = new Random(width);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int smooth = (x * 255 / width) << 16 | (y * 255 / height) << 8;
        image.setRGB(x, y, smooth ^ random.nextInt(1 << 20));
      }
    }
    return image;
  }

  private Path write(String detector, Input input, Resize resize, Computation computation)
      throws IOException {
    List<Integer> sizes = List.of(16, 32, 64, 128, 256);
    var value =
        detector.equals("fcos")
            ? new Fcos(32, 2, 1.5, 200, 0.0, 0.6, 20).detector(2)
            : new FasterRcnn(16, 32, sizes, List.of(1.0), 100, 30, 256, 512, 224, 0, 0.5, 20)
                .detector(2);
    Network features =
        value.features(ResNet.resnet18(8), Exports.ALLOCATION, new Graph(), Sharing.NESTED);
    return Exports.write(
        directory.resolve(detector + "-" + input + ".onnx"),
        features,
        value,
        input,
        resize,
        OnnxSettings.defaults().withComputation(computation));
  }

  @ParameterizedTest
  @CsvSource({"211, 127", "60, 45", "50, 400", "96, 70", "33, 34"})
  void whatTheNetworkSeesIsWhatJavaPrepares(int width, int height) throws IOException {
    BufferedImage picture = picture(width, height);
    for (Resize resize : List.of(STRETCHED, KEPT)) {
      Path file = write("fcos", Input.PIXELS, resize, new Computation.Single());
      Path looked = directory.resolve("looked.onnx");
      GraphOutputs.write(file, looked, new LinkedHashMap<>(Map.of("input", "input")));
      Prepared expected = Metadata.read(file).preprocessing().prepare(picture);
      try (Model model = Model.load(looked, Exports.on(new Device.Cpu()))) {
        var seen = (Tensor) model.run(Tensor.ofPixels(picture)).firstEntry().getValue();
        assertEquals(List.of(1, 3, expected.height(), expected.width()), seen.shape());
        assertArrayEquals(expected.nchw(), seen.data(), 0f);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"fcos", "faster-rcnn"})
  void boxesAreInPixelsOfThePicture(String name) throws IOException {
    for (Resize resize : List.of(STRETCHED, KEPT)) {
      Path prepared = write(name, Input.PREPARED, resize, new Computation.Single());
      Path pixels = write(name, Input.PIXELS, resize, new Computation.Single());
      List<BufferedImage> pictures =
          List.of(picture(211, 127), picture(90, 140), picture(211, 127), picture(64, 64));
      try (Detector one = Detector.load(prepared, Exports.on(new Device.Cpu()));
          Detector other = Detector.load(pixels, Exports.on(new Device.Cpu()))) {
        List<List<Detection>> expected = one.detect(pictures);
        List<List<Detection>> found = other.detect(pictures);
        assertTrue(expected.stream().mapToInt(List::size).sum() > 4, expected::toString);
        for (int i = 0; i < pictures.size(); i++) {
          assertAlike(expected.get(i), found.get(i));
        }
      }
    }
  }

  private static void assertAlike(List<Detection> expected, List<Detection> found) {
    assertEquals(expected.size(), found.size());
    for (int i = 0; i < expected.size(); i++) {
      Detection one = expected.get(i);
      Detection other = found.get(i);
      assertEquals(one.label(), other.label());
      assertEquals(one.score(), other.score(), 1e-6);
      // Multiplied by the same ratio, once before and once after they are cut, in pixels.
      assertEquals(one.left(), other.left(), 0.02);
      assertEquals(one.top(), other.top(), 0.02);
      assertEquals(one.right(), other.right(), 0.02);
      assertEquals(one.bottom(), other.bottom(), 0.02);
    }
  }

  @Test
  void itComputesInOtherNumbersToo() throws IOException {
    for (Computation computation : List.of(new Computation.Half(), Exports.quantised(70, 96))) {
      Path file = write("fcos", Input.PIXELS, STRETCHED, computation);
      try (Detector detector = Detector.load(file, Exports.on(new Device.Cpu()))) {
        assertEquals(computation.precision(), detector.metadata().precision());
        assertFalse(detector.detect(picture(50, 40)).isEmpty());
      }
    }
  }

  @Test
  void preparedImagesAreNoPictures() throws IOException {
    Path file = write("fcos", Input.PIXELS, STRETCHED, new Computation.Single());
    try (Detector detector = Detector.load(file, Exports.on(new Device.Cpu()))) {
      var prepared = new Tensor(List.of(1, 3, 64, 96), new float[3 * 64 * 96]);
      var e = assertThrows(WrongInputException.class, () -> detector.detect(prepared));
      assertTrue(e.getMessage().contains("pixels uint8 [?, ?, ?, 3]"), e::getMessage);
    }
  }
}
