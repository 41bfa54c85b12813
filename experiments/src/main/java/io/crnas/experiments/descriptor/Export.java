package io.crnas.experiments.descriptor;

import io.crnas.framework.setting.Setting;
import io.crnas.spaces.ImageSize;
import java.util.List;

/** How the found detector is written as ONNX and compared with the engine. */
public record Export(
    @Setting(
            about =
                "version of the ONNX operator set; of a detector that cuts out regions at most "
                    + REGIONS,
            byDefault = "17",
            min = 17,
            max = 22)
        int opset,
    @Setting(
            about = "whether BatchNorm is folded into the convolution before it",
            byDefault = "true")
        boolean foldBatchNorm,
    @Setting(
            about =
                "the greatest difference between ONNX Runtime and the engine, as a fraction of the"
                    + " output's scale",
            byDefault = "0.0001",
            above = 0)
        double parityTolerance,
    @Setting(
            about = "height x width of images to compare at, besides those of the data",
            byDefault = "[]",
            distinct = true)
        List<ImageSize> paritySizes,
    @Setting(
            about =
                "how often the files of both nets are run on a test image for the latency in the"
                    + " report; 0 for none, and then the same run has the same report",
            byDefault = "30",
            min = 0)
        int timedRuns) {
  /** ONNX Runtime has no RoiAlign of a newer one. */
  static final int REGIONS = 21;

  public Export {
    paritySizes = List.copyOf(paritySizes);
  }
}
