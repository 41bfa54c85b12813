package io.crnas.detection.scenes;

import io.crnas.detection.data.Annotation;
import io.crnas.detection.data.Box;
import io.crnas.detection.mask.CompressedMask;
import io.crnas.detection.mask.Mask;
import io.crnas.framework.random.Seeds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Where the figures of a scene are, and what is to be found in it.
 *
 * @param figures in the order they are drawn, distractors too
 * @param annotations the figures of the categories
 */
record SceneLayout(List<Placed> figures, List<Annotation> annotations) {
  /** A figure of which less shows is left out of the scene. */
  static final double LEAST_VISIBLE = 0.25;

  private static final int TRIES = 10;

  static SceneLayout of(Scenes scenes, String split, long index) {
    RandomGenerator random = Seeds.generator(scenes.seed(), "scene/layout/" + split, index);
    var figures = new ArrayList<Placed>();
    List<Figure> wanted = scenes.figures();
    int objects = 1 + random.nextInt(scenes.mostObjects());
    for (int i = 0; i < objects; i++) {
      place(wanted.get(random.nextInt(wanted.size())), scenes, figures, random);
    }
    List<Figure> others = scenes.world().figures(false);
    int distractors = random.nextInt(1 + scenes.mostObjects() / 2);
    for (int i = 0; i < distractors; i++) {
      place(others.get(random.nextInt(others.size())), scenes, figures, random);
    }
    // Small ones mostly lie on large ones, but not always.
    var order = new ArrayList<Depth>();
    for (Placed figure : figures) {
      order.add(new Depth(figure, figure.scale() * (0.4 + random.nextDouble())));
    }
    order.sort(Comparator.comparingDouble(depth -> -depth.depth()));
    List<Placed> visible = visible(order.stream().map(Depth::figure).toList(), scenes);
    return new SceneLayout(visible, annotations(visible, scenes));
  }

  private record Depth(Placed figure, double depth) {}

  /** Adds a figure at a place where it overlaps no other too much, if there is one. */
  private static void place(
      Figure figure, Scenes scenes, List<Placed> figures, RandomGenerator random) {
    double smallest = scenes.smallest() * (figure.isLong() ? 2 : 1);
    double largest = scenes.world().largest(smallest, Math.min(scenes.width(), scenes.height()));
    double length = smallest * StrictMath.pow(largest / smallest, random.nextDouble());
    Placed placed = Placed.at(figure, length, random);
    Box box = placed.bounds();
    for (int i = 0; i < TRIES; i++) {
      double x = within(scenes.width(), scenes.world().margin() * box.width(), random);
      double y = within(scenes.height(), scenes.world().margin() * box.height(), random);
      Placed here = placed.movedTo(x, y);
      Box bounds = here.bounds();
      if (figures.stream()
          .allMatch(other -> overlap(bounds, other.bounds()) < scenes.world().mostOverlap())) {
        figures.add(here);
        return;
      }
    }
  }

  private static double within(int size, double margin, RandomGenerator random) {
    double least = Math.min(margin, size / 2.0);
    return least + random.nextDouble() * (size - 2 * least);
  }

  /** Intersection over union. */
  private static double overlap(Box a, Box b) {
    double width = Math.min(a.x2(), b.x2()) - Math.max(a.x1(), b.x1());
    double height = Math.min(a.y2(), b.y2()) - Math.max(a.y1(), b.y1());
    double shared = Math.max(width, 0) * Math.max(height, 0);
    return shared / (a.area() + b.area() - shared);
  }

  private static List<Placed> visible(List<Placed> figures, Scenes scenes) {
    var kept = new ArrayList<Placed>();
    for (Placed figure : figures.reversed()) {
      if (figure.visible(scenes.width(), scenes.height(), kept) >= LEAST_VISIBLE) {
        kept.add(figure);
      }
    }
    return List.copyOf(kept.reversed());
  }

  /** The same with the mask of each figure of the categories. */
  SceneLayout withMasks(Scenes scenes) {
    List<Placed> wanted =
        figures.stream()
            .filter(placed -> scenes.categories().contains(placed.figure().title()))
            .toList();
    var masked = new ArrayList<Annotation>();
    for (int i = 0; i < annotations.size(); i++) {
      Mask mask = wanted.get(i).mask(scenes.width(), scenes.height());
      masked.add(annotations.get(i).withMask(CompressedMask.of(mask)));
    }
    return new SceneLayout(figures, List.copyOf(masked));
  }

  private static List<Annotation> annotations(List<Placed> figures, Scenes scenes) {
    var annotations = new ArrayList<Annotation>();
    for (Placed placed : figures) {
      int category = scenes.categories().indexOf(placed.figure().title());
      if (category >= 0) {
        Box box = placed.bounds().clipped(scenes.width(), scenes.height());
        annotations.add(new Annotation(box, category));
      }
    }
    return List.copyOf(annotations);
  }
}
