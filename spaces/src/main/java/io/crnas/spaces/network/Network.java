package io.crnas.spaces.network;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;

/**
 * A graph of nodes with named outputs, for example {@code C2..C5} at strides 4, 8, 16 and 32.
 *
 * @param outputs output name to node, in order
 */
public record Network(SequencedMap<String, Node> outputs) {
  private static final int COLOURS = 3;

  /** A side that can be halved more often than any network does. */
  private static final int LARGE = 1 << 12;

  public Network {
    if (outputs.isEmpty()) {
      throw new IllegalArgumentException("a network needs an output");
    }
    outputs = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(outputs));
  }

  /** Every node once, inputs before their consumers, in torchvision's module order. */
  public List<Node> nodes() {
    List<Node> order = new ArrayList<>();
    Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    outputs.values().forEach(node -> visit(node, seen, order));
    return Collections.unmodifiableList(order);
  }

  private static void visit(Node node, Set<Node> seen, List<Node> order) {
    if (seen.add(node)) {
      node.inputs().forEach(input -> visit(input, seen, order));
      order.add(node);
    }
  }

  /** Every parameter once; nodes that share a name share the parameter. */
  public List<Parameter> parameters() {
    var byName = new LinkedHashMap<String, Parameter>();
    for (Node node : nodes()) {
      for (Parameter parameter : Parameter.of(node)) {
        Parameter other = byName.putIfAbsent(parameter.name(), parameter);
        if (other != null && !other.equals(parameter)) {
          throw new IllegalStateException(parameter + " is also " + other);
        }
      }
    }
    return List.copyOf(byName.values());
  }

  /**
   * The shape of every node's output for an image of this size.
   *
   * @param input the shape of the one input
   */
  public Map<Node, Shape> shapes(Shape input) {
    var shapes = new IdentityHashMap<Node, Shape>();
    for (Node node : nodes()) {
      List<Shape> inputs = node.inputs().stream().map(shapes::get).toList();
      shapes.put(node, shape(node, inputs, input));
    }
    return Collections.unmodifiableMap(shapes);
  }

  /** The shape of every output for an image of this size, in order. */
  public SequencedMap<String, Shape> outputShapes(Shape input) {
    Map<Node, Shape> shapes = shapes(input);
    var named = new LinkedHashMap<String, Shape>();
    outputs.forEach((name, node) -> named.put(name, Objects.requireNonNull(shapes.get(node))));
    return named;
  }

  /**
   * Pixels of the image to a cell of each output, in order: of a network that reads images and
   * halves sizes, mostly rounding up.
   */
  public List<Integer> strides() {
    return outputShapes(new Shape(COLOURS, LARGE, LARGE)).values().stream()
        .map(output -> LARGE / output.height())
        .toList();
  }

  private static Shape shape(Node node, List<Shape> inputs, Shape input) {
    return switch (node.layer()) {
      case Layer.Input i -> {
        require(node, i.channels(), input);
        yield input;
      }
      case Layer.Conv c -> convolved(node, c, inputs.getFirst());
      case Layer.DeformConv c -> convolved(node, c.plain(), inputs.getFirst());
      case Layer.MixedConv c -> convolved(node, c.plain(), inputs.getFirst());
      case Layer.ConvTranspose c -> {
        require(node, c.in(), inputs.getFirst());
        yield new Shape(
            c.out(),
            inputs.getFirst().height() * c.kernel(),
            inputs.getFirst().width() * c.kernel());
      }
      case Layer.BatchNorm b -> {
        require(node, b.channels(), inputs.getFirst());
        yield inputs.getFirst();
      }
      case Layer.GroupNorm g -> {
        require(node, g.channels(), inputs.getFirst());
        yield inputs.getFirst();
      }
      case Layer.Relu _, Layer.Relu6 _ -> inputs.getFirst();
      case Layer.MaxPool p ->
          new Shape(
              inputs.getFirst().channels(),
              pooled(inputs.getFirst().height(), p),
              pooled(inputs.getFirst().width(), p));
      case Layer.Add _, Layer.Mix _, Layer.GlobalAttention _ -> {
        if (inputs.stream().distinct().count() > 1) {
          throw new IllegalArgumentException(node + " joins " + inputs);
        }
        yield inputs.getFirst();
      }
      case Layer.Concat _ -> {
        Shape first = inputs.getFirst();
        Shape second = inputs.getLast();
        if (first.height() != second.height() || first.width() != second.width()) {
          throw new IllegalArgumentException(node + " joins " + inputs);
        }
        yield new Shape(first.channels() + second.channels(), first.height(), first.width());
      }
      case Layer.Slice s -> {
        if (s.to() > inputs.getFirst().channels()) {
          throw new IllegalArgumentException(node + " of " + inputs.getFirst());
        }
        yield new Shape(s.to() - s.from(), inputs.getFirst().height(), inputs.getFirst().width());
      }
      case Layer.ChannelShuffle s -> {
        if (inputs.getFirst().channels() % s.groups() != 0) {
          throw new IllegalArgumentException(node + " of " + inputs.getFirst());
        }
        yield inputs.getFirst();
      }
      case Layer.Upsample _ ->
          new Shape(
              inputs.getFirst().channels(), inputs.getLast().height(), inputs.getLast().width());
      case Layer.GlobalAveragePool _ -> new Shape(inputs.getFirst().channels(), 1, 1);
      case Layer.Flatten _ -> new Shape(Math.toIntExact(inputs.getFirst().size()), 1, 1);
      case Layer.Linear l -> {
        require(node, l.in(), inputs.getFirst());
        yield new Shape(l.out(), 1, 1);
      }
    };
  }

  private static Shape convolved(Node node, Layer.Conv c, Shape input) {
    require(node, c.in(), input);
    int reach = c.dilation() * (c.kernel() - 1) + 1;
    return new Shape(
        c.out(),
        slide(input.height(), reach, c.stride(), c.padding()),
        slide(input.width(), reach, c.stride(), c.padding()));
  }

  private static int pooled(int size, Layer.MaxPool pool) {
    int missing = pool.roundedUp() ? pool.stride() - 1 : 0;
    return slide(size + missing, pool.kernel(), pool.stride(), pool.padding());
  }

  private static int slide(int size, int reach, int stride, int padding) {
    return Math.floorDiv(size + 2 * padding - reach, stride) + 1;
  }

  private static void require(Node node, int channels, Shape found) {
    if (found.channels() != channels) {
      throw new IllegalArgumentException(
          node + " takes " + channels + " channels, found " + found.channels());
    }
  }
}
