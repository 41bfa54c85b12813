package io.crnas.detection.torch;

import io.crnas.framework.device.Device;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.Deformable;
import io.crnas.spaces.Family;
import io.crnas.spaces.GroupNormed;
import io.crnas.spaces.Sharing;
import io.crnas.spaces.SpatialAllocation;
import io.crnas.spaces.StageAllocation;
import io.crnas.spaces.Variant;
import io.crnas.spaces.Varied;
import io.crnas.spaces.detector.Detector;
import io.crnas.spaces.detector.FasterRcnn;
import io.crnas.spaces.detector.Fcos;
import io.crnas.spaces.detector.MaskRcnn;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Layer;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Node;
import io.crnas.spaces.network.Parameter;
import io.crnas.spaces.network.Shape;
import io.crnas.spaces.weights.Tensor;
import io.crnas.spaces.weights.Weights;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Runs every layer of every family forward and backward, by itself, and prints what it is before
 * and the size of its numbers after: the last line of a process that died says of what.
 */
final class EveryShape {
  private static final String OUTPUT = "y";
  private static final int NUMBERS = 1 << 22;
  private static final int GREATEST_DILATION = 3;

  /** Below it vectors of AVX-512 are not filled; such layers are small, so their images are not. */
  private static final int NARROW = 16;

  /** A layer, the shapes of what it reads and how many images there are. */
  private record Case(Layer layer, List<Shape> inputs, int batch) {
    @Override
    public String toString() {
      return layer + " of " + batch + " x " + inputs;
    }
  }

  /** Random numbers, the same in every process. */
  private final float[] numbers = new float[NUMBERS];

  private final Torch torch;

  private EveryShape(Torch torch) {
    this.torch = torch;
    var random = new Random(1);
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
  }

  /**
   * Prints a line for each layer, and behind a tab how large its values and gradients are.
   * Argument: the precision.
   */
  public static void main(String[] arguments) {
    try (Torch torch = Torch.open(new Device.Cpu(), 1, Precision.valueOf(arguments[0]))) {
      var every = new EveryShape(torch);
      for (Case one : cases()) {
        System.out.print(one);
        System.out.flush();
        System.out.println("\t" + every.run(one));
      }
    }
  }

  private static Set<Case> cases() {
    var cases = new LinkedHashSet<Case>();
    for (Backbone backbone : backbones()) {
      boolean narrow = backbone.channels().getFirst() < NARROW;
      for (Network network : networks(backbone)) {
        if (narrow) {
          add(cases, network, new Shape(3, 192, 256), 4);
          add(cases, network, new Shape(3, 157, 211), 1);
        } else {
          add(cases, network, new Shape(3, 64, 96), 4);
          add(cases, network, new Shape(3, 61, 93), 1);
        }
      }
    }
    for (int channels : List.of(4, 8, 16, 64)) {
      var settings =
          FasterRcnn.of(channels, 2 * channels, List.of(8, 16, 32, 64, 128), List.of(1.0, 2.0));
      Detector boxes = new MaskRcnn(settings).detector(3);
      Detector points = Fcos.published(channels).detector(3);
      add(cases, points.heads().getFirst().network(), new Shape(channels, 12, 16), 4);
      add(cases, points.heads().getFirst().network(), new Shape(channels, 1, 3), 1);
      add(cases, boxes.heads().getFirst().network(), new Shape(channels, 48, 64), 4);
      add(cases, boxes.heads().getFirst().network(), new Shape(channels, 5, 7), 1);
      add(cases, boxes.heads().get(1).network(), new Shape(channels, 7, 7), 33);
      var mask = new Shape(channels, 14, 14);
      add(cases, boxes.heads().getLast().network(), mask, 5);
    }
    return cases;
  }

  private static List<Backbone> backbones() {
    List<Backbone> backbones = new ArrayList<>();
    for (int width : List.of(4, 5, 7, 8, 12, 15, 16, 20, 24, 32, 40, 64)) {
      backbones.add(Family.RESNET18.backbone(width));
    }
    for (int width : List.of(4, 5, 8, 15, 20, 32, 64)) {
      backbones.add(Family.RESNET50.backbone(width));
    }
    for (int width : List.of(16, 32)) {
      backbones.add(Family.RESNEXT50_32X4D.backbone(width));
    }
    for (int width : List.of(5, 8, 16)) {
      backbones.add(Family.DETNET59.backbone(width));
    }
    for (double width : List.of(0.1, 0.25, 0.35, 0.5, 1.0)) {
      backbones.add(Family.MOBILENETV2.backbone(width));
    }
    for (double width : List.of(0.5, 1.0, 2.0)) {
      backbones.add(Family.SHUFFLENETV2.backbone(width));
    }
    backbones.add(new Deformable(Family.RESNET18.backbone(12), List.of(3, 4, 5)));
    backbones.add(new Deformable(Family.RESNET18.backbone(12), List.of(3, 4, 5), true));
    var parts = new Variant(3, List.of(1, 2), Optional.empty(), false);
    List<Variant> kinds = List.of(Variant.of(5), Variant.of(7), parts);
    backbones.add(new Varied(Family.RESNET18.backbone(12), kinds));
    backbones.add(new Varied(Family.MOBILENETV2.backbone(0.35), kinds));
    backbones.add(new GroupNormed(Family.RESNET18.backbone(24), 32));
    return backbones;
  }

  /** Two blocks a stage, dilated by 1, 2 and 3, with a pyramid. */
  private static List<Network> networks(Backbone backbone) {
    int stages = backbone.baseline().blocks().size();
    int channels = Math.min(64, backbone.channels().getFirst());
    var detector =
        FasterRcnn.of(channels, channels, List.of(8, 16, 32, 64, 128), List.of(1.0)).detector(1);
    return IntStream.rangeClosed(1, GREATEST_DILATION)
        .mapToObj(dilation -> Collections.nCopies(stages, List.of(dilation, dilation)))
        .map(dilations ->
            new Allocation(
                new StageAllocation(Collections.nCopies(stages, 2)),
                new SpatialAllocation(dilations)))
        .map(allocation -> detector.features(backbone, allocation, new Graph(), Sharing.NESTED))
        .toList();
  }

  private static void add(Collection<Case> cases, Network network, Shape input, int batch) {
    Map<Node, Shape> shapes = network.shapes(input);
    for (Node node : network.nodes()) {
      if (!(node.layer() instanceof Layer.Input)) {
        cases.add(new Case(node.layer(), node.inputs().stream().map(shapes::get).toList(), batch));
      }
    }
  }

  private String run(Case one) {
    var graph = new Graph();
    List<Node> inputs = new ArrayList<>();
    for (int i = 0; i < one.inputs().size(); i++) {
      inputs.add(graph.input("x" + i, one.inputs().get(i).channels()));
    }
    if (one.layer() instanceof Layer.Linear) {
      inputs.set(0, graph.node("flat", new Layer.Flatten(), inputs.getFirst()));
    }
    Node node = graph.node("layer", one.layer(), inputs.toArray(Node[]::new));
    var network = new Network(new LinkedHashMap<>(Map.of(OUTPUT, node)));
    try (var store = new ParameterStore(torch)) {
      store.load(weights(network));
      try (Pass pass = Pass.training(store, new Normalisation.Batch(true))) {
        var values = new LinkedHashMap<String, Value>();
        for (int i = 0; i < one.inputs().size(); i++) {
          values.put("x" + i, pass.trained(pass.input(images(one, i))));
        }
        Readout y = pass.read(List.of(pass.run(network, values).get(OUTPUT)));
        y.backward(some(y.values().length, 7));
        // An upsampling reads no more than the shape of its second input.
        int read = one.layer() instanceof Layer.Upsample ? 1 : one.inputs().size();
        Stream<float[]> inputGradients =
            IntStream.range(0, read).mapToObj(i -> pass.gradient(values.get("x" + i)));
        Gradients gradients = pass.gradients();
        Stream<float[]> parameterGradients = gradients.names().stream().map(gradients::values);
        return Stream.of(Stream.of(y.values()), inputGradients, parameterGradients)
            .flatMap(numbers -> numbers)
            .map(numbers -> Double.toString(sizeOf(numbers)))
            .reduce((a, b) -> a + " " + b)
            .orElseThrow();
      }
    }
  }

  private static double sizeOf(float[] numbers) {
    double sum = 0;
    for (float number : numbers) {
      sum += Math.abs(number);
    }
    return sum;
  }

  private Tensor images(Case one, int input) {
    Shape shape = one.inputs().get(input);
    List<Integer> sizes = List.of(one.batch(), shape.height(), shape.width(), shape.channels());
    return new Tensor(sizes, some(Math.toIntExact(one.batch() * shape.size()), 1 + input));
  }

  private Weights weights(Network network) {
    var tensors = new LinkedHashMap<String, Tensor>();
    for (Parameter parameter : network.parameters()) {
      float[] values = some(Math.toIntExact(parameter.size()), 3);
      tensors.put(parameter.name(), new Tensor(parameter.shape(), values));
    }
    return new Weights(tensors, Map.of());
  }

  /** So many numbers, from another place for another purpose. */
  private float[] some(int count, int purpose) {
    int from = purpose * 1009;
    float[] some = new float[count];
    for (int done = 0; done < count; ) {
      int part = Math.min(count - done, numbers.length - from);
      System.arraycopy(numbers, from, some, done, part);
      done += part;
      from = 0;
    }
    return some;
  }
}
