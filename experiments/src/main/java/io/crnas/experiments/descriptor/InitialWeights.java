package io.crnas.experiments.descriptor;

import io.crnas.framework.setting.Setting;
import io.crnas.spaces.StageAllocation;
import java.nio.file.Path;
import java.util.Optional;

/** Weights that somebody trained before, which a training begins with. */
public record InitialWeights(
    @Setting(
            about =
                "pth, safetensors or npz in torchvision's names behind any prefix, from the current"
                    + " directory; --weights takes precedence")
        Optional<Path> file,
    @Setting(
            about =
                "blocks per stage of the net in the file; without it, those that the family is"
                    + " known by")
        Optional<StageAllocation> blocks,
    @Setting(
            about =
                "whether its BatchNorms get the statistics of training images, while it still"
                    + " computes the same: for weights whose BatchNorms were folded",
            byDefault = "false")
        boolean renormalise,
    @Setting(
            about = "training images that these statistics are taken from",
            byDefault = "64",
            min = 1)
        int calibrationImages) {

  /** The same from another file. */
  public InitialWeights withFile(Path another) {
    return new InitialWeights(Optional.of(another), blocks, renormalise, calibrationImages);
  }
}
