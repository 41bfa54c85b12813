package io.crnas.spaces.cost;

import java.util.List;

/**
 * What a part of a net costs for one image.
 *
 * @param name for people, for example {@code neck}
 * @param operations in units of a convention
 * @param parameters that training changes
 * @param activations numbers that its convolutions and linear layers give out (Radosavovic et al.,
 *     "Designing Network Design Spaces", CVPR 2020)
 */
public record Part(String name, long operations, long parameters, long activations) {

  /** The same part, run so many times for one image; its parameters are there once. */
  public Part times(int runs) {
    return new Part(name, runs * operations, parameters, runs * activations);
  }

  /** All of them as one, of networks that share no parameter. */
  public static Part sum(String name, List<Part> parts) {
    return new Part(
        name,
        parts.stream().mapToLong(Part::operations).sum(),
        parts.stream().mapToLong(Part::parameters).sum(),
        parts.stream().mapToLong(Part::activations).sum());
  }
}
