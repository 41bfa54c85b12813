package io.crnas.experiments.descriptor;

import io.crnas.framework.setting.Setting;
import java.nio.file.Path;
import java.util.Optional;

/** A split of images whose annotations are in one file. */
public record AnnotatedImages(
    @Setting(about = "the file of annotations, below the data's folder") Path annotations,
    @Setting(
            about =
                "the folder of the images, below the data's folder; without it, that of the usual"
                    + " ones where they are: one called like the split, images, or the file's")
        Optional<Path> images) {}
