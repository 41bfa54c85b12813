package io.crnas.experiments.descriptor;

import io.crnas.framework.setting.Conflicts;
import io.crnas.framework.setting.Consistent;
import io.crnas.framework.setting.Setting;
import io.crnas.spaces.Variant;
import java.util.List;
import java.util.Optional;

/** What a block may be in place of a dilation. */
public record Block(
    @Setting(
            about = "side in pixels of the convolution that is dilated, an odd number",
            byDefault = "3",
            min = 1,
            max = 9)
        int kernel,
    @Setting(
            about = "its dilation; or several, of equal parts of its output channels, as [1, 2]",
            byDefault = "[1]",
            min = 1,
            max = 9,
            minLength = 1,
            maxLength = 8)
        List<Integer> dilations,
    @Setting(
            about =
                "the factor from the channels that it reads to those inside, of MobileNetV2;"
                    + " without it the family's own, 6",
            min = 1,
            max = 9)
        Optional<Integer> expansion,
    @Setting(
            about =
                "whether it is Xception's block of ShuffleNetV2: three times a depthwise 3x3 and"
                    + " a 1x1 convolution",
            byDefault = "false")
        boolean xception)
    implements Consistent {

  public Block {
    dilations = List.copyOf(dilations);
  }

  Variant variant() {
    return new Variant(kernel, dilations, expansion, xception);
  }

  boolean isOdd() {
    return kernel % 2 == 1;
  }

  @Override
  public void check(Conflicts conflicts) {
    conflicts.unless(isOdd(), "kernel", "" + kernel, "an odd number");
  }
}
