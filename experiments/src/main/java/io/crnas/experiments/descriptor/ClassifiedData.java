package io.crnas.experiments.descriptor;

import io.crnas.detection.data.Jitter;
import io.crnas.detection.data.PixelNormalisation;
import io.crnas.detection.scenes.World;
import io.crnas.framework.setting.Conflicts;
import io.crnas.framework.setting.Consistent;
import io.crnas.framework.setting.Described;
import io.crnas.framework.setting.Setting;
import io.crnas.spaces.ImageSize;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Images of one class each, to tell apart as wholes. */
public sealed interface ClassifiedData extends Consistent {
  /** The size that they are brought to. */
  ImageSize imageSize();

  /** How training images are mirrored. */
  Flip flip();

  /** How the colours of training images change. */
  Jitter jitter();

  /** How pixels are normalised. */
  PixelNormalisation normalisation();

  /** Where the images are; empty for generated ones. */
  Optional<Path> path();

  /** A folder of images for each class, as torchvision's ImageFolder and ImageNet. */
  @Described(
      "a folder of images for each class, as ImageNet's train/n01440764; the names of the folders are the classes")
  record ImageFolder(
      @Setting(about = "the size that the backbone sees, height x width", byDefault = "224x224")
          ImageSize imageSize,
      @Setting(about = Data.About.FLIP, byDefault = "{}") Flip flip,
      @Setting(about = Data.About.JITTER, byDefault = "{}") Jitter jitter,
      @Setting(about = Data.About.NORMALISATION, byDefault = "{}") PixelNormalisation normalisation,
      @Setting(
              about =
                  "the folder with those of the splits, from the current directory; in an evaluator,"
                      + " from the folder of the descriptor")
          Path folder,
      @Setting(
              about = "the folder in it of the images to train on, one in it for each class",
              byDefault = "train")
          String train,
      @Setting(
              about =
                  "the folder in it of the images to measure on, one in it for each class, or with"
                      + " all images where there is a file of val-classes",
              byDefault = "val")
          String val,
      @Setting(
              about =
                  "a file in the folder with a line for each image of val: its name and its class,"
                      + " like ImageNet's LOC_val_solution.csv")
          Optional<String> valClasses,
      @Setting(about = FileData.About.STRICT, byDefault = "false") boolean strict,
      @Setting(about = FileData.About.DECODE, byDefault = "false") boolean decode)
      implements ClassifiedData {
    @Override
    public Optional<Path> path() {
      return Optional.of(folder);
    }

    @Override
    public void check(Conflicts conflicts) {
      conflicts.unless(
          !train.equals(val), "val", val, "another folder than that of train", "train");
    }
  }

  /** Generated images with one figure each. */
  @Described("generated images with one figure each, which is the class; they need no files")
  record Scenes(
      @Setting(
              about = "height x width of the generated images, at least 16 pixels each",
              byDefault = "64x64")
          ImageSize imageSize,
      @Setting(about = Data.About.FLIP, byDefault = "{}") Flip flip,
      @Setting(about = Data.About.JITTER, byDefault = "{}") Jitter jitter,
      @Setting(about = Data.About.NORMALISATION, byDefault = "{}") PixelNormalisation normalisation,
      @Setting(about = "how many images to train on", byDefault = "2000", min = 1) int train,
      @Setting(about = "how many images to measure on", byDefault = "500", min = 1) int val,
      @Setting(about = "what the scenes are about, as of the data", byDefault = "mixed")
          World world,
      @Setting(
              about = "which kinds of figures there are; without it, all of the world",
              minLength = 2,
              distinct = true)
          Optional<List<Data.Scenes.Figure>> categories,
      @Setting(
              about =
                  "length of the smallest figures in pixels, at most half a side of the image;"
                      + " without it, half a side",
              min = 4)
          Optional<Integer> smallestObject,
      @Setting(about = "which scenes are drawn; apart from the seed of the search", byDefault = "1")
          long seed)
      implements ClassifiedData {
    private static final int LEAST_SIDE = 16;

    public Scenes {
      categories = categories.map(List::copyOf);
    }

    @Override
    public Optional<Path> path() {
      return Optional.empty();
    }

    /** The names of the classes. */
    public List<String> names() {
      return Data.Scenes.Figure.names(categories, world);
    }

    /** The length of the smallest figures in pixels. */
    public int smallest() {
      return smallestObject.orElse(side() / 2);
    }

    private int side() {
      return Math.min(imageSize.height(), imageSize.width());
    }

    @Override
    public void check(Conflicts conflicts) {
      conflicts.unless(
          side() >= LEAST_SIDE,
          "image-size",
          imageSize.toString(),
          "sides of at least " + LEAST_SIDE + " pixels");
      conflicts.unless(
          smallest() <= side() / 2,
          "smallest-object",
          Integer.toString(smallest()),
          "at most half a side of the image, " + side() / 2,
          "image-size");
      conflicts.unless(
          world.categories().containsAll(names()),
          "categories",
          String.join(", ", names()),
          "some of " + String.join(", ", world.categories()),
          "world");
    }
  }
}
