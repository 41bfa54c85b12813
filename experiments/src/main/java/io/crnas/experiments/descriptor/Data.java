package io.crnas.experiments.descriptor;

import io.crnas.detection.data.Resize;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.setting.Conflicts;
import io.crnas.framework.setting.Consistent;
import io.crnas.framework.setting.Setting;
import io.crnas.spaces.ImageSize;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The images to detect objects in. */
public sealed interface Data extends Consistent {
  /** What several kinds say alike. */
  final class About {
    static final String SIZE =
        "the size that the detector sees: height x width for all images, like 240x320; or the most"
            + " pixels of the shorter and the longer side, like 800/1333, where images keep their"
            + " aspect ratio";
    static final String SCALES =
        "shorter sides, one of which is drawn for each training batch; image-size is like 800/1333"
            + " then";
    static final String FLIP = "how training images are mirrored";
    static final String JITTER = "how much the colours of training images change";
    static final String NORMALISATION =
        "what is subtracted from pixels and what they are divided by";
    static final String PATH = "the folder, from the current directory; --data takes precedence";
    static final String CATEGORIES = "the classes, in order; without them, all that the data has";
    static final String DRAWN =
        "how many images of train, drawn at random, candidates are scored on, in place of val; the"
            + " final networks are trained on all of train";
    static final String SEED =
        "which images are drawn from train; apart from the seed of the search";
    static final String STRICT =
        "whether a bad annotation or image is an error instead of being left out and named";
    static final String DECODE =
        "whether every image is decoded before anything begins, so that a damaged one is left out"
            + " then; false where there are very many";

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
  Normalisation normalisation();

  /** The names of the classes, as far as they are known before the data is read. */
  Optional<List<String>> knownCategories();

  /** Where the images are; empty for generated ones, and where it is yet to be said. */
  Optional<Path> path();

  /** Whether anything wrong is an error. */
  boolean strict();

  /** The same with other values for these. */
  Data with(Optional<Path> path, boolean strict);

  /** Generated scenes: need no files, and are the same for the same seed. */
  record Scenes(
      @Setting(
              about = "height x width of the generated images, at least 16 pixels each",
              byDefault = "128x128")
          Resize imageSize,
      @Setting(about = About.FLIP, byDefault = "{}") Flip flip,
      @Setting(about = About.JITTER, byDefault = "{}") Jitter jitter,
      @Setting(about = About.NORMALISATION, byDefault = "{}") Normalisation normalisation,
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
      implements Data {

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
    public Optional<List<Integer>> scales() {
      return Optional.empty();
    }

    @Override
    public Optional<List<String>> knownCategories() {
      return Optional.of(
          categories.orElse(List.of(Figure.values())).stream().map(Names::kebab).toList());
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
      conflicts.unless(
          smallestObject <= side / 2,
          "smallest-object",
          Integer.toString(smallestObject),
          "at most half a side of the image, " + side / 2,
          "image-size");
    }
  }

  /** A folder in the PASCAL VOC layout: Annotations, ImageSets/Main, JPEGImages; or several. */
  record Voc(
      @Setting(about = About.SIZE) Resize imageSize,
      @Setting(about = About.SCALES, min = 1, minLength = 1, distinct = true)
          Optional<List<Integer>> scales,
      @Setting(about = About.FLIP, byDefault = "{}") Flip flip,
      @Setting(about = About.JITTER, byDefault = "{}") Jitter jitter,
      @Setting(about = About.NORMALISATION, byDefault = "{}") Normalisation normalisation,
      @Setting(about = About.PATH) Optional<Path> path,
      @Setting(about = About.CATEGORIES, minLength = 1, distinct = true)
          Optional<List<String>> categories,
      @Setting(
              about =
                  "the split to train on: a name in ImageSets/Main, like train; with a folder, like"
                      + " VOC2007/trainval; or several, like VOC2007/trainval+VOC2012/trainval",
              byDefault = "train")
          String train,
      @Setting(
              about =
                  "the split candidates are scored on, another; without it and validation-images,"
                      + " val")
          Optional<String> val,
      @Setting(about = About.DRAWN, min = 1) Optional<Integer> validationImages,
      @Setting(about = About.SEED, byDefault = "1") long validationSeed,
      @Setting(about = "the split the final networks are tested on, a third", byDefault = "test")
          String test,
      @Setting(about = About.STRICT, byDefault = "false") boolean strict,
      @Setting(about = About.DECODE, byDefault = "true") boolean decode)
      implements Data {
    public Voc {
      scales = scales.map(List::copyOf);
      categories = categories.map(List::copyOf);
    }

    /** The split candidates are scored on; empty where its images are drawn from train. */
    public Optional<String> validation() {
      return validationImages.isPresent() ? Optional.empty() : val.or(() -> Optional.of("val"));
    }

    @Override
    public Optional<List<String>> knownCategories() {
      return categories;
    }

    @Override
    public Voc with(Optional<Path> path, boolean strict) {
      return new Voc(
          imageSize,
          scales,
          flip,
          jitter,
          normalisation,
          path,
          categories,
          train,
          val,
          validationImages,
          validationSeed,
          test,
          strict,
          decode);
    }

    @Override
    public void check(Conflicts conflicts) {
      SplitChecks.scales(imageSize, scales, conflicts);
      SplitChecks.different(train, validation(), test, conflicts);
      SplitChecks.oneValidation(val, validationImages, conflicts);
    }
  }

  /** Folders of images with a file of COCO's annotations each. */
  record Coco(
      @Setting(about = About.SIZE) Resize imageSize,
      @Setting(about = About.SCALES, min = 1, minLength = 1, distinct = true)
          Optional<List<Integer>> scales,
      @Setting(about = About.FLIP, byDefault = "{}") Flip flip,
      @Setting(about = About.JITTER, byDefault = "{}") Jitter jitter,
      @Setting(about = About.NORMALISATION, byDefault = "{}") Normalisation normalisation,
      @Setting(about = About.PATH) Optional<Path> path,
      @Setting(about = About.CATEGORIES, minLength = 1, distinct = true)
          Optional<List<String>> categories,
      @Setting(
              about = "what to train on",
              byDefault = "{annotations: annotations/instances_train2017.json, images: train2017}")
          AnnotatedImages train,
      @Setting(about = "what candidates are scored on; either this or validation-images")
          Optional<AnnotatedImages> val,
      @Setting(about = About.DRAWN, min = 1) Optional<Integer> validationImages,
      @Setting(about = About.SEED, byDefault = "1") long validationSeed,
      @Setting(
              about = "what the final networks are tested on",
              byDefault = "{annotations: annotations/instances_val2017.json, images: val2017}")
          AnnotatedImages test,
      @Setting(about = About.STRICT, byDefault = "false") boolean strict,
      @Setting(about = About.DECODE, byDefault = "false") boolean decode)
      implements Data {
    public Coco {
      scales = scales.map(List::copyOf);
      categories = categories.map(List::copyOf);
    }

    @Override
    public Optional<List<String>> knownCategories() {
      return categories;
    }

    @Override
    public Coco with(Optional<Path> path, boolean strict) {
      return new Coco(
          imageSize,
          scales,
          flip,
          jitter,
          normalisation,
          path,
          categories,
          train,
          val,
          validationImages,
          validationSeed,
          test,
          strict,
          decode);
    }

    @Override
    public void check(Conflicts conflicts) {
      SplitChecks.scales(imageSize, scales, conflicts);
      SplitChecks.different(train, val, test, conflicts);
      SplitChecks.oneValidation(val, validationImages, conflicts);
      SplitChecks.validation(val, validationImages, conflicts);
    }
  }

  /** Folders of images with a table of boxes each: image, x1, y1, x2, y2, class. */
  record Csv(
      @Setting(about = About.SIZE) Resize imageSize,
      @Setting(about = About.SCALES, min = 1, minLength = 1, distinct = true)
          Optional<List<Integer>> scales,
      @Setting(about = About.FLIP, byDefault = "{}") Flip flip,
      @Setting(about = About.JITTER, byDefault = "{}") Jitter jitter,
      @Setting(about = About.NORMALISATION, byDefault = "{}") Normalisation normalisation,
      @Setting(about = About.PATH) Optional<Path> path,
      @Setting(about = About.CATEGORIES, minLength = 1, distinct = true)
          Optional<List<String>> categories,
      @Setting(about = "what to train on", byDefault = "{annotations: train.csv, images: images}")
          AnnotatedImages train,
      @Setting(about = "what candidates are scored on; either this or validation-images")
          Optional<AnnotatedImages> val,
      @Setting(about = About.DRAWN, min = 1) Optional<Integer> validationImages,
      @Setting(about = About.SEED, byDefault = "1") long validationSeed,
      @Setting(
              about = "what the final networks are tested on",
              byDefault = "{annotations: test.csv, images: images}")
          AnnotatedImages test,
      @Setting(about = About.STRICT, byDefault = "false") boolean strict,
      @Setting(about = About.DECODE, byDefault = "true") boolean decode)
      implements Data {
    public Csv {
      scales = scales.map(List::copyOf);
      categories = categories.map(List::copyOf);
    }

    @Override
    public Optional<List<String>> knownCategories() {
      return categories;
    }

    @Override
    public Csv with(Optional<Path> path, boolean strict) {
      return new Csv(
          imageSize,
          scales,
          flip,
          jitter,
          normalisation,
          path,
          categories,
          train,
          val,
          validationImages,
          validationSeed,
          test,
          strict,
          decode);
    }

    @Override
    public void check(Conflicts conflicts) {
      SplitChecks.scales(imageSize, scales, conflicts);
      SplitChecks.different(train, val, test, conflicts);
      SplitChecks.oneValidation(val, validationImages, conflicts);
      SplitChecks.validation(val, validationImages, conflicts);
    }
  }
}
