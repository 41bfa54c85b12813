package io.crnas.runtime;

import java.util.List;

/** What a file gives out: numbers in C order. */
public sealed interface Values permits Tensor, Integers {

  /** How many there are along each axis. */
  List<Integer> shape();
}
