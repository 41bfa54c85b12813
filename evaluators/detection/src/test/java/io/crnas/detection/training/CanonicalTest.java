package io.crnas.detection.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.detection.data.Annotation;
import io.crnas.detection.data.Augmentation;
import io.crnas.detection.data.Box;
import io.crnas.detection.data.Jitter;
import io.crnas.detection.data.PixelNormalisation;
import io.crnas.detection.data.Preparation;
import io.crnas.detection.data.RandomCrop;
import io.crnas.detection.data.Resize;
import io.crnas.detection.data.Sample;
import io.crnas.detection.torch.LearningRate;
import io.crnas.detection.torch.Precision;
import io.crnas.framework.file.Fingerprint;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.Deformable;
import io.crnas.spaces.Family;
import io.crnas.spaces.GroupNormed;
import io.crnas.spaces.Sharing;
import io.crnas.spaces.Variant;
import io.crnas.spaces.Varied;
import io.crnas.spaces.classifier.Classifier;
import io.crnas.spaces.detector.CanonicalForm;
import io.crnas.spaces.detector.CascadeRcnn;
import io.crnas.spaces.detector.Detector;
import io.crnas.spaces.detector.FasterRcnn;
import io.crnas.spaces.detector.Fcos;
import io.crnas.spaces.detector.Fpn;
import io.crnas.spaces.detector.MaskRcnn;
import io.crnas.spaces.detector.NasFpn;
import io.crnas.spaces.detector.Pafpn;
import io.crnas.spaces.detector.Retinanet;
import io.crnas.spaces.detector.Yields;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Journals and checkpoints are recognised by these texts: none of them may change. If a test fails
 * because something was renamed, the text is to be kept; where a training has become another, a new
 * version of the text is to be added.
 */
class CanonicalTest {
  private static final String FASTER_RCNN =
      "FasterRcnn[pyramidChannels=256, headWidth=1024, classes=3, anchorSizes=[32, 64, 128, 256,"
          + " 512], anchorRatios=[0.5, 1.0, 2.0]], settings=DetectorSettings[proposals=Proposals["
          + "preNmsTraining=2000, preNmsDetection=1000, postNmsTraining=2000,"
          + " postNmsDetection=1000, nmsThreshold=0.7, foreground=0.7, background=0.3, samples=256,"
          + " positives=0.5], regions=Regions[foreground=0.5, samples=512, positives=0.25,"
          + " samplingRatio=2, scoreThreshold=0.05, nmsThreshold=0.5, detections=100]]";

  /** The one whose numbers in training are torchvision's. */
  private static Detector fasterRcnn() {
    Detector detector = FasterRcnn.published().detector(3);
    return detector.with(
        detector
            .heads()
            .getFirst()
            .withYields(
                new Yields.Proposals(
                    new Yields.Limits(2000, 2000), new Yields.Limits(1000, 1000), 0.7)));
  }

  /** Written by the version before detectors were data. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "RESNET18 | 16 | ResNet[name=resnet18, block=BASIC, width=16, baseline=2-2-2-2]",
        "RESNEXT50_32X4D | 64 |"
            + " ResNet[name=resnext50-32x4d, block=BOTTLENECK_32X4D, width=64, baseline=3-4-6-3]",
        "MOBILENETV2 | 0.5 | MobileNetV2[width=0.5]",
        "SHUFFLENETV2 | 1 | ShuffleNetV2[width=1.0]"
      })
  void fasterRcnnIsWhatItWas(Family family, double width, String backbone) {
    var architecture = new Architecture(family.backbone(width), fasterRcnn(), Sharing.NESTED);
    assertEquals(
        "Architecture[backbone=" + backbone + ", detector=" + FASTER_RCNN + ", sharing=NESTED]",
        architecture.canonical());
  }

  @Test
  void whatIsNewIsToldApart() {
    FasterRcnn small =
        new FasterRcnn(
            256,
            1024,
            List.of(32, 64, 128, 256, 512),
            List.of(0.5, 1.0, 2.0),
            2000,
            1000,
            256,
            512,
            56,
            0.05,
            0.5,
            100);
    String text = CanonicalForm.of(small.detector(3));
    assertTrue(text.startsWith("detector version 2, 3 classes"), text);
    assertTrue(text.contains("canonical 56.0"), text);
    assertNotEquals(text, CanonicalForm.of(small.detector(4)));
  }

  private static Detector fcos() {
    return Fcos.published(256).detector(80);
  }

  /** Digests, for the texts are long. */
  @Test
  void theOtherDetectorsStayWhatTheyAre() {
    assertEquals(
        "d853dbd8be246833",
        Fingerprint.of(CanonicalForm.of(Retinanet.published(256).detector(80))).substring(0, 16));
    assertEquals("38eec86c8038c8aa", Fingerprint.of(CanonicalForm.of(fcos())).substring(0, 16));
    assertEquals(
        "nas fpn channels 256 finest 3",
        CanonicalForm.of(new Detector("any", 80, new NasFpn(256, 3), fcos().heads()))
            .lines()
            .skip(1)
            .findFirst()
            .orElseThrow());
    assertEquals(
        "4b7f5ed429f6c541",
        Fingerprint.of(CanonicalForm.of(new MaskRcnn(FasterRcnn.published()).detector(80)))
            .substring(0, 16));
    assertEquals(
        "path aggregation on fpn channels 64 finest 3 extra convolutions",
        CanonicalForm.of(
                new Detector(
                    "any", 80, new Pafpn(new Fpn(64, 3, Fpn.Extra.CONVOLUTIONS)), fcos().heads()))
            .lines()
            .skip(1)
            .findFirst()
            .orElseThrow());
    CascadeRcnn cascade = CascadeRcnn.of(FasterRcnn.published());
    assertEquals(
        "4f26946debaff124",
        Fingerprint.of(CanonicalForm.of(cascade.detector(80))).substring(0, 16));
    assertEquals(
        "5166c43822ad4842",
        Fingerprint.of(CanonicalForm.of(cascade.withMasks().detector(80))).substring(0, 16));
  }

  @Test
  void theOtherBackbonesStayWhatTheyAre() {
    Backbone resNet = Family.RESNET18.backbone(16);
    String text = "ResNet[name=resnet18, block=BASIC, width=16, baseline=2-2-2-2]";
    assertEquals("DetNet[width=32]", Family.DETNET59.backbone(32).canonical());
    assertEquals(
        "GroupNormed[groups=32, plain=" + text + "]", new GroupNormed(resNet, 32).canonical());
    assertEquals(
        "Deformable[levels=[4, 5], modulated=true, plain=" + text + "]",
        new Deformable(resNet, List.of(4, 5), true).canonical());
    assertEquals(
        "Varied[plain="
            + text
            + ", variants=[[kernel=3, dilations=[1, 2], expansion=own, xception=false]]]",
        new Varied(resNet, List.of(new Variant(3, List.of(1, 2), Optional.empty(), false)))
            .canonical());
  }

  @Test
  void classificationsAreWhatTheyWere() {
    assertEquals(
        "Classification[backbone=ResNet[name=resnet18, block=BASIC, width=16,"
            + " baseline=2-2-2-2], classes=10, smoothing=0.1]",
        new Classification(Family.RESNET18.backbone(16), new Classifier(10), 0.1).canonical());
    assertEquals(
        "Augmentation[horizontalFlip=true, verticalFlip=false, jitter=Jitter[brightness=0.0,"
            + " contrast=0.0, saturation=0.0, hue=0.0], shorterSides=[],"
            + " RandomCrop[leastArea=0.08, mostStretch=1.5]]",
        new Augmentation(
                true, false, Jitter.NONE, List.of(), Optional.of(new RandomCrop(0.08, 1.5)))
            .canonical());
  }

  @Test
  void whatIsLearnedBesideTheWeightsIsWhatItWas() {
    assertEquals(
        "Darts[learningRate=3.0E-4, weightDecay=0.001, order=first]",
        new Learning.Darts(3e-4, 0.001, Learning.Darts.Order.FIRST).canonical());
    assertEquals(
        "Darts[learningRate=0.5, weightDecay=0.0, order=second]",
        new Learning.Darts(0.5, 0, Learning.Darts.Order.SECOND).canonical());
    assertEquals(
        "Proxyless[learningRate=0.001, every=5, warmup=0.2]",
        new Learning.Proxyless(0.001, 5, 0.2).canonical());
  }

  /** Text and boxes as they were hashed when a box was told by its record. */
  @Test
  void imagesAreWhatTheyWere() {
    var box = new Box(1, 2.5f, 30, 4);
    var sample = new Sample("7", "7.png", 40, 50, List.of(new Annotation(box, 2)));
    var sum = new Fingerprint();
    sample.addTo(sum);
    assertEquals(
        Fingerprint.of(
            "7",
            "40x50",
            "Box[x1=1.0, y1=2.5, x2=30.0, y2=4.0], category 2, area 43.5, crowd false, difficult"
                + " false"),
        sum.hexadecimal());
  }

  @Test
  void coursesAreWhatTheyWere() {
    Recipe recipe = Recipe.sgd(8, 0.02, 10, List.of(0.7, 0.9));
    assertEquals(
        "Recipe[steps=100, batch=8, learningRate=0.02, warmupSteps=10, drops=[0.7, 0.9],"
            + " sgd=Settings[momentum=0.9, weightDecay=1.0E-4, nesterov=false, clipNorm=Infinity],"
            + " augmentation=Augmentation[horizontalFlip=false, verticalFlip=false,"
            + " jitter=Jitter[brightness=0.0, contrast=0.0, saturation=0.0, hue=0.0],"
            + " shorterSides=[]]]",
        new Course(100, recipe, Augmentation.NONE).canonical(Precision.FP32));
  }

  @Test
  void whatCoursesCouldNotSayAtFirstIsToldBehind() {
    var recipe =
        new Recipe(
            8,
            4,
            2,
            Recipe.Kind.ADAMW,
            0.02,
            Optional.of(16),
            10,
            Optional.empty(),
            LearningRate.Rise.EXPONENTIAL,
            0.01,
            0.9,
            1e-4,
            Optional.of(10.0),
            Recipe.Schedule.COSINE,
            List.of(0.7, 0.9),
            List.of(0.5),
            Optional.of(0.999),
            2,
            true);
    var jitter = new Jitter(0.1, 0.2, 0.3, 0.05);
    assertEquals(
        "Recipe[steps=100, batch=8, learningRate=0.02, warmupSteps=10, drops=[0.7, 0.9],"
            + " sgd=Settings[momentum=0.9, weightDecay=1.0E-4, nesterov=false, clipNorm=10.0],"
            + " augmentation=Augmentation[horizontalFlip=true, verticalFlip=false,"
            + " jitter=Jitter[brightness=0.1, contrast=0.2, saturation=0.3, hue=0.05],"
            + " shorterSides=[480, 512]]], accumulate=4, rateFor=16, AdamW, warmup=exponential from 0.01,"
            + " cosine=[0.5], ema=0.999, frozenStages=2, frozenBatchNorm=true, bf16",
        new Course(100, recipe, new Augmentation(true, false, jitter, List.of(480, 512)))
            .canonical(Precision.BF16));
    var plain = new Course(10, Recipe.sgd(1, 1, 1, List.of()), Augmentation.NONE);
    assertEquals(plain.canonical(Precision.FP32) + ", tf32", plain.canonical(Precision.TF32));
  }

  @Test
  void preparationsAreWhatTheyWere() {
    assertEquals(
        "Preparation[resize=96x128, mean=Rgb[red=0.485, green=0.456, blue=0.406],"
            + " deviation=Rgb[red=0.229, green=0.224, blue=0.225], multiple=32]",
        Preparation.of(128, 96).canonical());
    assertEquals(
        "Preparation[resize=800/1333, mean=Rgb[red=0.485, green=0.456, blue=0.406],"
            + " deviation=Rgb[red=0.229, green=0.224, blue=0.225], multiple=32]",
        new Preparation(new Resize.KeptAspect(800, 1333), PixelNormalisation.IMAGENET).canonical());
  }
}
