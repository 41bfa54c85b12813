package io.crnas.detection.torch;

import io.crnas.spaces.network.Node;
import java.util.Set;

/**
 * What stays as it is in training.
 *
 * @param nodes names of nodes whose parameters get no gradient, and whose batch normalisation goes
 *     by its running statistics
 * @param normalised names of further nodes of which that holds for the batch normalisation
 */
public record Frozen(Set<String> nodes, Set<String> normalised) {
  /** Everything is trained. */
  public static final Frozen NOTHING = new Frozen(Set.of(), Set.of());

  public Frozen {
    nodes = Set.copyOf(nodes);
    normalised = Set.copyOf(normalised);
  }

  boolean holds(Node node) {
    return nodes.contains(node.name()) || normalised.contains(node.name());
  }
}
