package io.crnas.experiments.picture;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where labels go in an image: by a corner of their box, inside the image, and never over another
 * label. One that has no such place is left out, since nobody could read it; so the surest come
 * first.
 */
public final class LabelPlaces {
  private final double width;
  private final double height;
  private final List<Area> taken = new ArrayList<>();

  /**
   * @param width of the image in pixels
   * @param height of the image in pixels
   */
  public LabelPlaces(double width, double height) {
    this.width = width;
    this.height = height;
  }

  /**
   * Takes a place for a label of this size.
   *
   * @param box what it is the label of
   */
  public Optional<Area> take(Area box, double labelWidth, double labelHeight) {
    for (Area place : places(box, labelWidth, labelHeight)) {
      boolean inside = place.top() >= 0 && place.bottom() <= height && labelWidth <= width;
      if (inside && taken.stream().noneMatch(place::overlaps)) {
        taken.add(place);
        return Optional.of(place);
      }
    }
    return Optional.empty();
  }

  /** Above the box, then inside, then below, at its left and at its right edge. */
  private List<Area> places(Area box, double labelWidth, double labelHeight) {
    List<Area> places = new ArrayList<>();
    for (double top :
        List.of(box.top() - labelHeight, box.top(), box.bottom(), box.bottom() - labelHeight)) {
      for (double left : List.of(box.left(), box.right() - labelWidth)) {
        double from = Math.clamp(left, 0, Math.max(0, width - labelWidth));
        places.add(new Area(from, top, from + labelWidth, top + labelHeight));
      }
    }
    return places;
  }
}
