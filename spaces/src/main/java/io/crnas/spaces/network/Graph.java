package io.crnas.spaces.network;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Makes nodes. Asking twice for the same layer under the same name with the same inputs gives the
 * same node: two architectures built in one graph share what they have in common. Not thread-safe.
 */
public final class Graph {
  private record Key(String name, Layer layer, List<Node> inputs) {}

  private final Map<Key, Node> nodes;
  private final String prefix;
  private final UnaryOperator<Layer> change;

  public Graph() {
    this(new HashMap<>(), "", UnaryOperator.identity());
  }

  private Graph(Map<Key, Node> nodes, String prefix, UnaryOperator<Layer> change) {
    this.nodes = nodes;
    this.prefix = prefix;
    this.change = change;
  }

  /** The same graph, with a further prefix before each new node's name. */
  public Graph under(String prefix) {
    return new Graph(nodes, this.prefix + prefix, change);
  }

  /** The same graph, where each new node has another layer in place of the one it was asked for. */
  public Graph changing(UnaryOperator<Layer> another) {
    return new Graph(nodes, prefix, layer -> another.apply(change.apply(layer)));
  }

  /** An input; its name takes no prefix, since it is the network's and not a module's. */
  public Node input(String name, int channels) {
    return intern(new Key(name, new Layer.Input(channels), List.of()));
  }

  /** The node of this layer under this name with these inputs. */
  public Node node(String name, Layer layer, Node... inputs) {
    if (inputs.length != layer.arity()) {
      throw new IllegalArgumentException(
          layer + " takes " + layer.arity() + " inputs, got " + inputs.length);
    }
    return intern(new Key(prefix + name, change.apply(layer), List.of(inputs)));
  }

  /** How many different nodes there are. */
  public int size() {
    return nodes.size();
  }

  private Node intern(Key key) {
    return nodes.computeIfAbsent(key, k -> new Node(k.name(), k.layer(), k.inputs()));
  }
}
