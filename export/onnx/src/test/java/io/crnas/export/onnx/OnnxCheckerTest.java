package io.crnas.export.onnx;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
import org.junit.jupiter.params.provider.ValueSource;

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
            OnnxSettings.defaults().withOpset(opset)),
        opset,
        irVersion);
  }

  @ParameterizedTest
  @CsvSource({"15, 8", "18, 8", "19, 9", "20, 9", "21, 10", "22, 10"})
  void aFeaturePyramidIsValidInEveryPrecision(int opset, int irVersion) throws IOException {
    Network features = features(detector("faster-rcnn"));
    for (Computation computation : computations()) {
      check(
          Exports.write(
              directory.resolve("fpn.onnx"),
              features,
              OnnxSettings.defaults().withOpset(opset).withComputation(computation)),
          opset,
          irVersion);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mask-rcnn", "faster-rcnn"})
  void theLastHeadIsValid(String name) throws IOException {
    check(
        Exports.write(
            directory.resolve("head.onnx"),
            detector(name).heads().getLast().network(),
            OnnxSettings.defaults()));
  }

  @ParameterizedTest
  @CsvSource({
    "retinanet, 16, 8",
    "retinanet, 17, 8",
    "retinanet, 22, 10",
    "fcos, 16, 8",
    "fcos, 17, 8",
    "fcos, 22, 10",
    "faster-rcnn, 16, 8",
    "faster-rcnn, 17, 8",
    "faster-rcnn, 20, 9",
    "mask-rcnn, 16, 8",
    "mask-rcnn, 17, 8",
    "mask-rcnn, 21, 10",
    "cascade-rcnn, 16, 8",
    "cascade-rcnn, 17, 8",
    "cascade-rcnn, 21, 10"
  })
  void aDetectorOfImagesOrPicturesIsValidInEveryPrecision(String name, int opset, int irVersion)
      throws IOException {
    Detector detector = detector(name);
    Network features = features(detector);
    for (Computation computation : computations()) {
      OnnxSettings settings = OnnxSettings.defaults().withOpset(opset).withComputation(computation);
      Path file = directory.resolve("detector.onnx");
      check(
          Exports.write(file, features, detector, Exports.weights(features, detector), settings),
          opset,
          irVersion);
      for (Resize resize : List.of(new Resize.Stretched(64, 90), new Resize.KeptAspect(64, 96))) {
        check(
            Exports.write(file, features, detector, Input.PIXELS, resize, settings),
            opset,
            irVersion);
      }
    }
  }

  /** ONNX Runtime has no RoIAlign of opset 22 yet, which a calibration for integers needs. */
  @Test
  void roiAlignOfOpset22IsValid() throws IOException {
    Detector detector = detector("mask-rcnn");
    Network features = features(detector);
    for (Computation computation : List.of(new Computation.Single(), new Computation.Half())) {
      check(
          Exports.write(
              directory.resolve("detector.onnx"),
              features,
              detector,
              Exports.weights(features, detector),
              OnnxSettings.defaults().withOpset(22).withComputation(computation)),
          22,
          10);
    }
  }

  @ParameterizedTest
  @CsvSource({"retinanet, 17, 8", "retinanet, 22, 10", "fcos, 16, 8", "fcos, 21, 10"})
  void rawHeadsAreValidInEveryPrecision(String name, int opset, int irVersion) throws IOException {
    Detector detector = detector(name);
    for (Computation computation : computations()) {
      check(
          Exports.writeHeads(
              directory.resolve("heads.onnx"),
              features(detector),
              detector,
              OnnxSettings.defaults().withOpset(opset).withComputation(computation)),
          opset,
          irVersion);
    }
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

  private static List<Computation> computations() {
    return List.of(new Computation.Single(), new Computation.Half(), Exports.quantised(64, 96));
  }

  private static Detector detector(String name) {
    FasterRcnn rcnn = FasterRcnn.of(8, 16, List.of(16, 32, 64, 128, 256), List.of(0.5, 1.0));
    return switch (name) {
      case "retinanet" -> Retinanet.published(8).detector(4);
      case "fcos" -> Fcos.published(32).detector(4);
      case "faster-rcnn" -> rcnn.detector(4);
      case "mask-rcnn" -> new MaskRcnn(rcnn).detector(4);
      case "cascade-rcnn" -> CascadeRcnn.of(rcnn).detector(4);
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static Network features(Detector detector) {
    return detector.features(ResNet.resnet18(8), Exports.ALLOCATION, new Graph(), Sharing.NESTED);
  }

  private static void check(Path file, int opset, int irVersion) throws IOException {
    check(file);
    ModelProto model = ModelProto.parseFrom(Files.readAllBytes(file));
    assertEquals(
        List.of(opset),
        model.getOpsetImportList().stream()
            .filter(set -> set.getDomain().isEmpty())
            .map(set -> (int) set.getVersion())
            .toList());
    assertEquals(irVersion, model.getIrVersion());
  }

  private static void check(Path file) {
    assertTrue(Files.exists(file));
    assertDoesNotThrow(() -> onnx.check_model(file.toString(), true, false, true));
  }
}
