package io.crnas.experiments.descriptor;

import io.crnas.detection.data.Jitter;
import io.crnas.detection.data.PixelNormalisation;
import io.crnas.detection.data.Resize;
import io.crnas.detection.layout.FoundData;
import io.crnas.detection.layout.Pixels;
import io.crnas.framework.setting.Conflicts;
import io.crnas.framework.setting.Described;
import io.crnas.framework.setting.Setting;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Images in files, of several layouts. */
public sealed interface FileData extends Data {
  /** What they say alike. */
  final class About {
    static final String SIZE =
        "the size that the detector sees: height x width for all images, like 240x320; or the most"
            + " pixels of the shorter and the longer side, like 800/1333, where images keep their"
            + " aspect ratio";
    static final String SCALES =
        "shorter sides, one of which is drawn for each training batch; image-size is like 800/1333"
            + " then";
    static final String PATH = "the folder, from the current directory; --data takes precedence";
    static final String CATEGORIES = "the classes, in order; without them, all that the data has";
    static final String DRAWN =
        "how many images of train, drawn at random, candidates are scored on, in place of val; the"
            + " final networks are trained on all of train";
    static final String SEED =
        "which images are drawn from train; apart from the seed of the search";
    static final String PIXELS =
        "from which number pixels are counted in boxes: from-1, as in PASCAL VOC, where both ends"
            + " belong to a box; from-0, where a box is its corners; auto looks at the boxes at the"
            + " edges and says what it took";
    static final String STRICT =
        "whether a bad annotation or image is an error instead of being left out and named";
    static final String DECODE =
        "whether every image is decoded before anything begins, so that a damaged one is left out"
            + " then; false where there are very many";

    private About() {}
  }

  /** The classes, in order; empty for all that the data has. */
  Optional<List<String>> categories();

  /** Whether every image is decoded before anything begins. */
  boolean decode();

  @Override
  default Optional<List<String>> knownCategories() {
    return categories();
  }

  /** A folder in the PASCAL VOC layout: Annotations, ImageSets/Main, JPEGImages; or several. */
  @Described(
      "a folder in the layout of PASCAL VOC, with Annotations, ImageSets/Main and JPEGImages; or several of them")
  record Voc(
      @Setting(about = About.SIZE) Resize imageSize,
      @Setting(about = About.SCALES, min = 1, minLength = 1, distinct = true)
          Optional<List<Integer>> scales,
      @Setting(about = Data.About.FLIP, byDefault = "{}") Flip flip,
      @Setting(about = Data.About.JITTER, byDefault = "{}") Jitter jitter,
      @Setting(about = Data.About.NORMALISATION, byDefault = "{}") PixelNormalisation normalisation,
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
                  "the split candidates are scored on, not the one trained on; without it, val,"
                      + " unless validation-images is given")
          Optional<String> val,
      @Setting(about = About.DRAWN, min = 1) Optional<Integer> validationImages,
      @Setting(about = About.SEED, byDefault = "1") long validationSeed,
      @Setting(
              about = "the split the final networks are tested on, neither of the two others",
              byDefault = "test")
          String test,
      @Setting(about = About.PIXELS, byDefault = "auto") Pixels pixels,
      @Setting(about = About.STRICT, byDefault = "false") boolean strict,
      @Setting(about = About.DECODE, byDefault = "true") boolean decode)
      implements FileData {
    public Voc {
      scales = scales.map(List::copyOf);
      categories = categories.map(List::copyOf);
    }

    /** The split candidates are scored on; empty where its images are drawn from train. */
    public Optional<String> validation() {
      return validationImages.isPresent() ? Optional.empty() : val.or(() -> Optional.of("val"));
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
          pixels,
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
  @Described("each split is a folder of images and a file of annotations in the format of COCO")
  record Coco(
      @Setting(about = About.SIZE) Resize imageSize,
      @Setting(about = About.SCALES, min = 1, minLength = 1, distinct = true)
          Optional<List<Integer>> scales,
      @Setting(about = Data.About.FLIP, byDefault = "{}") Flip flip,
      @Setting(about = Data.About.JITTER, byDefault = "{}") Jitter jitter,
      @Setting(about = Data.About.NORMALISATION, byDefault = "{}") PixelNormalisation normalisation,
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
      implements FileData {
    public Coco {
      scales = scales.map(List::copyOf);
      categories = categories.map(List::copyOf);
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
  @Described(
      "each split is a folder of images and a table of boxes: image, x1, y1, x2, y2, class; or TensorFlow's filename, width, height, class, xmin, ymin, xmax, ymax")
  record Csv(
      @Setting(about = About.SIZE) Resize imageSize,
      @Setting(about = About.SCALES, min = 1, minLength = 1, distinct = true)
          Optional<List<Integer>> scales,
      @Setting(about = Data.About.FLIP, byDefault = "{}") Flip flip,
      @Setting(about = Data.About.JITTER, byDefault = "{}") Jitter jitter,
      @Setting(about = Data.About.NORMALISATION, byDefault = "{}") PixelNormalisation normalisation,
      @Setting(about = About.PATH) Optional<Path> path,
      @Setting(about = About.CATEGORIES, minLength = 1, distinct = true)
          Optional<List<String>> categories,
      @Setting(about = "what to train on", byDefault = "{annotations: train.csv}")
          AnnotatedImages train,
      @Setting(about = "what candidates are scored on; either this or validation-images")
          Optional<AnnotatedImages> val,
      @Setting(about = About.DRAWN, min = 1) Optional<Integer> validationImages,
      @Setting(about = About.SEED, byDefault = "1") long validationSeed,
      @Setting(
              about = "what the final networks are tested on",
              byDefault = "{annotations: test.csv}")
          AnnotatedImages test,
      @Setting(about = About.PIXELS, byDefault = "auto") Pixels pixels,
      @Setting(about = About.STRICT, byDefault = "false") boolean strict,
      @Setting(about = About.DECODE, byDefault = "true") boolean decode)
      implements FileData {
    public Csv {
      scales = scales.map(List::copyOf);
      categories = categories.map(List::copyOf);
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
          pixels,
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

  /** A folder or file whose layout and splits are recognised. */
  @Described(
      "a folder whose layout is recognised: PASCAL VOC, COCO or its export by Roboflow, YOLO, tables of boxes, or images with an XML each; the splits it has are taken by their names, and what is missing is drawn from train by the images' bytes")
  record Auto(
      @Setting(about = About.SIZE) Resize imageSize,
      @Setting(about = About.SCALES, min = 1, minLength = 1, distinct = true)
          Optional<List<Integer>> scales,
      @Setting(about = Data.About.FLIP, byDefault = "{}") Flip flip,
      @Setting(about = Data.About.JITTER, byDefault = "{}") Jitter jitter,
      @Setting(about = Data.About.NORMALISATION, byDefault = "{}") PixelNormalisation normalisation,
      @Setting(about = "the folder or file, from the current directory; --data takes precedence")
          Optional<Path> path,
      @Setting(about = About.CATEGORIES, minLength = 1, distinct = true)
          Optional<List<String>> categories,
      @Setting(about = "the layout, where there are files of several; without it, the first found")
          Optional<FoundData.Kind> layout,
      @Setting(about = About.PIXELS, byDefault = "auto") Pixels pixels,
      @Setting(about = About.STRICT, byDefault = "false") boolean strict,
      @Setting(about = About.DECODE, byDefault = "true") boolean decode)
      implements FileData {
    public Auto {
      scales = scales.map(List::copyOf);
      categories = categories.map(List::copyOf);
    }

    @Override
    public Auto with(Optional<Path> path, boolean strict) {
      return new Auto(
          imageSize,
          scales,
          flip,
          jitter,
          normalisation,
          path,
          categories,
          layout,
          pixels,
          strict,
          decode);
    }

    @Override
    public void check(Conflicts conflicts) {
      SplitChecks.scales(imageSize, scales, conflicts);
    }
  }
}
