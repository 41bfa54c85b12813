package io.crnas.export.onnx;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.crnas.export.Exports;
import io.crnas.runtime.Input;
import io.crnas.runtime.Resize;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.Family;
import io.crnas.spaces.ResNet;
import io.crnas.spaces.Sharing;
import io.crnas.spaces.detector.CascadeRcnn;
import io.crnas.spaces.detector.Detector;
import io.crnas.spaces.detector.FasterRcnn;
import io.crnas.spaces.detector.Fcos;
import io.crnas.spaces.detector.MaskRcnn;
import io.crnas.spaces.detector.Retinanet;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.onnx.global.onnx;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ONNX's own checker, with strict shape inference, on what is written. */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
final class OnnxCheckerTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({"true, 2000000000", "false, 2000000000", "true, 0"})
  void aBackboneIsValid(boolean fold, long externalDataAbove) throws IOException {
    Network network = ResNet.resnet50(16).network(Exports.ALLOCATION);
    check(
        Exports.write(
            directory.resolve("net.onnx"),
            network,
            OnnxSettings.defaults()
                .withFoldBatchNorm(fold)
                .withExternalDataAbove(externalDataAbove)));
  }

  @ParameterizedTest
  @CsvSource({
    "MOBILENETV2, 15, 8",
    "MOBILENETV2, 22, 10",
    "SHUFFLENETV2, 15, 8",
    "SHUFFLENETV2, 22, 10"
  })
  void everyKindOfLayerIsValid(Family family, int opset, int irVersion) throws IOException {
    Backbone backbone = family.backbone(0.5);
    check(
        Exports.write(
            directory.resolve("net.onnx"),
            backbone.network(Allocation.of(backbone.baseline())),
            OnnxSettings.defaults().withVersions(opset, irVersion)));
  }

  @Test
  void theMaskHeadIsValid() throws IOException {
    var masks =
        new MaskRcnn(FasterRcnn.of(8, 16, List.of(16, 32, 64, 128, 256), List.of(1.0))).detector(4);
    check(
        Exports.write(
            directory.resolve("mask.onnx"),
            masks.heads().getLast().network(),
            OnnxSettings.defaults()));
  }

  @ParameterizedTest
  @CsvSource({"15, 8", "17, 8", "22, 10"})
  void aFeaturePyramidIsValid(int opset, int irVersion) throws IOException {
    var rcnn = FasterRcnn.of(8, 16, List.of(16, 32, 64, 128, 256), List.of(1.0)).detector(4);
    Network network =
        rcnn.features(ResNet.resnet18(8), Exports.ALLOCATION, new Graph(), Sharing.NESTED);
    check(
        Exports.write(
            directory.resolve("fpn.onnx"),
            network,
            OnnxSettings.defaults().withVersions(opset, irVersion)));
  }

  @ParameterizedTest
  @CsvSource({
    "retinanet, 17, 8",
    "retinanet, 22, 10",
    "fcos, 16, 8",
    "fcos, 22, 10",
    "faster-rcnn, 16, 8",
    "faster-rcnn, 17, 8",
    "faster-rcnn, 22, 10"
  })
  void aWholeDetectorIsValid(String name, int opset, int irVersion) throws IOException {
    List<Integer> sizes = List.of(16, 32, 64, 128, 256);
    Detector detector =
        switch (name) {
          case "retinanet" -> Retinanet.published(8).detector(4);
          case "fcos" -> Fcos.published(8).detector(4);
          default -> FasterRcnn.of(8, 16, sizes, List.of(0.5, 1.0)).detector(4);
        };
    Network features =
        detector.features(ResNet.resnet18(8), Exports.ALLOCATION, new Graph(), Sharing.NESTED);
    check(
        Exports.write(
            directory.resolve("detector.onnx"),
            features,
            detector,
            Exports.weights(features, detector),
            OnnxSettings.defaults().withVersions(opset, irVersion)));
  }

  @ParameterizedTest
  @CsvSource({"retinanet, 16, 8", "fcos, 17, 8", "faster-rcnn, 17, 8", "cascade-rcnn, 21, 10"})
  void otherPrecisionsAreValid(String name, int opset, int irVersion) throws IOException {
    List<Integer> sizes = List.of(16, 32, 64, 128, 256);
    FasterRcnn rcnn = FasterRcnn.of(8, 16, sizes, List.of(0.5, 1.0));
    Detector detector =
        switch (name) {
          case "retinanet" -> Retinanet.published(8).detector(4);
          case "fcos" -> Fcos.published(32).detector(4);
          case "cascade-rcnn" -> CascadeRcnn.of(rcnn).detector(4);
          default -> rcnn.detector(4);
        };
    Network features =
        detector.features(ResNet.resnet18(8), Exports.ALLOCATION, new Graph(), Sharing.NESTED);
    for (Computation computation : List.of(new Computation.Half(), Exports.quantised(64, 96))) {
      check(
          Exports.write(
              directory.resolve("detector.onnx"),
              features,
              detector,
              Exports.weights(features, detector),
              OnnxSettings.defaults().withVersions(opset, irVersion).withComputation(computation)));
    }
  }

  @ParameterizedTest
  @CsvSource({"16, 8", "17, 8", "22, 10"})
  void aDetectorOfPicturesIsValid(int opset, int irVersion) throws IOException {
    Detector detector = Retinanet.published(8).detector(4);
    Network features =
        detector.features(ResNet.resnet18(8), Exports.ALLOCATION, new Graph(), Sharing.NESTED);
    for (Resize resize : List.of(new Resize.Stretched(64, 90), new Resize.KeptAspect(64, 96))) {
      check(
          Exports.write(
              directory.resolve("detector.onnx"),
              features,
              detector,
              Input.PIXELS,
              resize,
              OnnxSettings.defaults().withVersions(opset, irVersion)));
    }
  }

  @Test
  void theBoxHeadIsValid() throws IOException {
    var rcnn = FasterRcnn.of(8, 16, List.of(16, 32, 64, 128, 256), List.of(1.0)).detector(4);
    check(
        Exports.write(
            directory.resolve("head.onnx"),
            rcnn.heads().getLast().network(),
            OnnxSettings.defaults()));
  }

  @Test
  void theCheckerRefusesAnUnknownOperator() throws IOException {
    Path file = Exports.small(directory);
    byte[] bytes = Files.readAllBytes(file);
    var model = ModelProto.parseFrom(bytes).toBuilder();
    model.getGraphBuilder().getNodeBuilder(0).setOpType("Convolution");
    Files.write(file, model.build().toByteArray());
    assertThrows(
        RuntimeException.class, () -> onnx.check_model(file.toString(), true, false, true));
  }

  private static void check(Path file) {
    assertTrue(Files.exists(file));
    assertDoesNotThrow(() -> onnx.check_model(file.toString(), true, false, true));
  }
}
