package io.crnas.spaces.cost;

import io.crnas.spaces.cost.Cost.Convention;
import io.crnas.spaces.network.Layer;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Node;
import io.crnas.spaces.network.Parameter;
import io.crnas.spaces.network.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Costs as folds over a network. */
public final class Costs {
  private Costs() {}

  /** Operations for one image of this shape, in units of the convention. */
  public static long operations(Network network, Shape input, Convention convention) {
    return of("", network, input, convention).operations();
  }

  /** Numbers that training changes. */
  public static long parameters(Network network) {
    return parameters(network.nodes(), new HashSet<>());
  }

  /** Everything that a network costs for one image of this shape. */
  public static Part of(String name, Network network, Shape input, Convention convention) {
    return part(name, network.nodes(), network.shapes(input), convention, new HashSet<>());
  }

  /**
   * What a network costs for one image of this shape, output by output: a node belongs to the first
   * output that needs it. Parts bear the names of the outputs.
   */
  public static List<Part> byOutput(Network network, Shape input, Convention convention) {
    Map<Node, Shape> shapes = network.shapes(input);
    Set<Node> counted = new HashSet<>();
    Set<String> names = new HashSet<>();
    List<Part> parts = new ArrayList<>();
    var outputs = new LinkedHashMap<String, Node>();
    network
        .outputs()
        .forEach((name, node) -> {
          outputs.put(name, node);
          List<Node> own = new Network(outputs).nodes().stream().filter(counted::add).toList();
          parts.add(part(name, own, shapes, convention, names));
        });
    return List.copyOf(parts);
  }

  private static Part part(
      String name,
      List<Node> nodes,
      Map<Node, Shape> shapes,
      Convention convention,
      Set<String> names) {
    long operations = 0;
    long activations = 0;
    for (Node node : nodes) {
      Shape output = Objects.requireNonNull(shapes.get(node));
      operations += operations(node.layer(), output, convention);
      activations += activations(node.layer(), output);
    }
    return new Part(name, operations, parameters(nodes, names), activations);
  }

  /** Each name once; those already known add nothing. */
  private static long parameters(List<Node> nodes, Set<String> names) {
    return nodes.stream()
        .flatMap(node -> Parameter.of(node).stream())
        .filter(parameter -> parameter.role().isTrained() && names.add(parameter.name()))
        .mapToLong(Parameter::size)
        .sum();
  }

  private static long activations(Layer layer, Shape output) {
    return switch (layer) {
      case Layer.Conv _, Layer.MixedConv _, Layer.ConvTranspose _, Layer.Linear _ -> output.size();
      case Layer.DeformConv c -> output.size() + offsets(c, output).size();
      case Layer.Input _,
          Layer.BatchNorm _,
          Layer.GroupNorm _,
          Layer.Relu _,
          Layer.Relu6 _,
          Layer.MaxPool _,
          Layer.Add _,
          Layer.Mix _,
          Layer.GlobalAttention _,
          Layer.Concat _,
          Layer.Slice _,
          Layer.ChannelShuffle _,
          Layer.Upsample _,
          Layer.GlobalAveragePool _,
          Layer.Flatten _ ->
          0;
    };
  }

  private static Shape offsets(Layer.DeformConv c, Shape output) {
    return new Shape(c.offsets().out(), output.height(), output.width());
  }

  private static long operations(Layer layer, Shape output, Convention convention) {
    return switch (layer) {
      case Layer.Conv c -> {
        long perElement = (long) c.in() / c.groups() * c.kernel() * c.kernel();
        yield output.size()
            * switch (convention) {
              case MAC -> perElement;
              case THOP -> perElement + (c.bias() ? 1 : 0);
            };
      }
      case Layer.MixedConv c -> operations(c.plain(), output, convention);
      // Interpolation counts nothing, as in RoIAlign.
      case Layer.DeformConv c ->
          operations(c.plain(), output, convention)
              + operations(c.offsets(), offsets(c, output), convention);
      case Layer.ConvTranspose c ->
          output.size()
              * switch (convention) {
                case MAC -> c.in();
                case THOP -> (long) c.in() * c.kernel() * c.kernel() + 1;
              };
      case Layer.Linear l ->
          l.out()
              * switch (convention) {
                case MAC -> (long) l.in();
                case THOP -> 2L * l.in() - 1;
              };
      case Layer.BatchNorm _, Layer.GroupNorm _ ->
          switch (convention) {
            case MAC -> 0;
            case THOP -> 4 * output.size();
          };
      case Layer.Input _,
          Layer.Relu _,
          Layer.Relu6 _,
          Layer.MaxPool _,
          Layer.Add _,
          Layer.Mix _,
          Layer.GlobalAttention _,
          Layer.Concat _,
          Layer.Slice _,
          Layer.ChannelShuffle _,
          Layer.Upsample _,
          Layer.GlobalAveragePool _,
          Layer.Flatten _ ->
          0;
    };
  }
}
