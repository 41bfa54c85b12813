package io.crnas.detection.training;

import io.crnas.spaces.Allocation;
import io.crnas.spaces.Mixture;
import io.crnas.spaces.Sharing;
import io.crnas.spaces.network.Parameter;
import java.util.List;

/** What can be trained: a net around each allocation of a family of backbones. */
public sealed interface Trainable permits Architecture, Classification {

  /** What it is, for fingerprints: a text that renaming something in the code does not change. */
  String canonical();

  /** Which weights two depths of a stage have in common. */
  Sharing sharing();

  /** The parameters of the whole net around an allocation. */
  default List<Parameter> parameters(Allocation allocation) {
    return parameters(Mixture.of(allocation));
  }

  /** The same around several allocations at once. */
  List<Parameter> parameters(Mixture path);
}
