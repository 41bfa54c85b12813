package io.crnas.spaces;

import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Network;
import java.util.List;

/** A family of backbones and its baseline: makes the network of any allocation. */
public interface Backbone {

  /** The family's name in descriptors, for example {@code resnet50}. */
  String name();

  /** The allocation that the family is known by. */
  StageAllocation baseline();

  /** The numbers of blocks that each stage may get, in ascending order. */
  List<List<Integer>> stageSets();

  /** The channels of C2..C5. */
  List<Integer> channels();

  /**
   * The network of an allocation: input {@code input} [N, 3, H, W], outputs {@code C2..C5} at
   * strides 4, 8, 16 and 32.
   *
   * @param graph where its nodes are made, shared with other allocations or new
   * @param sharing whether blocks of different depths have the same names
   */
  Network network(Allocation allocation, Graph graph, Sharing sharing);

  /** The network alone, in torchvision's names. */
  default Network network(Allocation allocation) {
    return network(allocation, new Graph(), Sharing.NESTED);
  }
}
