package io.crnas.detection.scenes;

import io.crnas.detection.data.Dataset;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Generated images: figures on textured backgrounds, some hiding others, with distractors, blur,
 * noise and changing light. A figure's category shows in its parts and where they are, not in its
 * colour; figures are from {@code smallest} pixels to most of the image long. A box holds all of a
 * figure that is inside the image, hidden parts too; a figure of which less than a quarter shows is
 * left out. The same seed, split and index give the same bytes on every machine.
 *
 * @param width pixels
 * @param height pixels
 * @param world what they are about
 * @param categories which of the world's appear, in the order of their indices
 * @param smallest the length of the smallest figures in pixels; long ones are twice that
 * @param mostObjects how many figures of the categories are placed in an image at most
 * @param seed decides everything else
 */
public record Scenes(
    int width,
    int height,
    World world,
    List<String> categories,
    double smallest,
    int mostObjects,
    long seed) {

  public Scenes {
    categories = List.copyOf(categories);
    if (Math.min(width, height) < 16) {
      throw new IllegalArgumentException(width + " x " + height + " pixels");
    }
    if (categories.isEmpty()
        || !world.categories().containsAll(categories)
        || categories.stream().distinct().count() < categories.size()) {
      throw new IllegalArgumentException(categories + " are not some of " + world.categories());
    }
    if (!(smallest >= 4 && smallest <= Math.min(width, height) / 2.0)) {
      throw new IllegalArgumentException("smallest figure of " + smallest + " pixels");
    }
    if (mostObjects < 1) {
      throw new IllegalArgumentException("at most " + mostObjects + " objects");
    }
  }

  /** All categories of mixed scenes, figures from 8 pixels, at most 7 in an image. */
  public static Scenes of(int width, int height, long seed) {
    return new Scenes(width, height, World.MIXED, World.MIXED.categories(), 8, 7, seed);
  }

  /** The first images of a split: a longer split of the same name begins with the same ones. */
  public Dataset split(String name, int count) {
    return SceneSplit.of(this, name, layouts(name, count).toList());
  }

  /** The same images with the mask of each object: all of it that is inside, hidden parts too. */
  public Dataset splitWithMasks(String name, int count) {
    return SceneSplit.of(
        this, name, layouts(name, count).map(layout -> layout.withMasks(this)).toList());
  }

  private Stream<SceneLayout> layouts(String name, int count) {
    return LongStream.range(0, count)
        .parallel()
        .mapToObj(index -> SceneLayout.of(this, name, index));
  }

  /** The figures of the categories, in the same order. */
  List<Figure> figures() {
    List<Figure> all = world.figures(true);
    return categories.stream().map(name -> all.get(world.categories().indexOf(name))).toList();
  }

  /** What decides the images, but for the split: part of the fingerprint. */
  String canonical() {
    // As it was written before there were worlds, so that runs of then go on.
    String about = world == World.MIXED ? "" : ", world=" + world.name();
    return "Scenes[width="
        + width
        + ", height="
        + height
        + about
        + ", categories="
        + categories
        + ", smallest="
        + smallest
        + ", mostObjects="
        + mostObjects
        + ", seed="
        + seed
        + "]";
  }
}
