package io.crnas.experiments.descriptor;

import io.crnas.framework.setting.Conflicts;
import io.crnas.framework.setting.Consistent;
import io.crnas.framework.setting.Setting;
import io.crnas.spaces.ImageSize;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The images to detect objects in. */
public sealed interface Data {

  /** The size that the detector sees; images are resized to it. */
  ImageSize imageSize();

  /** How training images are mirrored. */
  Flip flip();

  /** Generated scenes: need no files, and are the same for the same seed. */
  record Scenes(
      @Setting(
              about = "height x width of the generated images, at least 16 pixels each",
              byDefault = "128x128")
          ImageSize imageSize,
      @Setting(about = "how training images are mirrored", byDefault = "{}") Flip flip,
      @Setting(about = "how many images to train on", byDefault = "256", min = 1) int train,
      @Setting(about = "how many images candidates are scored on", byDefault = "64", min = 1)
          int val,
      @Setting(
              about = "how many images the final networks are tested on",
              byDefault = "64",
              min = 1)
          int test,
      @Setting(
              about = "which kinds of figures there are to find; without it, all six",
              minLength = 1,
              distinct = true)
          Optional<List<Figure>> categories,
      @Setting(
              about = "length of the smallest figures in pixels, at most half a side of the image",
              byDefault = "8",
              min = 4)
          int smallestObject,
      @Setting(about = "most figures of an image", byDefault = "7", min = 1) int mostObjects,
      @Setting(about = "which scenes are drawn; apart from the seed of the search", byDefault = "1")
          long seed)
      implements Data, Consistent {

    /** Kinds of figures. */
    public enum Figure {
      WHEEL,
      TARGET,
      DIE,
      FACE,
      BARBELL,
      KEY
    }

    private static final int LEAST_SIDE = 16;

    public Scenes {
      categories = categories.map(List::copyOf);
    }

    @Override
    public void check(Conflicts conflicts) {
      int side = Math.min(imageSize.height(), imageSize.width());
      conflicts.unless(
          side >= LEAST_SIDE,
          "image-size",
          imageSize.toString(),
          "sides of at least " + LEAST_SIDE + " pixels");
      conflicts.unless(
          smallestObject <= side / 2,
          "smallest-object",
          Integer.toString(smallestObject),
          "at most half a side of the image, " + side / 2,
          "image-size");
    }
  }

  /** A folder in the PASCAL VOC layout: Annotations, ImageSets/Main, JPEGImages. */
  record Voc(
      @Setting(about = "height x width that the detector sees; images are resized to it")
          ImageSize imageSize,
      @Setting(about = "how training images are mirrored", byDefault = "{}") Flip flip,
      @Setting(about = "the folder, from the current directory; --data takes precedence")
          Optional<Path> path,
      @Setting(
              about =
                  "the classes, in order; without them, all those of the folder's annotations, sorted",
              minLength = 1,
              distinct = true)
          Optional<List<String>> categories,
      @Setting(about = "the split to train on, a name in ImageSets/Main", byDefault = "train")
          String train,
      @Setting(about = "the split candidates are scored on, another", byDefault = "val") String val,
      @Setting(about = "the split the final networks are tested on, a third", byDefault = "test")
          String test,
      @Setting(
              about =
                  "whether a bad annotation or image is an error instead of being left out and"
                      + " named",
              byDefault = "false")
          boolean strict)
      implements Data, Consistent {
    public Voc {
      categories = categories.map(List::copyOf);
    }

    @Override
    public void check(Conflicts conflicts) {
      conflicts.unless(!val.equals(train), "val", val, "another split than train", "train");
      conflicts.unless(
          !test.equals(train) && !val.equals(test),
          "test",
          test,
          "another split than train and val",
          "train",
          "val");
    }
  }
}
