package io.crnas.spaces.network;

import java.util.List;

/**
 * One operation in a graph. Nodes are made by a {@link Graph}, which gives equal sub-graphs the
 * same object; so identity is equality.
 */
public final class Node {
  private final String name;
  private final Layer layer;
  private final List<Node> inputs;

  Node(String name, Layer layer, List<Node> inputs) {
    this.name = name;
    this.layer = layer;
    this.inputs = inputs;
  }

  /** The module path in torchvision's terms, which its parameters' names begin with. */
  public String name() {
    return name;
  }

  public Layer layer() {
    return layer;
  }

  public List<Node> inputs() {
    return inputs;
  }

  @Override
  public String toString() {
    return name + " " + layer;
  }
}
