package io.crnas.spaces.network;

import java.util.List;

/**
 * A parameter that a network needs.
 *
 * @param name in torchvision's state_dict terms, for example {@code layer1.0.conv1.weight}
 * @param shape its shape, for a convolution [out, in / groups, k, k]
 * @param role what it is to its layer
 */
public record Parameter(String name, List<Integer> shape, Role role) {
  public Parameter {
    shape = List.copyOf(shape);
  }

  /** How many numbers it holds. */
  public long size() {
    return shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
  }

  /** What a parameter is to its layer. */
  public enum Role {
    /** The weight of a convolution or a linear layer. */
    WEIGHT,
    /** The bias of a convolution or a linear layer. */
    BIAS,
    /** What tells the offsets of a deformable convolution. */
    OFFSET,
    /** The scale of a normalisation. */
    SCALE,
    /** The shift of a normalisation. */
    SHIFT,
    /** The running mean of a batch normalisation. */
    MEAN,
    /** The running variance of a batch normalisation. */
    VARIANCE;

    /** Whether training by gradient changes it. */
    public boolean isTrained() {
      return switch (this) {
        case WEIGHT, BIAS, OFFSET, SCALE, SHIFT -> true;
        case MEAN, VARIANCE -> false;
      };
    }
  }

  /** The parameters of one node, in state_dict order. */
  public static List<Parameter> of(Node node) {
    String name = node.name();
    return switch (node.layer()) {
      case Layer.Conv c -> {
        var weight = new Parameter(name + ".weight", weight(c), Role.WEIGHT);
        yield c.bias()
            ? List.of(weight, new Parameter(name + ".bias", List.of(c.out()), Role.BIAS))
            : List.of(weight);
      }
      case Layer.MixedConv c ->
          List.of(new Parameter(name + ".weight", weight(c.plain()), Role.WEIGHT));
      case Layer.DeformConv c ->
          List.of(
              new Parameter(name + ".weight", weight(c.plain()), Role.WEIGHT),
              new Parameter(name + ".conv_offset.weight", weight(c.offsets()), Role.OFFSET),
              new Parameter(name + ".conv_offset.bias", List.of(c.offsets().out()), Role.OFFSET));
      case Layer.ConvTranspose c ->
          List.of(
              new Parameter(
                  name + ".weight", List.of(c.in(), c.out(), c.kernel(), c.kernel()), Role.WEIGHT),
              new Parameter(name + ".bias", List.of(c.out()), Role.BIAS));
      case Layer.Linear l ->
          List.of(
              new Parameter(name + ".weight", List.of(l.out(), l.in()), Role.WEIGHT),
              new Parameter(name + ".bias", List.of(l.out()), Role.BIAS));
      case Layer.BatchNorm b -> {
        var shape = List.of(b.channels());
        yield List.of(
            new Parameter(name + ".weight", shape, Role.SCALE),
            new Parameter(name + ".bias", shape, Role.SHIFT),
            new Parameter(name + ".running_mean", shape, Role.MEAN),
            new Parameter(name + ".running_var", shape, Role.VARIANCE));
      }
      case Layer.GroupNorm g -> {
        var shape = List.of(g.channels());
        yield List.of(
            new Parameter(name + ".weight", shape, Role.SCALE),
            new Parameter(name + ".bias", shape, Role.SHIFT));
      }
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
          List.of();
    };
  }

  private static List<Integer> weight(Layer.Conv c) {
    return List.of(c.out(), c.in() / c.groups(), c.kernel(), c.kernel());
  }
}
