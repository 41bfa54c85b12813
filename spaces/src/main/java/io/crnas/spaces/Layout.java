package io.crnas.spaces;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * The sizes of a family, as data.
 *
 * @param stemChannels what the stem gives out
 * @param stemStride image pixels to a pixel of the stem's output: 2 or 4
 * @param stages in order; neither strides nor levels fall, and the levels 2 to 5 are there
 */
public record Layout(int stemChannels, int stemStride, List<Stage> stages) {
  private static final List<Integer> STRIDES = List.of(4, 8, 16, 32);
  private static final List<Integer> LEVELS = List.of(2, 3, 4, 5);

  /**
   * A level of the pyramid.
   *
   * @param number 2 of C2
   * @param channels of what comes last of it
   * @param stride image pixels to a pixel of that
   */
  public record Level(int number, int channels, int stride) {}

  /**
   * Blocks of one structure, of which the first may halve the resolution.
   *
   * @param name the module path that its blocks' names begin with
   * @param channels what each of its blocks gives out
   * @param stride image pixels to a pixel of its output: 4, 8, 16 or 32
   * @param level the number of the pyramid's level that it is of
   * @param dilation what an allocation's dilations of its blocks are multiplied by
   * @param blocks how many the baseline has
   * @param depths how many it may have, in ascending order
   */
  public record Stage(
      String name,
      int channels,
      int stride,
      int level,
      int dilation,
      int blocks,
      List<Integer> depths) {
    public Stage {
      if (channels < 1 || blocks < 1 || dilation < 1) {
        throw new IllegalArgumentException(
            "%s has %d channels, %d blocks and dilation %d"
                .formatted(name, channels, blocks, dilation));
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

    /** One whose level is that of its stride, as usual: 2 at stride 4, and so on. */
    public Stage(String name, int channels, int stride, int blocks, List<Integer> depths) {
      this(name, channels, stride, levelOf(stride), 1, blocks, depths);
    }
  }

  public Layout {
    if (stemChannels < 1 || (stemStride != 2 && stemStride != 4)) {
      throw new IllegalArgumentException(
          "a stem of " + stemChannels + " channels and stride " + stemStride);
    }
    stages = List.copyOf(stages);
    List<Integer> strides = new ArrayList<>(List.of(stemStride));
    List<Integer> levels = new ArrayList<>(List.of(levelOf(stemStride)));
    stages.forEach(stage -> {
      strides.add(stage.stride());
      levels.add(stage.level());
    });
    if (!isRising(strides) || !isRising(levels) || !levels.containsAll(LEVELS)) {
      throw new IllegalArgumentException(
          "strides %s and levels %s do not rise over the levels %s"
              .formatted(strides, levels, LEVELS));
    }
  }

  private static boolean isRising(List<Integer> numbers) {
    return numbers.equals(numbers.stream().sorted().toList());
  }

  /** 2 at stride 4, 3 at 8 and so on. */
  private static int levelOf(int stride) {
    return Integer.numberOfTrailingZeros(stride);
  }

  /** The levels of the pyramid, C2 first. */
  public List<Level> levels() {
    var levels = new LinkedHashMap<Integer, Level>();
    ends().forEach(end -> levels.put(end.number(), end));
    return levels.values().stream().filter(level -> level.number() >= LEVELS.getFirst()).toList();
  }

  /** The stem and each stage, and of which level of the pyramid they are. */
  public List<Level> ends() {
    List<Level> ends =
        new ArrayList<>(List.of(new Level(levelOf(stemStride), stemChannels, stemStride)));
    stages.forEach(stage -> ends.add(new Level(stage.level(), stage.channels(), stage.stride())));
    return List.copyOf(ends);
  }
}
