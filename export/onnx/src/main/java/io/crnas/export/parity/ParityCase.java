package io.crnas.export.parity;

import io.crnas.spaces.weights.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * Images and what the network should answer.
 *
 * @param name for people, for example the image's file and size
 * @param input normalised pixels [N, 3, H, W]
 * @param reference outputs by name, computed elsewhere
 */
public record ParityCase(String name, Tensor input, SequencedMap<String, Tensor> reference) {

  /**
   * @throws IllegalArgumentException when the input is not [N, 3, H, W] or there is no reference
   */
  public ParityCase {
    if (input.shape().size() != 4 || input.shape().get(1) != 3) {
      throw new IllegalArgumentException(name + ": input " + input + ", expected [N, 3, H, W]");
    }
    if (reference.isEmpty()) {
      throw new IllegalArgumentException(name + " has no reference output");
    }
    reference = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(reference));
  }
}
