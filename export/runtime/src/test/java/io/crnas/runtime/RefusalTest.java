package io.crnas.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong is told by a Java exception that names it; the process lives on. */
final class RefusalTest {
  @TempDir private Path folder;

  @Test
  void aFileCutAnywhereIsCalledThat() throws IOException {
    byte[] whole = Files.readAllBytes(HandMade.write(folder.resolve("whole.onnx")));
    Path file = folder.resolve("cut.onnx");
    for (int length = 0; length < whole.length; length += 1 + whole.length / 60) {
      Files.write(file, Arrays.copyOf(whole, length));
      String message = refused(file);
      // Between two properties it is whole, but without some of them.
      assertTrue(message.contains("cut short") || message.contains("metadata"), message);
    }
  }

  @Test
  void aFileWithWrongBytesIsRefusedOrRuns() throws IOException {
    byte[] whole = Files.readAllBytes(HandMade.write(folder.resolve("whole.onnx")));
    Path file = folder.resolve("wrong.onnx");
    var random = new Random(3);
    int refused = 0;
    for (int i = 0; i < 300; i++) {
      byte[] wrong = whole.clone();
      for (int changes = 1 + i % 3; changes > 0; changes--) {
        wrong[random.nextInt(wrong.length)] = (byte) random.nextInt();
      }
      Files.write(file, wrong);
      try (Detector detector = Detector.load(file, HandMade.options())) {
        detector.detect(DetectorTest.image(50, 50, Color.RED));
      } catch (WrongInputException e) {
        assertTrue(e.getMessage().contains("wrong.onnx"), e.getMessage());
        refused++;
      } catch (IllegalStateException e) {
        refused++;
      }
    }
    assertTrue(refused > 100, "" + refused);
  }

  @Test
  void whatIsNoModelIsCalledThat() throws IOException {
    Path text = Files.writeString(folder.resolve("text.onnx"), "not a model\n");
    assertTrue(refused(text).contains("no ONNX model"));
    assertTrue(refused(folder.resolve("missing.onnx")).contains("found no file"));
    assertTrue(refused(folder).contains("found a folder"));
  }

  @Test
  void aFileOfAnotherProducerIsToldByWhatItLacks() throws IOException {
    Path file =
        HandMade.write(
            folder.resolve("other.onnx"),
            HandMade.detector(HandMade.metadata()).clearMetadataProps());
    assertTrue(
        refused(file).startsWith(file + ", metadata part: found nothing, expected detector"));
  }

  @Test
  void anotherPartIsCalledByItsName() throws IOException {
    Resize resize = new Resize.Stretched(64, 64);
    Path backbone =
        HandMade.write(
            folder.resolve("backbone.onnx"),
            HandMade.detector(HandMade.metadata(Part.BACKBONE, resize)));
    assertEquals(
        backbone
            + ": found the backbone of a detector, expected a whole detector; Backbone loads this",
        refused(backbone));
    Path detector = HandMade.write(folder.resolve("detector.onnx"));
    var e =
        assertThrows(WrongInputException.class, () -> Backbone.load(detector, HandMade.options()));
    assertTrue(e.getMessage().contains("a whole detector"), e.getMessage());
  }

  @Test
  void inputsAndOutputsOfOtherKindsAreNamed() throws IOException {
    ModelProto.Builder model = HandMade.detector(HandMade.metadata());
    model.getGraphBuilder().setInput(0, HandMade.port("input", DataType.DOUBLE, -1, 3, -1, -1));
    assertTrue(refused(model).contains("double"));
    model = HandMade.detector(HandMade.metadata());
    model.getGraphBuilder().removeOutput(1);
    String message = refused(model);
    assertTrue(message.contains("outputs [dets float [?, 4, 5]]"), message);
    assertTrue(message.contains("expected labels int64 [?, ?]"), message);
    model = HandMade.detector(HandMade.metadata());
    model.getGraphBuilder().setInput(0, HandMade.port("input", DataType.FLOAT, 4, 3, -1, -1));
    assertTrue(refused(model).contains("expected a free number of images, or 1"));
  }

  @Test
  void aSizeThatTheFileDoesNotTakeIsNamed() throws IOException {
    ModelProto.Builder model = HandMade.detector(HandMade.metadata());
    model.getGraphBuilder().setInput(0, HandMade.port("input", DataType.FLOAT, -1, 3, 64, 64));
    assertTrue(
        refused(model).contains("input float [?, 3, 64, 64], expected room for images of 64x96"));
    Resize kept = new Resize.KeptAspect(64, 96);
    model = HandMade.detector(HandMade.metadata(Part.DETECTOR, kept));
    model.getGraphBuilder().setInput(0, HandMade.port("input", DataType.FLOAT, -1, 3, 64, 96));
    assertTrue(refused(model).contains("a free size, since images keep their aspect, 64/96"));
  }

  @Test
  void preparedPixelsOfAnotherShapeAreRefused() throws IOException {
    try (Detector detector =
        Detector.load(HandMade.write(folder.resolve("a.onnx")), HandMade.options())) {
      for (List<Integer> shape :
          List.of(List.of(1, 1, 64, 64), List.of(3, 64, 64), List.of(0, 3, 8, 8))) {
        int size = shape.stream().reduce(1, Math::multiplyExact);
        var e =
            assertThrows(
                WrongInputException.class,
                () -> detector.detect(new Tensor(shape, new float[size])));
        assertTrue(e.getMessage().startsWith("input: found the shape " + shape), e.getMessage());
      }
    }
  }

  @Test
  void aClosedDetectorSaysSo() throws IOException {
    Path file = HandMade.write(folder.resolve("a.onnx"));
    Detector detector = Detector.load(file, HandMade.options());
    detector.close();
    detector.close();
    var e =
        assertThrows(
            IllegalStateException.class,
            () -> detector.detect(DetectorTest.image(9, 9, Color.RED)));
    assertEquals(file + " is closed", e.getMessage());
  }

  /** Nobody could say what such a number means. */
  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, 0})
  void numbersThatMeanNothingAreNotPassedOn(double number) throws IOException {
    Map<String, String> properties = new LinkedHashMap<>(HandMade.metadata().properties());
    long label = number == 0 ? HandMade.CLASSES.size() : 0;
    Path file =
        HandMade.write(
            folder.resolve("a.onnx"),
            HandMade.detector(properties, new double[][] {{0, 0, 1, 1, number}}, label));
    try (Detector detector = Detector.load(file, HandMade.options())) {
      var e =
          assertThrows(
              IllegalStateException.class,
              () -> detector.detect(DetectorTest.image(9, 9, Color.RED)));
      assertTrue(e.getMessage().startsWith("the file gives label " + label), e.getMessage());
    }
  }

  @Test
  void aDeviceThatIsNotThereIsNamed() throws IOException {
    Assumptions.assumeTrue(Files.notExists(Path.of("/dev/nvidia0")));
    Path file = HandMade.write(folder.resolve("a.onnx"));
    for (String device : List.of("cuda:0", "tensorrt:0")) {
      var e =
          assertThrows(
              WrongInputException.class,
              () -> Detector.load(file, HandMade.options().withDevice(Device.parse(device))));
      assertEquals("device", e.faults().getFirst().where());
      assertTrue(
          e.getMessage().contains(device + ", which ONNX Runtime can not use"), e.getMessage());
      assertEquals(1, e.getMessage().lines().count());
    }
  }

  @Test
  void aMemoryLimitThatNobodyWouldKeepToIsRefused() throws IOException {
    Path file = HandMade.write(folder.resolve("a.onnx"));
    Options limited = HandMade.options().withMemoryLimit(1L << 30);
    var e = assertThrows(WrongInputException.class, () -> Detector.load(file, limited));
    assertEquals(
        "memory limit: found 1073741824 bytes on the processor, expected none there: ONNX Runtime"
            + " keeps to one on a CUDA device alone",
        e.getMessage());
    Assumptions.assumeTrue(Files.notExists(Path.of("/dev/nvidia0")));
    Options anywhere = limited.withDevice(new Device.Auto());
    assertThrows(WrongInputException.class, () -> Detector.load(file, anywhere));
  }

  private String refused(ModelProto.Builder model) throws IOException {
    return refused(HandMade.write(folder.resolve("wrong.onnx"), model));
  }

  private static String refused(Path file) {
    var e = assertThrows(WrongInputException.class, () -> Detector.load(file, HandMade.options()));
    e.faults().forEach(fault -> assertTrue(fault.where().startsWith(file.toString()), "" + fault));
    return e.getMessage();
  }
}
