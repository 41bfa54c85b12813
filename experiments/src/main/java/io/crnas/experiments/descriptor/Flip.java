package io.crnas.experiments.descriptor;

import io.crnas.framework.setting.Setting;

/** How training images are mirrored, each way with a chance of one half. */
public record Flip(
    @Setting(about = "mirror training images left to right", byDefault = "true") boolean horizontal,
    @Setting(about = "mirror training images top to bottom", byDefault = "false")
        boolean vertical) {}
