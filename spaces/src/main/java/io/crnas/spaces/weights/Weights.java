package io.crnas.spaces.weights;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Named tensors, in order, and what is known of them.
 *
 * @param tensors parameter name to value
 * @param metadata text by name
 */
public record Weights(SequencedMap<String, Tensor> tensors, Map<String, String> metadata) {
  public Weights {
    tensors = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(tensors));
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }

  /** One tensor; an unknown name is an {@link IllegalArgumentException}. */
  public Tensor get(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("no tensor " + name + " among " + tensors.size());
    }
    return tensor;
  }

  /** The tensors whose name begins with the prefix, without it. */
  public Weights under(String prefix) {
    var inner = new LinkedHashMap<String, Tensor>();
    tensors.forEach((name, tensor) -> {
      if (name.startsWith(prefix)) {
        inner.put(name.substring(prefix.length()), tensor);
      }
    });
    return new Weights(inner, metadata);
  }
}
