package com.example.receptivefield;

import io.crnas.framework.setting.Described;
import io.crnas.framework.setting.Setting;
import java.util.List;

/**
 * The keys beside {@code kind} in a descriptor, read and checked before the evaluator is opened.
 */
@Described("how well receptive fields fit the sizes of objects")
public record ReceptiveFieldSettings(
    @Setting(about = "sizes of the objects to be found, in pixels", minLength = 1, above = 0)
        List<Double> objects,
    @Setting(about = "the blocks of the backbone", byDefault = "basic") Block block) {
  public ReceptiveFieldSettings {
    objects = List.copyOf(objects);
  }

  /** What a block of a ResNet is made of. */
  public enum Block {
    /** Two 3x3 convolutions, the first with the stride, the second dilated. */
    BASIC,
    /** One 3x3 convolution, with stride and dilation, between two of 1x1. */
    BOTTLENECK
  }
}
