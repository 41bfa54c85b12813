package io.crnas.spaces;

import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Layer;
import io.crnas.spaces.network.Node;

/**
 * A family whose batch normalisations are group normalisations (Wu and He, ECCV 2018): what they do
 * to an image does not depend on the others of its batch, so that small batches do and a supernet's
 * candidates need no statistics of their own. Parameters have the same names as before.
 *
 * @param plain the family
 * @param groups 32 as published; where these are no equal parts of the channels, the most groups
 *     that divide both
 */
public record GroupNormed(Backbone plain, int groups) implements Derived {
  public GroupNormed {
    if (groups < 1) {
      throw new IllegalArgumentException(groups + " groups");
    }
  }

  @Override
  public String canonical() {
    return "GroupNormed[groups=%s, plain=%s]".formatted(groups, plain.canonical());
  }

  @Override
  public Node stem(Graph graph, Node image) {
    return plain.stem(graph.changing(this::layer), image);
  }

  @Override
  public Node block(Graph graph, Node input, BlockShape shape) {
    return plain.block(graph.changing(this::layer), input, shape);
  }

  private Layer layer(Layer layer) {
    return layer instanceof Layer.BatchNorm norm
        ? new Layer.GroupNorm(norm.channels(), commonDivisor(norm.channels(), groups))
        : layer;
  }

  /** The greatest one. */
  private static int commonDivisor(int a, int b) {
    return b == 0 ? a : commonDivisor(b, a % b);
  }
}
