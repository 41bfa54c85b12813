package io.crnas.spaces;

/**
 * What a block has to be.
 *
 * @param in channels that it reads
 * @param out channels that it gives out
 * @param stride by how much it divides height and width: 1 or 2
 * @param variant which of several blocks of these sizes
 * @param level the number of the pyramid's level that its stage is of
 * @param first whether its stage begins with it
 */
public record BlockShape(int in, int out, int stride, Variant variant, int level, boolean first) {
  public BlockShape {
    if (in < 1 || out < 1 || stride < 1) {
      throw new IllegalArgumentException(
          "a block of %d to %d channels, stride %d".formatted(in, out, stride));
    }
  }

  /** The same in another variant. */
  BlockShape as(Variant other) {
    return new BlockShape(in, out, stride, other, level, first);
  }
}
