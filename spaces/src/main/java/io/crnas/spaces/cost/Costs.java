package io.crnas.spaces.cost;

import io.crnas.spaces.cost.Cost.Convention;
import io.crnas.spaces.network.Layer;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Node;
import io.crnas.spaces.network.Parameter;
import io.crnas.spaces.network.Shape;
import java.util.Map;

/** Costs as folds over a network. */
public final class Costs {
  private Costs() {}

  /** Operations for one image of this shape, in units of the convention. */
  public static long operations(Network network, Shape input, Convention convention) {
    Map<Node, Shape> shapes = network.shapes(input);
    return shapes.entrySet().stream()
        .mapToLong(entry -> operations(entry.getKey().layer(), entry.getValue(), convention))
        .sum();
  }

  /** Numbers that training changes. */
  public static long parameters(Network network) {
    return network.parameters().stream()
        .filter(parameter -> parameter.role().isTrained())
        .mapToLong(Parameter::size)
        .sum();
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
      case Layer.BatchNorm _ ->
          switch (convention) {
            case MAC -> 0;
            case THOP -> 4 * output.size();
          };
      case Layer.Input _,
          Layer.Relu _,
          Layer.Relu6 _,
          Layer.MaxPool _,
          Layer.Add _,
          Layer.Concat _,
          Layer.Slice _,
          Layer.ChannelShuffle _,
          Layer.Upsample _,
          Layer.Flatten _ ->
          0;
    };
  }
}
