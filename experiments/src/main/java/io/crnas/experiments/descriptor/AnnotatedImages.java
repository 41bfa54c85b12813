package io.crnas.experiments.descriptor;

import io.crnas.framework.setting.Setting;
import java.nio.file.Path;

/** A split of images whose annotations are in one file. */
public record AnnotatedImages(
    @Setting(about = "the file of annotations, below the data's folder") Path annotations,
    @Setting(about = "the folder of the images, below the data's folder") Path images) {}
