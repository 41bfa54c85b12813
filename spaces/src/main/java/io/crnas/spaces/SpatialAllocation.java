package io.crnas.spaces;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The dilation of every block, written {@code 1.112.11223.1222333}.
 *
 * @param dilations one list a stage, one dilation in 1..9 a block
 */
public record SpatialAllocation(List<List<Integer>> dilations) {
  public SpatialAllocation {
    if (dilations.isEmpty() || dilations.stream().anyMatch(List::isEmpty)) {
      throw new IllegalArgumentException("a stage needs at least one block: " + dilations);
    }
    if (dilations.stream().flatMap(List::stream).anyMatch(d -> d < 1 || d > 9)) {
      throw new IllegalArgumentException("a dilation is one of 1..9: " + dilations);
    }
    dilations = dilations.stream().map(List::copyOf).toList();
  }

  /** No block dilated. */
  public static SpatialAllocation undilated(StageAllocation stages) {
    return new SpatialAllocation(
        stages.blocks().stream().map(blocks -> Collections.nCopies(blocks, 1)).toList());
  }

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException when it is not digits 1..9 with a point between stages
   */
  public static SpatialAllocation parse(String text) {
    if (!text.matches("[1-9]+(\\.[1-9]+)*")) {
      throw new IllegalArgumentException(
          "'" + text + "' is no spatial allocation, expected dilations such as 1.112.11223");
    }
    return new SpatialAllocation(
        Arrays.stream(text.split("\\.", -1))
            .map(stage -> stage.chars().map(c -> c - '0').boxed().toList())
            .toList());
  }

  @Override
  public String toString() {
    return dilations.stream()
        .map(stage -> stage.stream().map(String::valueOf).collect(Collectors.joining()))
        .collect(Collectors.joining("."));
  }
}
