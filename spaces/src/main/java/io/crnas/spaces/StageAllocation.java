package io.crnas.spaces;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How many blocks each stage gets, written {@code 1-3-5-7}.
 *
 * @param blocks blocks of each stage of the family, at least 1: of a ResNet those at strides 4, 8,
 *     16 and 32
 */
public record StageAllocation(List<Integer> blocks) {
  public StageAllocation {
    if (blocks.isEmpty() || blocks.stream().anyMatch(b -> b < 1)) {
      throw new IllegalArgumentException("a stage needs at least one block: " + blocks);
    }
    blocks = List.copyOf(blocks);
  }

  public static StageAllocation of(int... blocks) {
    return new StageAllocation(Arrays.stream(blocks).boxed().toList());
  }

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException when it is not blocks joined by hyphens
   */
  public static StageAllocation parse(String text) {
    if (!text.matches("[1-9][0-9]{0,3}(-[1-9][0-9]{0,3})*")) {
      throw new IllegalArgumentException(
          "'" + text + "' is no stage allocation, expected blocks per stage such as 1-3-5-7");
    }
    return new StageAllocation(Arrays.stream(text.split("-", -1)).map(Integer::valueOf).toList());
  }

  /** All blocks together. */
  public int depth() {
    return blocks.stream().mapToInt(Integer::intValue).sum();
  }

  @Override
  public String toString() {
    return blocks.stream().map(String::valueOf).collect(Collectors.joining("-"));
  }
}
