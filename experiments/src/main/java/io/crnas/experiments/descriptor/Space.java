package io.crnas.experiments.descriptor;

import io.crnas.framework.setting.Conflicts;
import io.crnas.framework.setting.Consistent;
import io.crnas.framework.setting.Setting;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.ResNet;
import io.crnas.spaces.Sharing;
import java.util.List;
import java.util.Optional;

/** Which backbones there are to choose from. */
public record Space(
    @Setting(about = "the family, and its baseline") Family backbone,
    @Setting(about = "channels of the first stage's 3x3 convolutions", byDefault = "64", min = 1)
        int width,
    @Setting(
            about =
                "how many blocks each of the four stages may have; without it, the paper's sets of"
                    + " the family",
            min = 1,
            minLength = 4,
            maxLength = 4)
        Optional<List<List<Integer>>> stages,
    @Setting(
            about = "which dilations a block's 3x3 convolution may have",
            byDefault = "[1, 2, 3]",
            min = 1,
            max = 9,
            minLength = 1,
            distinct = true)
        List<Integer> dilations,
    @Setting(
            about =
                "whether depths of a stage share the blocks of their common prefix (nested) or have"
                    + " their own (branch)",
            byDefault = "nested")
        Sharing sharing)
    implements Consistent {

  /** Families of backbones. */
  public enum Family {
    RESNET18,
    RESNET50;

    /** The family with so many channels in its stem. */
    public Backbone backbone(int width) {
      return switch (this) {
        case RESNET18 -> ResNet.resnet18(width);
        case RESNET50 -> ResNet.resnet50(width);
      };
    }
  }

  public Space {
    stages = stages.map(sets -> sets.stream().map(List::copyOf).toList());
    dilations = List.copyOf(dilations);
  }

  @Override
  public void check(Conflicts conflicts) {
    List<List<Integer>> sets = stages.orElse(List.of());
    for (int i = 0; i < sets.size(); i++) {
      List<Integer> set = sets.get(i);
      conflicts.unless(
          set.size() == set.stream().distinct().count(),
          "stages[" + i + "]",
          set.toString(),
          "every number of blocks once");
    }
  }
}
