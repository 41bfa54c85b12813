package io.crnas.experiments.field;

import io.crnas.detection.field.EffectiveField;
import io.crnas.experiments.picture.Area;
import io.crnas.spaces.detector.Anchors;
import io.crnas.spaces.detector.Detector;
import io.crnas.spaces.detector.Head;
import io.crnas.spaces.detector.Reads;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;

/**
 * The receptive fields of a net.
 *
 * @param title the net, for people
 * @param levels finest first
 */
public record NetFields(String title, List<Level> levels) {
  public NetFields {
    levels = List.copyOf(levels);
  }

  /**
   * Of the cell in the middle of one level.
   *
   * @param name {@code C3}, {@code P3} and so on
   * @param anchors of that cell, in pixels of the input
   * @param anchorSides of the square ones among them
   */
  public record Level(
      String name, EffectiveField field, List<Area> anchors, List<Integer> anchorSides) {
    public Level {
      anchors = List.copyOf(anchors);
      anchorSides = List.copyOf(anchorSides);
    }
  }

  /**
   * Puts the anchors of a detector to fields.
   *
   * @param fields of levels by name, stages or levels of the pyramid; anchors are those of the same
   *     stride, of which a fine stage may have none
   */
  public static NetFields of(
      String title, SequencedMap<String, EffectiveField> fields, Detector detector) {
    Anchors anchors =
        detector.heads().stream()
            .map(Head::reads)
            .filter(Reads.EachLevel.class::isInstance)
            .map(Reads.EachLevel.class::cast)
            .findFirst()
            .map(Reads.EachLevel::anchors)
            .orElseThrow(() -> new IllegalArgumentException("no head of " + detector.name()));
    List<Level> levels = new ArrayList<>();
    fields.forEach((name, field) -> {
      int level = Integer.parseInt(name.substring(1)) - detector.neck().finest();
      boolean anchored = level >= 0 && level < anchors.levels();
      levels.add(
          anchored
              ? new Level(
                  name, field, areas(anchors.cell(level), field), anchors.sizes().get(level))
              : new Level(name, field, List.of(), List.of()));
    });
    return new NetFields(title, levels);
  }

  private static List<Area> areas(float[] corners, EffectiveField field) {
    List<Area> areas = new ArrayList<>();
    for (int i = 0; i < corners.length; i += 4) {
      areas.add(
          new Area(
              field.column() + corners[i],
              field.row() + corners[i + 1],
              field.column() + corners[i + 2],
              field.row() + corners[i + 3]));
    }
    return areas;
  }
}
