package io.crnas.spaces;

import java.util.ArrayList;
import java.util.List;

/**
 * The sizes of a family, as data.
 *
 * @param stemChannels what the stem gives out
 * @param stemStride image pixels to a pixel of the stem's output: 2 or 4
 * @param stages in order; strides do not fall, and 8, 16 and 32 are among them
 */
public record Layout(int stemChannels, int stemStride, List<Stage> stages) {
  private static final List<Integer> STRIDES = List.of(4, 8, 16, 32);

  /**
   * Blocks of one structure, of which the first may halve the resolution.
   *
   * @param name the module path that its blocks' names begin with
   * @param channels what each of its blocks gives out
   * @param stride image pixels to a pixel of its output: 4, 8, 16 or 32
   * @param blocks how many the baseline has
   * @param depths how many it may have, in ascending order
   */
  public record Stage(String name, int channels, int stride, int blocks, List<Integer> depths) {
    public Stage {
      if (channels < 1 || blocks < 1) {
        throw new IllegalArgumentException(
            name + " has " + channels + " channels and " + blocks + " blocks");
      }
      if (!STRIDES.contains(stride)) {
        throw new IllegalArgumentException(name + " has stride " + stride + ", not " + STRIDES);
      }
      if (depths.isEmpty()
          || depths.getFirst() < 1
          || !depths.equals(depths.stream().sorted().distinct().toList())) {
        throw new IllegalArgumentException(
            name + ": " + depths + " are no numbers of blocks in ascending order");
      }
      depths = List.copyOf(depths);
    }
  }

  public Layout {
    if (stemChannels < 1 || (stemStride != 2 && stemStride != 4)) {
      throw new IllegalArgumentException(
          "a stem of " + stemChannels + " channels and stride " + stemStride);
    }
    stages = List.copyOf(stages);
    List<Integer> strides = new ArrayList<>(List.of(stemStride));
    stages.forEach(stage -> strides.add(stage.stride()));
    if (!strides.containsAll(STRIDES) || !strides.equals(strides.stream().sorted().toList())) {
      throw new IllegalArgumentException("strides " + strides + " do not rise over " + STRIDES);
    }
  }

  /** The channels of C2..C5: of what comes last at strides 4, 8, 16 and 32. */
  List<Integer> channels() {
    return STRIDES.stream().map(this::channels).toList();
  }

  private int channels(int stride) {
    return stages.stream()
        .filter(stage -> stage.stride() == stride)
        .reduce((_, last) -> last)
        .map(Stage::channels)
        .orElse(stemChannels);
  }
}
