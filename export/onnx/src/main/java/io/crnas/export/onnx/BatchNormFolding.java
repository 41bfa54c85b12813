package io.crnas.export.onnx;

import io.crnas.spaces.network.Layer;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which batch normalisations become part of the convolution before them: those that are the only
 * reader of its output.
 */
final class BatchNormFolding {
  private final Map<Node, Node> normOfConvolution;
  private final Set<Node> norms;

  private BatchNormFolding(Map<Node, Node> normOfConvolution) {
    this.normOfConvolution = normOfConvolution;
    this.norms = new HashSet<>(normOfConvolution.values());
  }

  static BatchNormFolding none() {
    return new BatchNormFolding(new HashMap<>());
  }

  static BatchNormFolding of(Network network) {
    var readers = new HashMap<Node, List<Node>>();
    for (Node node : network.nodes()) {
      for (Node input : node.inputs()) {
        readers.computeIfAbsent(input, _ -> new ArrayList<>()).add(node);
      }
    }
    var outputs = new HashSet<>(network.outputs().values());
    var folded = new HashMap<Node, Node>();
    // Convolutions of one name share a weight; it can take in one normalisation only.
    var normNames = new HashMap<String, Optional<String>>();
    for (Node node : network.nodes()) {
      if (node.layer() instanceof Layer.Conv) {
        Optional<Node> norm = onlyNorm(readers.getOrDefault(node, List.of()));
        if (outputs.contains(node)) {
          norm = Optional.empty();
        }
        norm.ifPresent(n -> folded.put(node, n));
        normNames.merge(
            node.name(),
            norm.map(Node::name),
            (one, other) -> one.equals(other) ? one : Optional.empty());
      }
    }
    folded
        .keySet()
        .removeIf(node -> normNames.getOrDefault(node.name(), Optional.empty()).isEmpty());
    return new BatchNormFolding(folded);
  }

  private static Optional<Node> onlyNorm(List<Node> readers) {
    return readers.size() == 1 && readers.getFirst().layer() instanceof Layer.BatchNorm
        ? Optional.of(readers.getFirst())
        : Optional.empty();
  }

  /** Whether the node is a normalisation that its convolution does. */
  boolean isFolded(Node node) {
    return norms.contains(node);
  }

  /** The normalisation that this convolution does as well. */
  Optional<Node> normOf(Node convolution) {
    return Optional.ofNullable(normOfConvolution.get(convolution));
  }
}
