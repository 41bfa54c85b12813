package io.crnas.spaces;

import java.util.List;

/**
 * What the search decides: blocks per stage and a dilation per block, written {@code
 * 1-3-5-7/1.112.11223.1222333}.
 */
public record Allocation(StageAllocation stages, SpatialAllocation dilations) {
  public Allocation {
    List<Integer> lengths = dilations.dilations().stream().map(List::size).toList();
    if (!lengths.equals(stages.blocks())) {
      throw new IllegalArgumentException(
          "stages " + stages + " do not have the blocks of the dilations " + dilations);
    }
  }

  /** Without dilation. */
  public static Allocation of(StageAllocation stages) {
    return new Allocation(stages, SpatialAllocation.undilated(stages));
  }

  /**
   * Reads the text form; without the part behind the slash no block is dilated.
   *
   * @throws IllegalArgumentException saying what is wrong with the text
   */
  public static Allocation parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return of(StageAllocation.parse(text));
    }
    return new Allocation(
        StageAllocation.parse(text.substring(0, slash)),
        SpatialAllocation.parse(text.substring(slash + 1)));
  }

  /** The text form without the part behind the slash where no block is dilated. */
  public String brief() {
    return dilations.equals(SpatialAllocation.undilated(stages)) ? stages.toString() : toString();
  }

  @Override
  public String toString() {
    return stages + "/" + dilations;
  }
}
