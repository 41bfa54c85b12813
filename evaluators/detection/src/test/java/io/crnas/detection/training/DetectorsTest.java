package io.crnas.detection.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.detection.torch.Torch;
import io.crnas.framework.device.Device;
import io.crnas.framework.progress.Progress;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.ResNet;
import io.crnas.spaces.Sharing;
import io.crnas.spaces.cost.Cost.Convention;
import io.crnas.spaces.cost.Part;
import io.crnas.spaces.detector.CascadeRcnn;
import io.crnas.spaces.detector.Detector;
import io.crnas.spaces.detector.FasterRcnn;
import io.crnas.spaces.detector.Fcos;
import io.crnas.spaces.detector.MaskRcnn;
import io.crnas.spaces.detector.Neck;
import io.crnas.spaces.detector.Retinanet;
import io.crnas.spaces.detector.RpnAlone;
import io.crnas.spaces.weights.Weights;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Detectors that are values: everything that is read off Faster R-CNN is read off them too. */
class DetectorsTest {
  private static final Allocation ALLOCATION = Allocation.parse("1-1-1-1");
  private static final List<Integer> ANCHORS = List.of(8, 16, 24, 32, 48);

  private static final CascadeRcnn CASCADE =
      CascadeRcnn.of(
          new FasterRcnn(16, 32, ANCHORS, List.of(1.0), 200, 60, 64, 32, 224, 0.05, 0.5, 20));

  @TempDir Path folder;

  private static Detector detector(String name) {
    return switch (name) {
      case "retinanet" ->
          new Retinanet(16, 1, ANCHORS, List.of(1.0), 0.5, 0.4, 0.25, 2, 200, 0.05, 0.5, 20)
              .detector(1);
      case "fcos" -> new Fcos(16, 1, 1.5, 200, 0.05, 0.6, 20).detector(1);
      case "cascade-rcnn" -> CASCADE.detector(1);
      case "cascade-mask-rcnn" -> CASCADE.withMasks().detector(1);
      case "faster-rcnn on a pafpn" ->
          new FasterRcnn(
                  Neck.Kind.PAFPN,
                  16,
                  32,
                  ANCHORS,
                  List.of(1.0),
                  200,
                  60,
                  64,
                  32,
                  224,
                  0.05,
                  0.5,
                  20)
              .detector(1);
      case "mask-rcnn" ->
          new MaskRcnn(
                  new FasterRcnn(16, 32, ANCHORS, List.of(1.0), 200, 60, 64, 32, 56, 0.05, 0.5, 20))
              .detector(1);
      case "retinanet on a nas-fpn" ->
          new Retinanet(
                  Neck.Kind.NAS_FPN,
                  16,
                  1,
                  ANCHORS,
                  List.of(1.0),
                  0.5,
                  0.4,
                  0.25,
                  2,
                  200,
                  0.05,
                  0.5,
                  20)
              .detector(1);
      case "rpn-alone" -> RpnAlone.detector(16, ANCHORS);
      default -> throw new IllegalArgumentException("no detector " + name);
    };
  }

  /** After some seconds from scratch; by chance it would be below 0.01. */
  @ParameterizedTest
  @CsvSource({
    "retinanet, 120, 0.1",
    "fcos, 120, 0.1",
    "cascade-rcnn, 220, 0.1",
    "faster-rcnn on a pafpn, 160, 0.1",
    "mask-rcnn, 220, 0.1",
    "cascade-mask-rcnn, 220, 0.1",
    "retinanet on a nas-fpn, 160, 0.1",
    "rpn-alone, 300, 0.03"
  })
  void itLearnsToFindFigures(String name, int steps, double least) throws Exception {
    var architecture = new Architecture(ResNet.resnet18(8), detector(name), Sharing.ALONE);
    boolean masks = architecture.detector().findsMasks();
    try (Torch torch = Torch.open(new Device.Cpu(), 1)) {
      Weights weights =
          new Trainer(
                  torch,
                  architecture,
                  masks ? SmallTask.TRAIN_MASKS : SmallTask.TRAIN,
                  SmallTask.PREPARATION,
                  SmallTask.course(steps),
                  SmallTask.SEED)
              .train(name, Paths.of(ALLOCATION), folder.resolve("net"), Progress.silent());
      try (var trained = new TrainedDetector(torch, architecture, ALLOCATION, weights)) {
        Map<String, Double> found =
            trained
                .test(
                    masks ? SmallTask.VALIDATION_MASKS : SmallTask.VALIDATION,
                    SmallTask.PREPARATION,
                    4,
                    Progress.silent())
                .metrics()
                .toMap();
        assertTrue(found.get("AP50") > least, name + " has " + found);
        assertEquals(masks, found.containsKey("mask-AP50"));
        assertTrue(found.getOrDefault("mask-AP50", 1.0) > least, name + " has " + found);
      }
    }
  }

  @Test
  void itsPartsAreThoseOfItsHeads() {
    var backbone = ResNet.resnet18(8);
    for (String name :
        List.of(
            "retinanet",
            "fcos",
            "cascade-rcnn",
            "faster-rcnn on a pafpn",
            "mask-rcnn",
            "cascade-mask-rcnn",
            "retinanet on a nas-fpn",
            "rpn-alone")) {
      Detector detector = detector(name);
      List<Part> parts =
          detector.parts(backbone, ALLOCATION, new ImageSize(64, 64), Convention.MAC);
      List<String> names =
          new ArrayList<>(List.of("stem", "layer1", "layer2", "layer3", "layer4", "neck"));
      detector.heads().forEach(head -> names.add(head.name()));
      assertEquals(names, parts.stream().map(Part::name).toList());
      assertEquals(
          detector.parameters(backbone, ALLOCATION), Part.sum("all", parts).parameters(), name);
    }
  }
}
