package io.crnas.detection.head;

import io.crnas.spaces.network.Layer;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Node;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;

/** Which part of a network its batch statistics need. */
final class Calibration {
  private Calibration() {}

  /** The network without what lies behind its last batch normalisations. */
  static Network untilLastBatchNorm(Network network) {
    List<Node> nodes = network.nodes();
    Set<Node> followed = new HashSet<>();
    var last = new LinkedHashMap<String, Node>();
    for (Node node : nodes.reversed()) {
      boolean normalises = node.layer() instanceof Layer.BatchNorm;
      if (normalises && !followed.contains(node)) {
        last.put(node.name(), node);
      }
      if (normalises || followed.contains(node)) {
        followed.addAll(node.inputs());
      }
    }
    return last.isEmpty() ? network : new Network(last);
  }
}
