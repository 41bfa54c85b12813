package io.crnas.experiments.descriptor;

import io.crnas.detection.data.Jitter;
import io.crnas.detection.data.PixelNormalisation;
import io.crnas.detection.data.Resize;
import io.crnas.detection.scenes.World;
import io.crnas.experiments.yaml.Names;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.setting.Conflicts;
import io.crnas.framework.setting.Consistent;
import io.crnas.framework.setting.Described;
import io.crnas.framework.setting.Setting;
import io.crnas.spaces.ImageSize;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The images to detect objects in. */
public sealed interface Data extends Consistent permits Data.Scenes, FileData {
  /** What all kinds say alike. */
  final class About {
    static final String FLIP = "how training images are mirrored";
    static final String JITTER = "how much the colours of training images change";
    static final String NORMALISATION =
        "what is subtracted from pixels and what they are divided by";

    private About() {}
  }

  /** To what size images are brought. */
  Resize imageSize();

  /** The shorter sides drawn for training batches; empty where all have the same. */
  Optional<List<Integer>> scales();

  /** How training images are mirrored. */
  Flip flip();

  /** How the colours of training images change. */
  Jitter jitter();

  /** How pixels are normalised. */
  PixelNormalisation normalisation();

  /** The names of the classes, as far as they are known before the data is read. */
  Optional<List<String>> knownCategories();

  /** Where the images are; empty for generated ones, and where it is yet to be said. */
  Optional<Path> path();

  /** Whether anything wrong is an error. */
  boolean strict();

  /** The same with other values for these. */
  Data with(Optional<Path> path, boolean strict);

  /** Generated scenes: need no files, and are the same for the same seed. */
  @Described("generated scenes, which need no files; the same for the same seed")
  record Scenes(
      @Setting(
              about = "height x width of the generated images, at least 16 pixels each",
              byDefault = "128x128")
          Resize imageSize,
      @Setting(about = About.FLIP, byDefault = "{}") Flip flip,
      @Setting(about = About.JITTER, byDefault = "{}") Jitter jitter,
      @Setting(about = About.NORMALISATION, byDefault = "{}") PixelNormalisation normalisation,
      @Setting(about = "how many images to train on", byDefault = "256", min = 1) int train,
      @Setting(about = "how many images candidates are scored on", byDefault = "64", min = 1)
          int val,
      @Setting(
              about = "how many images the final networks are tested on",
              byDefault = "64",
              min = 1)
          int test,
      @Setting(
              about =
                  "what the scenes are about: mixed has figures of all sizes; near small ones, told"
                      + " apart by fine texture; far large ones, told apart by how far parts are"
                      + " arranged",
              byDefault = "mixed")
          World world,
      @Setting(
              about = "which kinds of figures there are to find; without it, all of the world",
              minLength = 1,
              distinct = true)
          Optional<List<Figure>> categories,
      @Setting(
              about =
                  "length of the smallest figures in pixels, at most half a side of the image;"
                      + " without it 8 (mixed), 10 (near), or half a side (far)",
              min = 4)
          Optional<Integer> smallestObject,
      @Setting(about = "most figures of an image", byDefault = "7", min = 1) int mostObjects,
      @Setting(about = "which scenes are drawn; apart from the seed of the search", byDefault = "1")
          long seed)
      implements Data {

    /** Kinds of figures, of all worlds. */
    public enum Figure {
      WHEEL,
      TARGET,
      DIE,
      FACE,
      BARBELL,
      KEY,
      STRIPED,
      CHECKED,
      RINGED,
      SINGLE,
      PAIR,
      DIAGONAL,
      TRIPLE;

      /** The names of some, or of all that a world has. */
      static List<String> names(Optional<List<Figure>> some, World world) {
        return some.map(figures -> figures.stream().map(Names::kebab).toList())
            .orElse(world.categories());
      }
    }

    private static final int LEAST_SIDE = 16;

    public Scenes {
      categories = categories.map(List::copyOf);
    }

    @Override
    public Optional<List<Integer>> scales() {
      return Optional.empty();
    }

    @Override
    public Optional<List<String>> knownCategories() {
      return Optional.of(Figure.names(categories, world));
    }

    @Override
    public Optional<Path> path() {
      return Optional.empty();
    }

    @Override
    public boolean strict() {
      return true;
    }

    @Override
    public Scenes with(Optional<Path> path, boolean strict) {
      path.ifPresent(folder -> {
        throw new InvalidInputException(
            "--data", folder.toString(), "no folder, because the data is generated (kind scenes)");
      });
      return this;
    }

    /** The size of the generated images. */
    public ImageSize size() {
      return imageSize.largest();
    }

    /** The length of the smallest figures in pixels. */
    public int smallest() {
      return smallestObject.orElseGet(
          () -> world.smallest(Math.min(size().height(), size().width())));
    }

    @Override
    public void check(Conflicts conflicts) {
      int side = Math.min(size().height(), size().width());
      conflicts.unless(
          imageSize instanceof Resize.Fixed,
          "image-size",
          imageSize.toString(),
          "height x width, like 128x128");
      conflicts.unless(
          side >= LEAST_SIDE,
          "image-size",
          imageSize.toString(),
          "sides of at least " + LEAST_SIDE + " pixels");
      smallestObject.ifPresent(smallest ->
          conflicts.unless(
              smallest <= side / 2,
              "smallest-object",
              Integer.toString(smallest),
              "at most half a side of the image, " + side / 2,
              "image-size"));
      conflicts.unless(
          world.categories().containsAll(knownCategories().orElseThrow()),
          "categories",
          String.join(", ", knownCategories().orElseThrow()),
          "some of " + String.join(", ", world.categories()),
          "world");
    }
  }
}
