package io.crnas.experiments.descriptor;

import io.crnas.framework.setting.Setting;
import java.util.Optional;

/** How a candidate is scored on the supernet: statistics recalibrated, then AP on the val split. */
public record CandidateEvaluation(
    @Setting(
            about = "training images that a candidate's BatchNorm statistics are taken from",
            byDefault = "64",
            min = 1)
        int calibrationImages,
    @Setting(about = "images of a forward pass", byDefault = "8", min = 1) int batch,
    @Setting(about = "how many images of the val split to score on; without it, all", min = 1)
        Optional<Integer> images) {}
