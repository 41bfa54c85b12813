package io.crnas.spaces;

import io.crnas.spaces.Layout.Stage;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Node;

/** A family made of another one: what it does not say otherwise is the other's. */
interface Derived extends Backbone {

  /** The other one. */
  Backbone plain();

  @Override
  default String name() {
    return plain().name();
  }

  @Override
  default Layout layout() {
    return plain().layout();
  }

  @Override
  default Node stem(Graph graph, Node image) {
    return plain().stem(graph, image);
  }

  @Override
  default Node block(Graph graph, Node input, BlockShape shape) {
    return plain().block(graph, input, shape);
  }

  @Override
  default Variant variant(int digit) {
    return plain().variant(digit);
  }

  @Override
  default int expansion() {
    return plain().expansion();
  }

  @Override
  default boolean has(Variant variant) {
    return plain().has(variant);
  }

  @Override
  default String path(Stage stage, int index, int before) {
    return plain().path(stage, index, before);
  }
}
