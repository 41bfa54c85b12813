package io.crnas.experiments.run;

import io.crnas.detection.torch.Torch;
import io.crnas.detection.training.Architecture;
import io.crnas.detection.training.TrainedDetector;
import io.crnas.framework.random.Seeds;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.Deformable;
import io.crnas.spaces.Family;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.Sharing;
import io.crnas.spaces.SpatialAllocation;
import io.crnas.spaces.StageAllocation;
import io.crnas.spaces.Variant;
import io.crnas.spaces.Varied;
import io.crnas.spaces.detector.CascadeRcnn;
import io.crnas.spaces.detector.DetectorSettings;
import io.crnas.spaces.detector.FasterRcnn;
import io.crnas.spaces.detector.Fcos;
import io.crnas.spaces.detector.MaskRcnn;
import io.crnas.spaces.detector.Neck;
import io.crnas.spaces.detector.Retinanet;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Parameter;
import io.crnas.spaces.weights.Tensor;
import io.crnas.spaces.weights.Weights;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Some detector around some backbone, with weights that make scores and boxes of all kinds.
 *
 * @param image the size of the input, mostly one that no stride divides
 * @param sizes of images, which are padded to that of the input
 */
record RandomNet(
    Architecture architecture,
    Allocation allocation,
    Weights weights,
    ImageSize image,
    List<ImageSize> sizes) {
  /** But for DetNet, which has numbers of its own. */
  private static final List<Family> FAMILIES =
      Stream.of(Family.values()).filter(family -> family != Family.DETNET59).toList();

  private static final List<Integer> SIZES = List.of(16, 32, 48, 64, 96);
  private static final List<Double> RATIOS = List.of(0.5, 1.0, 2.0);
  private static final List<Neck.Kind> NECKS =
      List.of(Neck.Kind.NAS_FPN, Neck.Kind.FPN, Neck.Kind.PAFPN);
  private static final int MOST_DILATION = 3;

  /** As many as there are dilations. */
  private static final List<Variant> KINDS =
      List.of(Variant.of(3), Variant.of(5), new Variant(7, List.of(1, 2), Optional.empty(), false));

  /** The one of a number: after 90 every family was in every detector; all else is drawn. */
  static RandomNet of(int number, Torch torch) {
    RandomGenerator random = Seeds.generator(12, "random-net", number);
    Family family = number % 11 == 10 ? Family.DETNET59 : FAMILIES.get(number % FAMILIES.size());
    Backbone published =
        family.backbone(
            switch (family) {
              case RESNET18, RESNET34, RESNET50, RESNET101, RESNET152, DETNET59 -> 8;
              case RESNEXT50_32X4D, RESNEXT101_32X4D -> 16;
              case MOBILENETV2 -> 0.25;
              case SHUFFLENETV2 -> 0.5;
            });
    Backbone varied = number % 7 == 6 ? new Varied(published, KINDS) : published;
    Backbone backbone =
        number % 4 == 3 ? new Deformable(varied, List.of(5), number % 8 == 3) : varied;
    int classes = random.nextInt(1, 5);
    // What random offsets read moves by much with 16 bits' rounding, and NAS-FPN multiplies that.
    Neck.Kind neck =
        backbone instanceof Deformable
            ? (number % 8 == 3 ? Neck.Kind.FPN : Neck.Kind.PAFPN)
            : NECKS.get((number / 5 + number % 5) % NECKS.size());
    FasterRcnn faster = faster(neck);
    DetectorSettings settings =
        switch (number % 5) {
          case 0 -> retinanet(neck);
          case 1 -> new Fcos(neck, 16, 1, 1.5, 200, 0.05, 0.6, 50);
          case 2 -> faster;
          case 3 -> new MaskRcnn(faster);
          default -> number % 2 == 0 ? CascadeRcnn.of(faster) : CascadeRcnn.of(faster).withMasks();
        };
    Allocation allocation = allocation(backbone, random);
    var image = new ImageSize(random.nextInt(64, 161), random.nextInt(64, 161));
    return of(
        new Architecture(backbone, settings.detector(classes), Sharing.ALONE),
        allocation,
        image,
        random,
        torch);
  }

  /** One of 2.2 GB. */
  static RandomNet large(Torch torch) {
    Backbone backbone = Family.RESNET18.backbone(448);
    return of(
        new Architecture(backbone, retinanet(Neck.Kind.FPN).detector(2), Sharing.ALONE),
        Allocation.parse("2-2-2-2/11.12.12.12"),
        new ImageSize(96, 96),
        Seeds.generator(12, "large-net"),
        torch);
  }

  /** With outputs so great that the scores of many boxes are 1. */
  static RandomNet sure(Torch torch) {
    RandomNet net =
        of(
            new Architecture(
                Family.RESNET18.backbone(8), retinanet(Neck.Kind.FPN).detector(3), Sharing.ALONE),
            Allocation.parse("2-2-2-2/11.12.12.12"),
            new ImageSize(110, 139),
            Seeds.generator(12, "sure-net"),
            torch);
    var tensors = new LinkedHashMap<>(net.weights.tensors());
    tensors.computeIfPresent(
        "head.classification_head.cls_logits.weight", (_, tensor) -> scaled(tensor, 50));
    return new RandomNet(
        net.architecture, net.allocation, new Weights(tensors, Map.of()), net.image, net.sizes);
  }

  private static FasterRcnn faster(Neck.Kind neck) {
    return new FasterRcnn(neck, 16, 32, SIZES, RATIOS, 300, 100, 16, 16, 56, 0.05, 0.5, 50);
  }

  private static DetectorSettings retinanet(Neck.Kind neck) {
    return new Retinanet(neck, 16, 1, SIZES, RATIOS, 0.5, 0.4, 0.25, 2, 200, 0.05, 0.5, 50);
  }

  private static RandomNet of(
      Architecture architecture,
      Allocation allocation,
      ImageSize image,
      RandomGenerator random,
      Torch torch) {
    Weights plain = plain(architecture.parameters(allocation), random);
    return new RandomNet(
        architecture,
        allocation,
        evened(architecture, allocation, plain, torch),
        image,
        IntStream.range(0, random.nextInt(1, 3)).mapToObj(_ -> within(image, random)).toList());
  }

  /** The whole of it, or less. */
  private static ImageSize within(ImageSize image, RandomGenerator random) {
    return random.nextBoolean()
        ? image
        : new ImageSize(
            random.nextInt(image.height() / 2, image.height() + 1),
            random.nextInt(image.width() / 2, image.width() + 1));
  }

  private static Allocation allocation(Backbone backbone, RandomGenerator random) {
    List<Integer> blocks = new ArrayList<>();
    List<List<Integer>> dilations = new ArrayList<>();
    for (List<Integer> choices : backbone.stageSets()) {
      int depth = choices.get(random.nextInt(Math.min(3, choices.size())));
      blocks.add(depth);
      List<Integer> stage = new ArrayList<>();
      for (int i = 0; i < depth; i++) {
        stage.add(random.nextInt(1, MOST_DILATION + 1));
      }
      dilations.add(stage);
    }
    return new Allocation(new StageAllocation(blocks), new SpatialAllocation(dilations));
  }

  private static Weights plain(List<Parameter> parameters, RandomGenerator random) {
    var tensors = new LinkedHashMap<String, Tensor>();
    for (Parameter parameter : parameters) {
      int size = Math.toIntExact(parameter.size());
      double bound = Math.sqrt(6.0 * parameter.shape().getFirst() / size) * factor(parameter);
      float[] values = new float[size];
      for (int i = 0; i < size; i++) {
        double u = 2 * random.nextDouble() - 1;
        values[i] =
            (float)
                switch (parameter.role()) {
                  case WEIGHT -> bound * u;
                  case SCALE -> 1 + 0.25 * u;
                  case VARIANCE -> 1 + 0.5 * u;
                  case OFFSET -> 0.1 * bound * u;
                  case BIAS, SHIFT, MEAN -> 0.2 * u;
                };
      }
      tensors.put(parameter.name(), new Tensor(parameter.shape(), values));
    }
    return new Weights(tensors, Map.of());
  }

  private static double factor(Parameter parameter) {
    return parameter.name().contains("bbox_pred") || parameter.name().contains("bbox_reg")
        ? 0.15
        : 1;
  }

  /** Every level of the pyramid with numbers around 1: else all scores would be nearly 0 or 1. */
  private static Weights evened(
      Architecture architecture, Allocation allocation, Weights weights, Torch torch) {
    var tensors = new LinkedHashMap<>(weights.tensors());
    var size = new ImageSize(96, 96);
    float[] image = pixels(size, List.of(size));
    // The coarsest levels come of another level, which has to be evened before.
    for (int i = 0; i < 3; i++) {
      try (var net =
          new TrainedDetector(torch, architecture, allocation, new Weights(tensors, Map.of()))) {
        Network features = net.features();
        net.outputs(features, image, 1, 96, 96)
            .forEach((level, values) -> {
              String layer = Objects.requireNonNull(features.outputs().get(level), level).name();
              if (tensors.containsKey(layer + ".weight")) {
                for (String kind : List.of(".weight", ".bias")) {
                  tensors.compute(layer + kind, (_, tensor) -> scaled(tensor, 1 / size(values)));
                }
              }
            });
      }
    }
    return new Weights(tensors, Map.of());
  }

  private static double size(Tensor values) {
    double sum = 0;
    for (float value : values.data()) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum / values.data().length);
  }

  private static Tensor scaled(Tensor tensor, double factor) {
    float[] values = tensor.data().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (values[i] * factor);
    }
    return new Tensor(tensor.shape(), values);
  }

  /** Images of smooth noise in an input [N, 3, height, width], and zeros beside them. */
  static float[] pixels(ImageSize input, List<ImageSize> sizes) {
    int height = input.height();
    int width = input.width();
    float[] pixels = new float[sizes.size() * 3 * height * width];
    RandomGenerator random = Seeds.generator(7, "pixels", sizes.size());
    for (int plane = 0; plane < 3 * sizes.size(); plane++) {
      double[] waves = random.doubles(6, 0.02, 0.5).toArray();
      ImageSize own = sizes.get(plane / 3);
      for (int y = 0; y < own.height(); y++) {
        for (int x = 0; x < own.width(); x++) {
          pixels[(plane * height + y) * width + x] =
              (float)
                  (Math.sin(waves[0] * x + 6 * waves[1])
                      + Math.sin(waves[2] * y + waves[3] * x)
                      + 0.5 * random.nextDouble());
        }
      }
    }
    return pixels;
  }
}
