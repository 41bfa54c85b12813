package io.crnas.experiments.descriptor;

import io.crnas.framework.setting.Setting;

/** How the colours of training images change, as torchvision's ColorJitter. */
public record Jitter(
    @Setting(
            about = "brightness is multiplied by 1 give or take at most this",
            byDefault = "0",
            min = 0)
        double brightness,
    @Setting(about = "likewise the distance from the mean grey", byDefault = "0", min = 0)
        double contrast,
    @Setting(about = "likewise the distance from the pixel's own grey", byDefault = "0", min = 0)
        double saturation,
    @Setting(
            about = "hue is turned by at most this part of a whole turn",
            byDefault = "0",
            min = 0,
            max = 0.5)
        double hue) {}
